//! The rule of the day and the month: whether a counted message is within its tenant's caps.

use super::{Hit, InForce, Log, Message, WINDOW_MS, weights::Weights};
use crate::tenant::Caps;

/// What a cap counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CappedBy {
    /// The tenant's messages of the day.
    Messages,
    /// The messages of the day from the visitor's address, or one of the networks around it.
    Address,
    /// The month's model tokens.
    Tokens,
    /// The month's cost.
    Cost,
}

/// A message over a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverCap {
    /// Which cap; of several, the one that lasts longest.
    pub by: CappedBy,
    /// Whole seconds until the day or the month is over.
    pub retry_after_s: u64,
}

/// Judges a counted message by what its count returned. `now_ms` is a little after it came.
///
/// Messages never exceed their caps. Model tokens and cost may, by what the answers take that are being written when the cap is reached.
///
/// # Errors
/// [`OverCap`] if a cap was reached before this message.
pub fn within_caps(
    message: &Message,
    Log { hits, counters }: &Log,
    limits: &InForce,
    caps: &Caps,
    now_ms: i64,
) -> Result<(), OverCap> {
    let (day, month) = (message.day, message.day.month());
    let spent = counters.spent(month);
    let over_month = |by| Err(OverCap { by, retry_after_s: month.seconds_left(now_ms) });
    if caps.cost_per_month.is_some_and(|cap| spent.micros as f64 >= cap * 1e6) {
        return over_month(CappedBy::Cost);
    }
    if caps.model_tokens_per_month.is_some_and(|cap| spent.tokens >= cap) {
        return over_month(CappedBy::Tokens);
    }
    let unsettled = Unsettled::of(message, hits, limits);
    let over_day = |by| Err(OverCap { by, retry_after_s: day.seconds_left(now_ms) });
    if caps.messages_per_day.is_some_and(|cap| unsettled.taken(counters.messages(day)) >= u64::from(cap)) {
        return over_day(CappedBy::Messages);
    }
    for (place, network) in message.networks.iter().enumerate() {
        let taken = unsettled.of_network(place).taken(counters.of_network(day, network));
        // Each wider network may send twice as much.
        let cap = caps.messages_per_day_per_address.map(|cap| u64::from(cap) << place);
        if cap.is_some_and(|cap| taken >= cap) {
            return over_day(CappedBy::Address);
        }
    }
    Ok(())
}

/// The messages of the last minute, some of which may have been refused and not been taken back yet. They must not take the day's last places from
/// others, so each session and each network counts at most what its limits admit, as it does in the minute.
struct Unsettled<'a> {
    message: &'a Message,
    others: Vec<&'a Hit>,
    weights: Weights,
}

impl<'a> Unsettled<'a> {
    fn of(message: &'a Message, hits: &'a [Hit], limits: &InForce) -> Self {
        let counts = |other: &&Hit| {
            **other != message.hit
                && (other.at_ms - message.hit.at_ms).abs() < WINDOW_MS
                && message.day.holds(other.at_ms)
        };
        Self { message, others: hits.iter().filter(counts).collect(), weights: Weights::of(&limits.largest) }
    }

    /// The same of the sender's network at that place alone.
    fn of_network(&self, place: usize) -> Self {
        let own = self.message.hit.sender.networks();
        let is_there = |other: &&Hit| {
            let other = other.sender.networks();
            other.len() == own.len() && other[place] == own[place]
        };
        let others = self.others.iter().copied().filter(is_there).collect();
        Self { message: self.message, others, weights: self.weights }
    }

    /// How many of `counted` messages, this one among them, may have been admitted before it.
    fn taken(&self, counted: u64) -> u64 {
        let unsettled = self.others.len() as u64;
        let admitted = self.weights.of_key(&self.others) as u64;
        counted.saturating_sub(1).saturating_sub(unsettled) + admitted
    }
}
