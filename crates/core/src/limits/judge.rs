//! The rule: whether a counted request is within its limits.

use super::{
    Hit, WINDOW_MS,
    weights::{Weights, network_limits},
};
use crate::tenant::{EarlierLimits, Limits};

/// The limits that a request is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// The limits now.
    pub now: Limits,
    /// The largest ones that held within the last minute. What was admitted under them still counts in full.
    pub largest: Limits,
}

impl InForce {
    /// The limits of a key, which may have `own` ones.
    pub fn of(limits: Limits, earlier: Option<EarlierLimits>, own: Option<u32>, now_ms: i64) -> Self {
        let largest = EarlierLimits::largest(earlier, limits, now_ms);
        Self { now: limits.for_key(own), largest: largest.for_key(own) }
    }
}

impl From<Limits> for InForce {
    fn from(limits: Limits) -> Self {
        Self { now: limits, largest: limits }
    }
}

/// What a limit counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitedBy {
    /// The API key.
    Key,
    /// The session.
    Session,
    /// The visitor's address, or one of the networks around it.
    Address,
}

/// What is left of the tightest window after an admitted request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headroom {
    /// The window's limit.
    pub limit: u32,
    /// How many more requests it admits now.
    pub remaining: u32,
    /// Seconds until the window is empty again.
    pub reset_s: u64,
}

/// A request over a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverLimit {
    /// Which limit; of several, the one with the longest wait.
    pub by: LimitedBy,
    /// That limit.
    pub limit: u32,
    /// Whole seconds after which one more request will be admitted, if none comes in between; at least 1.
    pub retry_after_s: u64,
}

/// Judges a counted hit by the hits that its count returned. Waits are counted from `now_ms`, which is a little after the hit came.
///
/// # Errors
/// [`OverLimit`] if a window was full before this hit.
pub fn judge(hit: &Hit, live: &[Hit], limits: &InForce, now_ms: i64) -> Result<Headroom, OverLimit> {
    // What lies further ahead than clocks may differ comes from a clock that was set back since.
    let counts = |other: &Hit| (other.at_ms - hit.at_ms).abs() < WINDOW_MS;
    let mut others: Vec<&Hit> = live.iter().filter(|other| *other != hit && counts(other)).collect();
    others.sort_unstable_by_key(|other| other.at_ms);
    let weights = Weights::of(&limits.largest);
    let judged: Vec<_> = Window::all_of(hit, &limits.now)
        .map(|window| {
            let others: Vec<_> = others.iter().copied().filter(|other| window.holds(other, hit)).collect();
            window.judge(hit, &others, &weights, now_ms)
        })
        .collect();
    let refusal = judged.iter().filter_map(|judged| judged.err()).max_by_key(|over| over.retry_after_s);
    if let Some(over) = refusal {
        return Err(over);
    }
    let tightest = judged.into_iter().flatten().min_by_key(|headroom| headroom.remaining);
    Ok(tightest.unwrap_or(Headroom { limit: 0, remaining: 0, reset_s: 0 }))
}

/// One of the windows that a request is in.
struct Window {
    of: Of,
    limit: u32,
}

enum Of {
    Key,
    Session,
    /// The network at that place, narrowest first.
    Network(usize),
}

impl Window {
    fn all_of(hit: &Hit, limits: &Limits) -> impl Iterator<Item = Self> + use<> {
        let networks = network_limits(limits).into_iter().enumerate().take(hit.sender.networks().len());
        let networks = networks.map(|(place, limit)| Self { of: Of::Network(place), limit });
        [Self { of: Of::Key, limit: limits.key_per_minute }, Self { of: Of::Session, limit: limits.session_per_minute }]
            .into_iter()
            .chain(networks)
    }

    fn holds(&self, other: &Hit, hit: &Hit) -> bool {
        match self.of {
            Of::Key => other.key == hit.key,
            Of::Session => other.session == hit.session,
            Of::Network(place) => {
                let [other, own] = [other, hit].map(|hit| hit.sender.networks());
                other.len() == own.len() && other[place] == own[place]
            }
        }
    }

