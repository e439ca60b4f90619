//! The port behind which every engine answers.

use futures_util::stream::BoxStream;
use std::time::Duration;

/// Who wrote a message, as providers name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The visitor.
    User,
    /// An engine.
    Assistant,
}

/// One message in the window that an engine sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// Who wrote it.
    pub role: Role,
    /// Its text.
    pub content: String,
}

/// What an engine is asked: the system prompt and the conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct EngineRequest {
    /// The tenant's system prompt; empty means none. Never shown to visitors and never logged.
    pub system: String,
    /// Oldest first; the last one is the visitor's new message.
    pub messages: Vec<ChatMessage>,
}

// Prompts and messages stay out of logs, also when a request is printed with `{:?}`.
impl std::fmt::Debug for EngineRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineRequest").field("messages", &self.messages.len()).finish_non_exhaustive()
    }
}

/// One step of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// More text, never empty.
    Text(String),
    /// The upstream said that the answer is over. Always the last piece; a stream that ends without it was cut off.
    End(End),
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

/// Model tokens of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Usage {
    /// Model tokens of the request: prompt, history and message.
    pub input: u64,
    /// Model tokens of the reply.
    pub output: u64,
}

/// Why an answer did not start, or stopped. Contains none of the provider's own text, which may include secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// No key is set for the provider.
    #[error("no key is set for the provider {provider}")]
    MissingKey {
        /// The provider's name, as in the tenant document.
        provider: &'static str,
    },
    /// The engine's settings cannot work (a model that does not exist, a private address as base URL).
    #[error("the engine is misconfigured: {0}")]
    Misconfigured(String),
    /// The provider refused the key (401, 403).
    #[error("the provider refused the key")]
    Unauthorized,
    /// The provider's limit or the account's limit is reached (429).
    #[error("the provider is busy")]
    RateLimited {
        /// The provider's `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The provider could not be reached or answered 5xx.
    #[error("the provider is unavailable")]
    Unavailable,
    /// Nothing arrived for [`STALL`].
    #[error("the provider stalled")]
    Stalled,
    /// The stream ended before the provider said that the answer was over.
    #[error("the provider's answer was cut off")]
    Cut,
    /// The provider violated its protocol.
    #[error("the provider's answer was unreadable")]
    Garbage,
    /// The provider refused the request itself (other 4xx), for example because of its content.
    #[error("the provider refused the request")]
    Refused,
}

/// How long an upstream may stay silent before the answer counts as stalled.
pub const STALL: Duration = Duration::from_secs(30);

/// An answer as it arrives. Dropping it ends the upstream request.
pub type EngineStream = BoxStream<'static, Result<Piece, EngineError>>;

/// Answers a visitor: `echo`, `rules` or a provider's model.
pub trait Engine: Send + Sync + std::fmt::Debug {
    /// Starts an answer. Nothing is sent upstream until the stream is first polled.
    fn answer(&self, request: EngineRequest) -> EngineStream;
}
