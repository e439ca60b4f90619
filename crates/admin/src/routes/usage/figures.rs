//! What answers took, as responses show it.

use bubblechat_core::usage::Sum;
use serde::Serialize;
use std::collections::BTreeMap;

/// What answers took.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Figures {
    /// Visitors' messages, each counted with the engine that was asked first. Previews are none.
    messages: u64,
    /// How many conversations these messages began.
    conversations: u64,
    /// Replies to visitors, each counted with the engine that was asked last, by how they ended.
    replies: Replies,
    /// Requests to providers that failed, by error code.
    #[schema(example = json!({ "engine_busy": 2 }))]
    faults: BTreeMap<String, u64>,
    /// Requests to providers, and replies of engines that ask none. Those of previews are counted from here on, because they cost as much.
    requests: u64,
    /// Model tokens that were read.
    input_tokens: u64,
    /// How many of `input_tokens` the provider had cached.
    cached_input_tokens: u64,
    /// Model tokens that were written.
    output_tokens: u64,
    /// How many model tokens are estimates, because the provider did not report them: the reply was stopped or cut, or the request failed.
    estimated_tokens: u64,
    /// What they cost at the engines' prices of the time, in units of the currency; null if no request had a price.
    #[schema(example = 1.25)]
    cost: Option<f64>,
    /// Model tokens of requests that had no price. `cost` leaves them out.
    unpriced_tokens: u64,
    /// Milliseconds from the message to the first text; null if there was none.
    first_token_ms: Option<FirstToken>,
    /// Ratings of these replies.
    feedback: Ratings,
}

/// How many replies ended in which way.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Replies {
    /// The model said that it was done.
    complete: u64,
    /// The visitor stopped it, or deleted the conversation.
    stopped: u64,
    /// Cut at its maximum length.
    truncated: u64,
    /// It failed, or its process died.
    interrupted: u64,
}

/// Milliseconds from the message to the first text, to within 5 %.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FirstToken {
    /// Half of the replies took at most this long.
    p50: u64,
    /// 95 % of the replies took at most this long.
    p95: u64,
}

/// Visitors' ratings.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Ratings {
    /// Helpful.
    up: u64,
    /// Unhelpful.
    down: u64,
}

impl From<Sum> for Figures {
    fn from(sum: Sum) -> Self {
        let Sum { complete, stopped, truncated, interrupted, up, down, .. } = sum;
        let percentiles = (sum.first_token_ms.percentile(0.5), sum.first_token_ms.percentile(0.95));
        let first_token_ms = match percentiles {
            (Some(p50), Some(p95)) => Some(FirstToken { p50, p95 }),
            _ => None,
        };
        Self {
            messages: sum.messages,
            conversations: sum.conversations,
            replies: Replies { complete, stopped, truncated, interrupted },
            faults: sum.faults,
            requests: sum.requests,
            input_tokens: sum.input,
            cached_input_tokens: sum.cached_input,
            output_tokens: sum.output,
            estimated_tokens: sum.estimated,
            cost: sum.cost_micros.map(|micros| micros as f64 / 1e6),
            unpriced_tokens: sum.unpriced,
            first_token_ms,
            feedback: Ratings { up, down },
        }
    }
}