    /// `others`: what else is in the window, oldest first.
    fn judge(&self, hit: &Hit, others: &[&Hit], weights: &Weights, now_ms: i64) -> Result<Headroom, OverLimit> {
        let taken = |others: &[&Hit]| match self.of {
            Of::Key => weights.of_key(others),
            Of::Session => others.len(),
            Of::Network(place) => weights.of_network(others, place),
        };
        let limit = self.limit as usize;
        let seconds_until_gone = |at_ms: i64| ((at_ms + WINDOW_MS - now_ms).max(1) as u64).div_ceil(1000);
        let is_full_without = |oldest: usize| taken(&others[oldest..]) >= limit;
        if is_full_without(0) {
            // The fewest of the oldest that must leave. Without limit 0, the window is not full when all have left.
            let leaving = (1..=others.len()).collect::<Vec<_>>().partition_point(|oldest| is_full_without(*oldest)) + 1;
            let leaves = others.get(leaving - 1).map_or(hit.at_ms, |other| other.at_ms);
            return Err(OverLimit { by: self.by(), limit: self.limit, retry_after_s: seconds_until_gone(leaves) });
        }
        let remaining = (limit - taken(others) - 1) as u32;
        let newest = others.last().map_or(hit.at_ms, |other| other.at_ms).max(hit.at_ms);
        Ok(Headroom { limit: self.limit, remaining, reset_s: seconds_until_gone(newest) })
    }

