//! The port behind which every engine answers.

mod failing;
mod fault;

pub use failing::FailingEngine;
pub use fault::{Cause, Fault, Problem};

use futures_util::stream::BoxStream;

/// A question of the visitor's and the answer that it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The visitor's message.
    pub question: String,
    /// The reply, never empty: a question without an answer is not sent as history.
    pub answer: String,
}

/// What an engine is asked: the system prompt and the conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct EngineRequest {
    /// The tenant's system prompt; empty means none. Never shown to visitors and never logged.
    pub system: String,
    /// Earlier exchanges, oldest first. The engine leaves out the oldest ones that its window has no room for.
    pub history: Vec<Exchange>,
    /// The visitor's new message.
    pub message: String,
}

// Prompts and messages stay out of logs, also when a request is printed with `{:?}`.
impl std::fmt::Debug for EngineRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineRequest").field("history", &self.history.len()).finish_non_exhaustive()
    }
}

/// One step of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A provider is about to be asked. Whatever follows is about this request, until the next one.
    Asks(Ask),
    /// The request failed, for this reason, and the same engine is asked once more. Only before the first text.
    AsksAgain(Fault),
    /// What the provider has reported of the request so far.
    Used(Usage),
    /// The model is at work but has nothing to show yet: it reasons. Comes at most once a second.
    Thinking,
    /// The engine could not answer, for this reason, and its fallback is asked instead. Only before the first text.
    FellBack(Fault),
    /// More text, never empty.
    Text(String),
    /// The upstream said that the answer is over. Always the last piece; a stream that ends without it was cut off.
    End(End),
}

/// A request to a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The model that is asked.
    pub model: String,
    /// An estimate of the model tokens of prompt, history and message.
    pub input: u64,
}

/// An estimate of a text's model tokens, as tokenizers count on average: four ASCII characters are one, and three bytes of anything else.
pub fn likely_tokens(text: &str) -> u64 {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    (ascii.div_ceil(4) + (text.len() - ascii).div_ceil(3)) as u64
}

/// How an answer ended and how many tokens it used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct End {
    /// True if the upstream stopped at a length limit instead of finishing.
    pub truncated: bool,
    /// The model that answered, as the provider names it.
    pub model: Option<String>,
    /// Model tokens, if the provider reports them.
    pub usage: Option<Usage>,
}

/// Model tokens of one answer, over all attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Usage {
    /// Model tokens of the request: prompt, history and message.
    pub input: u64,
    /// Model tokens of the reply.
    pub output: u64,
    /// How many of `input` the provider read from its cache.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    #[schema(required = false)]
    pub cached_input: u64,
}

/// An answer as it arrives. Dropping it ends the upstream request.
pub type EngineStream = BoxStream<'static, Result<Piece, Fault>>;

/// Answers a visitor: `echo`, `rules` or a provider's model.
pub trait Engine: Send + Sync + std::fmt::Debug {
    /// Starts an answer. Nothing is sent upstream until the stream is first polled.
    fn answer(&self, request: EngineRequest) -> EngineStream;
}
