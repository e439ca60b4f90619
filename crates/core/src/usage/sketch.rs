//! How long things took, in a form that can be added up.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far a percentile may be from the truth, as a share of it.
pub const ACCURACY: f64 = 0.05;

/// Each bucket's end is this many times its beginning, so that its middle is at most [`ACCURACY`] away from what lies in it.
const GROWTH: f64 = (1.0 + ACCURACY) / (1.0 - ACCURACY);

/// Longer ones count as this long. It bounds the number of buckets.
const LONGEST_MS: u64 = 600_000;

/// Durations, counted by their logarithms. Sketches can be added: the percentiles of a month are as exact as those of a day. The method is that of
/// DDSketch (Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Sketch(BTreeMap<u16, u64>);

/// A text that is no sketch.
#[derive(Debug, thiserror::Error)]
#[error("a sketch is pairs of numbers such as 44:3, with spaces between them")]
pub struct NoSketch;

impl Sketch {
    /// Counts one that took so many milliseconds.
    pub fn count(&mut self, ms: u64) {
        let ms = ms.clamp(1, LONGEST_MS) as f64;
        *self.0.entry((ms.ln() / GROWTH.ln()).ceil() as u16).or_default() += 1;
    }

    /// Adds another one's.
    pub fn add(&mut self, other: &Self) {
        for (bucket, count) in &other.0 {
            *self.0.entry(*bucket).or_default() += count;
        }
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The milliseconds that such a share (0.5 for half) of all took at most; `None` if there are none.
    pub fn percentile(&self, share: f64) -> Option<u64> {
        let count: u64 = self.0.values().sum();
        let rank = ((count as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        self.0.iter().find_map(|(bucket, count)| {
            seen += count;
            (seen >= rank).then(|| (2.0 * GROWTH.powi(i32::from(*bucket)) / (GROWTH + 1.0)).round() as u64)
        })
    }
}

impl From<Sketch> for String {
    fn from(sketch: Sketch) -> Self {
        let pairs: Vec<_> = sketch.0.iter().map(|(bucket, count)| format!("{bucket}:{count}")).collect();
        pairs.join(" ")
    }
}

impl TryFrom<String> for Sketch {
    type Error = NoSketch;

    fn try_from(text: String) -> Result<Self, NoSketch> {
        let pair = |pair: &str| {
            let (bucket, count) = pair.split_once(':')?;
            Some((bucket.parse().ok()?, count.parse().ok()?))
        };
        text.split_whitespace().map(|text| pair(text).ok_or(NoSketch)).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sketch_of(durations: &[u64]) -> Sketch {
        let mut sketch = Sketch::default();
        durations.iter().for_each(|ms| sketch.count(*ms));
        sketch
    }

    proptest! {
        #[test]
        fn a_percentile_is_as_near_to_the_truth_as_promised(mut durations in prop::collection::vec(1..600_000_u64, 1..300), share in 0.01..1.0_f64) {
            let sketch = sketch_of(&durations);
            durations.sort_unstable();
            let truth = durations[((durations.len() as f64 * share).ceil() as usize).max(1) - 1] as f64;
            let told = sketch.percentile(share).expect("there are some") as f64;
            // Whole milliseconds add half of one.
            prop_assert!((told - truth).abs() <= truth * ACCURACY + 0.5, "{told} for {truth}");
        }

        #[test]
        fn added_sketches_say_what_one_of_all_would(one in prop::collection::vec(0..900_000_u64, 0..50), other in prop::collection::vec(0..900_000_u64, 0..50)) {
            let mut sum = sketch_of(&one);
            sum.add(&sketch_of(&other));
            prop_assert_eq!(&sum, &sketch_of(&[one, other].concat()));
            prop_assert_eq!(&Sketch::try_from(String::from(sum.clone())).expect("its own text"), &sum);
        }
    }

    #[test]
    fn nothing_has_no_percentile_and_the_longest_fit_in() {
        assert_eq!(Sketch::default().percentile(0.5), None);
        let longest = sketch_of(&[0, u64::MAX]);
        assert_eq!(longest.percentile(0.5), Some(1));
        assert!(longest.percentile(1.0).expect("two") > 570_000);
        assert!(Sketch::try_from("44:3 x".to_owned()).is_err());
    }
}