    const fn by(&self) -> LimitedBy {
        match self.of {
            Of::Key => LimitedBy::Key,
            Of::Session => LimitedBy::Session,
            Of::Network(_) => LimitedBy::Address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{
        Sender,
        weights::tests::{LIMITS, crowd, weight},
    };

    fn hit(at_ms: i64, nonce: u32) -> Hit {
        Hit { at_ms, key: 1, session: nonce, sender: Sender::Address([nonce]), nonce }
    }

    fn key_limit(key_per_minute: u32) -> InForce {
        Limits { key_per_minute, ..Limits::default() }.into()
    }

    #[test]
    fn a_place_is_free_again_exactly_after_retry_after() {
        let limits = key_limit(2);
        let earlier = [hit(1_000, 1), hit(31_500, 2)];
        let refused = hit(40_250, 3);
        let over =
            judge(&refused, &[earlier[0], earlier[1], refused], &limits, refused.at_ms).expect_err("over the limit");
        assert_eq!((over.by, over.limit, over.retry_after_s), (LimitedBy::Key, 2, 21));
        let too_early = hit(40_250 + 20_000, 4);
        assert!(judge(&too_early, &[earlier[0], earlier[1], too_early], &limits, too_early.at_ms).is_err());
        let in_time = hit(40_250 + 21_000, 5);
        assert!(judge(&in_time, &[earlier[0], earlier[1], in_time], &limits, in_time.at_ms).is_ok());
    }

    #[test]
    fn where_more_were_admitted_than_the_limit_all_but_one_place_fewer_must_leave() {
        // The limit was lowered after they were admitted.
        let limits = key_limit(2);
        let earlier = [hit(1_000, 1), hit(2_000, 2), hit(30_000, 3), hit(45_000, 4), hit(50_000, 5)];
        let with = |new: Hit| -> Vec<Hit> { earlier.into_iter().chain([new]).collect() };
        let refused = hit(55_000, 6);
        let over = judge(&refused, &with(refused), &limits, refused.at_ms).expect_err("over the limit");
        assert_eq!((over.limit, over.retry_after_s), (2, 50));
        let too_early = hit(55_000 + 49_000, 7);
        assert!(judge(&too_early, &with(too_early), &limits, too_early.at_ms).is_err());
        let in_time = hit(55_000 + 50_000, 8);
        assert!(judge(&in_time, &with(in_time), &limits, in_time.at_ms).is_ok());
    }

    #[test]
    fn a_wait_is_counted_from_now_in_whole_seconds_of_which_there_is_at_least_one() {
        let (first, refused) = (hit(0, 1), hit(1_000, 2));
        for (now_ms, retry_after_s) in [(1_000, 59), (1_001, 59), (2_000, 58), (59_999, 1), (60_000, 1), (90_000, 1)] {
            let over = judge(&refused, &[first, refused], &key_limit(1), now_ms).expect_err("over the limit");
            assert_eq!(over.retry_after_s, retry_after_s, "at {now_ms}");
        }
        let none_at_all = judge(&first, &[first], &key_limit(0), 0).expect_err("over the limit");
        assert_eq!((none_at_all.limit, none_at_all.retry_after_s), (0, 60));
    }

    #[test]
    fn a_window_is_empty_again_when_its_newest_request_has_left_whoever_sent_it() {
        // Another caller's clock is ahead.
        let (ahead, mine) = (hit(9_000, 1), hit(5_000, 2));
        let headroom = judge(&mine, &[ahead, mine], &key_limit(10), mine.at_ms).expect("admitted");
        assert_eq!(headroom, Headroom { limit: 10, remaining: 8, reset_s: 64 });
    }

    #[test]
    fn the_longest_wait_is_the_one_reported() {
        let limits = Limits { key_per_minute: 1, session_per_minute: 1, address_per_minute: 1 }.into();
        let mine = Hit { at_ms: 50_000, key: 1, session: 1, sender: Sender::Address([1]), nonce: 9 };
        let by_key = Hit { at_ms: 10_000, key: 1, session: 2, sender: Sender::Address([2]), nonce: 1 };
        let by_session = Hit { at_ms: 30_000, key: 2, session: 1, sender: Sender::Address([3]), nonce: 2 };
        let over = judge(&mine, &[by_key, by_session, mine], &limits, mine.at_ms).expect_err("over two limits");
        assert_eq!((over.by, over.retry_after_s), (LimitedBy::Session, 40));
    }

    #[test]
    fn headroom_is_that_of_the_tightest_window() {
        let limits = Limits { key_per_minute: 10, session_per_minute: 3, address_per_minute: 30 }.into();
        let first = Hit { at_ms: 0, key: 1, session: 1, sender: Sender::Address([1]), nonce: 1 };
        let second = Hit { at_ms: 5_000, nonce: 2, ..first };
        let headroom = judge(&second, &[first, second], &limits, second.at_ms).expect("admitted");
        assert_eq!(headroom, Headroom { limit: 3, remaining: 1, reset_s: 60 });
    }

    #[test]
    fn a_servers_visitors_are_limited_by_key_and_session_alone() {
        let visitors: Vec<_> = (0..100).map(|session| (session, Sender::Server, 1)).collect();
        let hits = crowd(&visitors);
        assert_eq!(weight(LIMITS, &hits), 100);
        assert!(judge(&hits[99], &hits, &LIMITS.into(), 0).is_ok());
    }

    #[test]
    fn what_was_admitted_under_a_larger_limit_still_counts() {
        let lowered = Limits { session_per_minute: 5, ..LIMITS };
        let earlier: Vec<_> = (0..30).map(|session| (session, Sender::Address([session]), 20)).collect();
        let mut hits = crowd(&earlier);
        let late = Hit { at_ms: 1_000, key: 1, session: 999, sender: Sender::Address([999]), nonce: 0 };
        hits.push(late);
        assert!(judge(&late, &hits, &InForce { now: lowered, largest: LIMITS }, 1_000).is_err(), "600 were admitted");
        assert!(judge(&late, &hits, &lowered.into(), 1_000).is_ok(), "as if each had sent five");
    }

    #[test]
    fn a_clock_that_is_set_back_holds_up_nobody() {
        let limits = key_limit(1);
        let before = hit(7_200_000, 1);
        for (back_ms, is_admitted) in [(1, false), (59_999, false), (60_000, true), (3_600_000, true)] {
            let after = hit(before.at_ms - back_ms, 2);
            assert_eq!(judge(&after, &[before, after], &limits, after.at_ms).is_ok(), is_admitted, "{back_ms} ms");
        }
    }

    #[test]
    fn a_wait_ends_when_enough_has_left_of_what_weighs() {
        // Ten of one session weigh two; the first of them to matter is its second newest.
        let limits = Limits { key_per_minute: 3, session_per_minute: 2, address_per_minute: 1000 };
        let sender = Sender::Address([1]);
        let noisy = (0..10_u32).map(|i| Hit { at_ms: i64::from(i) * 1_000, key: 1, session: 1, sender, nonce: i });
        let other = Hit { at_ms: 20_000, key: 1, session: 2, sender, nonce: 100 };
        let refused = Hit { at_ms: 30_000, key: 1, session: 3, sender, nonce: 101 };
        let hits: Vec<_> = noisy.chain([other, refused]).collect();
        let over = judge(&refused, &hits, &limits.into(), refused.at_ms).expect_err("over the limit");
        assert_eq!((over.by, over.retry_after_s), (LimitedBy::Key, 38));
    }
}
