//! One line of a tenant's usage.

use crate::{
    conversation::{GeneratorId, Rating, ReplyId, ReplyStatus},
    engine::Usage,
    is_default,
    tenant::Price,
};
use serde::{Deserialize, Serialize};

/// How many days lines are kept.
pub const LINE_DAYS: i64 = 40;

/// One request to a provider, or one reply of an engine that asks none. Stored when it begins, with an estimate, and once more under the same key
/// when it has ended, so that writing it twice changes nothing. It outlives its conversation, of which it tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When it began, milliseconds since the Unix epoch. Its hour in UTC is part of its key.
    pub at_ms: i64,
    /// The reply that it is for.
    pub reply_id: ReplyId,
    /// Who made the request.
    pub generator: GeneratorId,
    /// Which of that generator's requests it is, from 1.
    pub number: u32,
    /// The engine's name.
    pub engine: String,
    /// The model that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Whether it is a preview's, which costs as much but is no visitor's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_preview: bool,
    /// Whether it is the first for a visitor's message.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_message: bool,
    /// Whether that message began a conversation.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_conversation: bool,
    /// Model tokens.
    pub usage: Usage,
    /// Whether `usage` is an estimate, because the provider did not report it or has not yet.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_estimated: bool,
    /// What it cost, in millionths of the currency's unit; absent if the engine has no price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_micros: Option<u64>,
    /// Why it failed: a stable code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// How the reply ended; only in the line of its last request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// A visitor's rating of a reply, of which the latest counts. It belongs to the hour of the reply's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// When the reply's message arrived, milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// The reply.
    pub reply_id: ReplyId,
    /// The engine that answered.
    pub engine: String,
    /// What the visitor thinks of it.
    pub rating: Rating,
}

/// How a reply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its status.
    pub status: ReplyStatus,
    /// Milliseconds from the message to the first text; absent if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_token_ms: Option<u64>,
}

/// What model tokens cost, in millionths of the currency's unit, rounded up.
pub fn cost_micros(price: &Price, usage: &Usage) -> u64 {
    // A price per million model tokens is the price of one model token in millionths.
    let cached = usage.cached_input.min(usage.input);
    let parts = [
        (usage.input - cached, price.input),
        (cached, price.cached_input.unwrap_or(price.input)),
        (usage.output, price.output),
    ];
    let sum: f64 = parts.iter().map(|(tokens, each)| *tokens as f64 * each).sum();
    // What lies above a whole number by less than this is the error of the sum.
    (sum - 1e-6).ceil().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_is_counted_by_kind_of_model_token_in_millionths() {
        let price = Price { input: 2.5, output: 10.0, cached_input: Some(0.25) };
        let usage = |input, output, cached_input| Usage { input, output, cached_input };
        assert_eq!(cost_micros(&price, &usage(1_000_000, 0, 0)), 2_500_000);
        assert_eq!(cost_micros(&price, &usage(1000, 100, 400)), 1500 + 100 + 1000);
        assert_eq!(cost_micros(&Price { cached_input: None, ..price }, &usage(1000, 0, 400)), 2500);
        assert_eq!(cost_micros(&price, &usage(1, 0, 0)), 3, "rounded up");
        assert_eq!(cost_micros(&price, &usage(100, 0, 900)), 25, "no more is cached than there is");
        assert_eq!(cost_micros(&Price { input: 0.1, output: 0.2, cached_input: None }, &usage(10, 10, 0)), 3);
    }
}
