//! What lines add up to.

use super::{Line, Rated, Sketch};
use crate::{
    conversation::{Rating, ReplyId, ReplyStatus},
    is_default,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What one engine did in some time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sum {
    /// Visitors' messages that it was the first to be asked.
    #[serde(skip_serializing_if = "is_default")]
    pub messages: u64,
    /// Those of them that began a conversation.
    #[serde(skip_serializing_if = "is_default")]
    pub conversations: u64,
    /// Requests to providers, and replies of engines that ask none. Previews' too, as they cost as much.
    #[serde(skip_serializing_if = "is_default")]
    pub requests: u64,
    /// Its replies to visitors by how they ended: complete.
    #[serde(skip_serializing_if = "is_default")]
    pub complete: u64,
    /// Stopped by the visitor, or deleted.
    #[serde(skip_serializing_if = "is_default")]
    pub stopped: u64,
    /// Cut at a maximum length.
    #[serde(skip_serializing_if = "is_default")]
    pub truncated: u64,
    /// Failed, or their process died.
    #[serde(skip_serializing_if = "is_default")]
    pub interrupted: u64,
    /// Requests that failed, by stable code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub faults: BTreeMap<String, u64>,
    /// Model tokens read.
    #[serde(skip_serializing_if = "is_default")]
    pub input: u64,
    /// Those of them that the provider had cached.
    #[serde(skip_serializing_if = "is_default")]
    pub cached_input: u64,
    /// Model tokens written.
    #[serde(skip_serializing_if = "is_default")]
    pub output: u64,
    /// How many of the model tokens are estimates.
    #[serde(skip_serializing_if = "is_default")]
    pub estimated: u64,
    /// Model tokens of requests without a price.
    #[serde(skip_serializing_if = "is_default")]
    pub unpriced: u64,
    /// What the others cost, in millionths of the currency's unit; absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_micros: Option<u64>,
    /// From the message to the first text, in milliseconds.
    #[serde(skip_serializing_if = "Sketch::is_empty")]
    pub first_token_ms: Sketch,
    /// Replies rated helpful.
    #[serde(skip_serializing_if = "is_default")]
    pub up: u64,
    /// Replies rated unhelpful.
    #[serde(skip_serializing_if = "is_default")]
    pub down: u64,
}

impl Sum {
    /// Adds another one.
    pub fn add(&mut self, other: &Self) {
        for (own, others) in [
            (&mut self.messages, other.messages),
            (&mut self.conversations, other.conversations),
            (&mut self.requests, other.requests),
            (&mut self.complete, other.complete),
            (&mut self.stopped, other.stopped),
            (&mut self.truncated, other.truncated),
            (&mut self.interrupted, other.interrupted),
            (&mut self.input, other.input),
            (&mut self.cached_input, other.cached_input),
            (&mut self.output, other.output),
            (&mut self.estimated, other.estimated),
            (&mut self.unpriced, other.unpriced),
            (&mut self.up, other.up),
            (&mut self.down, other.down),
        ] {
            *own += others;
        }
        for (code, count) in &other.faults {
            *self.faults.entry(code.clone()).or_default() += count;
        }
        self.spend(other.cost_micros);
        self.first_token_ms.add(&other.first_token_ms);
    }

    fn spend(&mut self, cost_micros: Option<u64>) {
        if let Some(micros) = cost_micros {
            *self.cost_micros.get_or_insert_default() += micros;
        }
    }

    fn count(&mut self, line: &Line) {
        let tokens = line.usage.input + line.usage.output;
        self.messages += u64::from(line.is_message);
        self.conversations += u64::from(line.is_conversation);
        self.requests += 1;
        self.input += line.usage.input;
        self.cached_input += line.usage.cached_input;
        self.output += line.usage.output;
        self.estimated += if line.is_estimated { tokens } else { 0 };
        self.unpriced += if line.cost_micros.is_none() { tokens } else { 0 };
        self.spend(line.cost_micros);
        if let Some(code) = &line.fault {
            *self.faults.entry(code.clone()).or_default() += 1;
        }
        let Some(outcome) = line.outcome.filter(|_| !line.is_preview) else { return };
        match outcome.status {
            ReplyStatus::Complete => self.complete += 1,
            ReplyStatus::Stopped => self.stopped += 1,
            ReplyStatus::Truncated => self.truncated += 1,
            ReplyStatus::Interrupted => self.interrupted += 1,
            ReplyStatus::Pending | ReplyStatus::Streaming => {}
        }
        if let Some(ms) = outcome.first_token_ms {
            self.first_token_ms.count(ms);
        }
    }
}

/// What happened, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A request.
    Line(Box<Line>),
    /// A rating.
    Rating(Rated),
}

impl Entry {
    /// When its request began, or the rated reply's message arrived: milliseconds since the Unix epoch.
    pub const fn at_ms(&self) -> i64 {
        match self {
            Self::Line(line) => line.at_ms,
            Self::Rating(rated) => rated.at_ms,
        }
    }
}

/// Sums by engine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sums(pub BTreeMap<String, Sum>);

impl Sums {
    /// Adds entries up. `is_over`: whether nothing happens in their time any more, so that a reply of which no end is known has none: its process
    /// died.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>, is_over: bool) -> Self {
        let mut sums = Self::default();
        let (mut ended, mut open) = (BTreeSet::new(), BTreeMap::<&ReplyId, &str>::new());
        for entry in entries {
            match entry {
                Entry::Line(line) => {
                    sums.engine(&line.engine).count(line);
                    if line.outcome.is_some() {
                        ended.insert(&line.reply_id);
                    } else if line.fault.is_none() && !line.is_preview {
                        open.insert(&line.reply_id, &line.engine);
                    }
                }
                Entry::Rating(Rated { engine, rating: Rating::Up, .. }) => sums.engine(engine).up += 1,
                Entry::Rating(Rated { engine, rating: Rating::Down, .. }) => sums.engine(engine).down += 1,
            }
        }
        for (_, engine) in open.into_iter().filter(|(reply, _)| is_over && !ended.contains(reply)) {
            sums.engine(engine).interrupted += 1;
        }
        sums
    }

    /// Adds others.
    pub fn add(&mut self, others: &Self) {
        others.0.iter().for_each(|(engine, sum)| self.engine(engine).add(sum));
    }

    /// What all engines did.
    pub fn total(&self) -> Sum {
        let mut total = Sum::default();
        self.0.values().for_each(|sum| total.add(sum));
        total
    }

    fn engine(&mut self, name: &str) -> &mut Sum {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Sum::default());
        }
        self.0.entry(name.to_owned()).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{conversation::GeneratorId, engine::Usage, usage::Outcome};

    fn line(engine: &str, reply: &ReplyId) -> Line {
        Line {
            at_ms: 0,
            reply_id: reply.clone(),
            generator: GeneratorId::generate(),
            number: 1,
            engine: engine.to_owned(),
            model: None,
            is_preview: false,
            is_message: true,
            is_conversation: false,
            usage: Usage { input: 10, output: 2, cached_input: 4 },
            is_estimated: false,
            cost_micros: None,
            fault: None,
            outcome: None,
        }
    }

    fn ended(status: ReplyStatus, first_token_ms: Option<u64>) -> Option<Outcome> {
        Some(Outcome { status, first_token_ms })
    }

    fn sums(lines: impl IntoIterator<Item = Line>, is_over: bool) -> Sums {
        let entries: Vec<_> = lines.into_iter().map(|line| Entry::Line(Box::new(line))).collect();
        Sums::of(&entries, is_over)
    }

    #[test]
    fn a_message_counts_with_the_engine_that_was_asked_first_and_its_reply_with_the_one_that_answered() {
        let reply = ReplyId::generate();
        let first = Line { fault: Some("engine_busy".to_owned()), is_estimated: true, ..line("main", &reply) };
        let outcome = ended(ReplyStatus::Complete, Some(800));
        let second = Line { is_message: false, outcome, cost_micros: Some(7), ..line("spare", &reply) };
        let sums = sums([first, second], true);
        let (main, spare) = (&sums.0["main"], &sums.0["spare"]);
        assert_eq!((main.messages, main.complete, main.interrupted, main.faults["engine_busy"]), (1, 0, 0, 1));
        assert_eq!((spare.messages, spare.complete, spare.first_token_ms.percentile(0.5)), (0, 1, Some(776)));
        assert_eq!((main.estimated, main.unpriced, main.cost_micros), (12, 12, None));
        assert_eq!((spare.estimated, spare.unpriced, spare.cost_micros), (0, 0, Some(7)));
        let total = sums.total();
        assert_eq!((total.messages, total.requests, total.input, total.cached_input, total.output), (1, 2, 20, 8, 4));
        assert_eq!((total.cost_micros, total.unpriced), (Some(7), 12));
    }

    #[test]
    fn a_reply_without_an_end_was_interrupted_once_its_time_is_over() {
        let [died, resumed] = [ReplyId::generate(), ReplyId::generate()];
        let again = Line { outcome: ended(ReplyStatus::Complete, None), is_message: false, ..line("main", &resumed) };
        let lines = [line("main", &died), line("main", &resumed), again];
        let count = |is_over| {
            let sum = sums(lines.clone(), is_over).total();
            (sum.messages, sum.complete, sum.interrupted)
        };
        assert_eq!((count(true), count(false)), ((2, 1, 1), (2, 1, 0)));
    }

    #[test]
    fn previews_cost_but_are_no_messages() {
        let preview = Line {
            is_preview: true,
            is_message: false,
            outcome: ended(ReplyStatus::Complete, Some(5)),
            ..line("main", &ReplyId::generate())
        };
        let sum = sums([preview], true).total();
        assert_eq!((sum.requests, sum.input, sum.complete, sum.first_token_ms.percentile(0.5)), (1, 10, 0, None));
    }

    #[test]
    fn sums_of_parts_are_the_sum_of_the_whole() {
        let statuses = [ReplyStatus::Complete, ReplyStatus::Stopped, ReplyStatus::Truncated, ReplyStatus::Interrupted];
        let lines: Vec<_> = (0..40)
            .map(|i: usize| Line {
                outcome: ended(statuses[i % 4], Some(i as u64 * 90)),
                fault: i.is_multiple_of(3).then(|| format!("code_{}", i % 2)),
                cost_micros: (!i.is_multiple_of(5)).then_some(i as u64),
                is_estimated: i.is_multiple_of(7),
                is_conversation: i.is_multiple_of(6),
                ..line(["main", "spare"][i % 2], &ReplyId::generate())
            })
            .collect();
        let mut parts = sums(lines[..13].to_vec(), true);
        parts.add(&sums(lines[13..].to_vec(), true));
        assert_eq!(parts, sums(lines, true));
    }
}
