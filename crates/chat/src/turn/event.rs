//! What a stream tells its reader, and how it is written.

use bubblechat_core::{
    conversation::{ConversationId, MessageId, ReplyId, ReplyStatus},
    engine::{EngineError, Usage},
};
use bytes::Bytes;
use serde::Serialize;

/// The version of this protocol. Readers ignore events and fields they do not know.
const PROTOCOL: u32 = 1;

/// One event of a reply's stream.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Event {
    /// The first: what was stored under which id.
    Start {
        /// The version of this protocol.
        #[schema(example = 1)]
        protocol: u32,
        /// The conversation.
        conversation_id: ConversationId,
        /// The visitor's message.
        message_id: MessageId,
        /// The reply.
        reply_id: ReplyId,
        /// For ten minutes, the right to read this reply's stream.
        ticket: String,
    },
    /// More of the reply. Its id in SSE is the length in bytes of the reply so far, this piece included.
    Token {
        /// Bytes of the reply so far, this piece included.
        id: usize,
        /// The piece, Markdown.
        content: String,
    },
    /// The last: the reply is stored as it was told.
    Done {
        /// How it ended.
        status: ReplyStatus,
        /// Bytes of the whole reply.
        length: usize,
        /// What answered.
        metadata: Metadata,
        /// Model tokens, when the provider reports them.
        #[serde(skip_serializing_if = "Option::is_none")]
        usage: Option<Usage>,
    },
    /// The last, instead: the reply broke off. What was told is stored.
    Error {
        /// Stable, for programs.
        #[schema(example = "provider_unavailable")]
        code: &'static str,
        /// What happened and what to do.
        message: String,
        /// Whether sending the same message again, under the same id, may help.
        retryable: bool,
    },
    /// A sign of life after 15 seconds of silence. In SSE a comment.
    Ping,
}

impl Event {
    pub(super) fn start(
        conversation_id: ConversationId,
        message_id: MessageId,
        reply_id: ReplyId,
        ticket: String,
    ) -> Self {
        Self::Start { protocol: PROTOCOL, conversation_id, message_id, reply_id, ticket }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Start { .. } => "start",
            Self::Token { .. } => "token",
            Self::Done { .. } => "done",
            Self::Error { .. } => "error",
            Self::Ping => "ping",
        }
    }
}

/// What answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Metadata {
    /// The engine's name in the tenant document.
    pub engine: String,
    /// The model, as the provider names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// How a stream is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Sse,
    NdJson,
}

impl Encoding {
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Sse => "text/event-stream",
            Self::NdJson => "application/x-ndjson",
        }
    }

    /// The event as it goes over the wire. JSON has no raw line breaks, so neither format needs escaping.
    pub(crate) fn encode(self, event: &Event) -> Bytes {
        let mut json = serde_json::to_value(event).unwrap_or_default();
        if self == Self::NdJson {
            return format!("{json}\n").into();
        }
        // The type and the id have lines of their own in SSE.
        let fields = json.as_object_mut();
        let id = fields.and_then(|fields| {
            fields.remove("type");
            fields.remove("id")
        });
        match (event, id) {
            (Event::Ping, _) => ": ping\n\n".into(),
            (_, Some(id)) => format!("event: {}\nid: {id}\ndata: {json}\n\n", event.name()).into(),
            (_, None) => format!("event: {}\ndata: {json}\n\n", event.name()).into(),
        }
    }
}

/// Why a reply broke off, as a visitor is told: a stable code, what to do, and whether sending the message again may help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) retryable: bool,
}

impl From<Fault> for Event {
    fn from(fault: Fault) -> Self {
        Self::Error { code: fault.code, message: fault.message, retryable: fault.retryable }
    }
}

/// The faults a visitor can be told of. None holds a word of the provider's.
pub(crate) mod fault {
    use super::{EngineError, Fault};

    fn new(code: &'static str, message: impl Into<String>, retryable: bool) -> Fault {
        Fault { code, message: message.into(), retryable }
    }

    /// The process that generated the reply went away.
    pub(crate) fn interrupted() -> Fault {
        new("interrupted", "the answer broke off; send the message again", true)
    }

    /// The store failed.
    pub(crate) fn internal() -> Fault {
        new("internal", "something went wrong on our side; send the message again", true)
    }

    /// The visitor deleted the conversation meanwhile.
    pub(crate) fn deleted() -> Fault {
        new("conversation_deleted", "the conversation was deleted; write a new message to begin again", false)
    }

    pub(crate) fn engine(error: &EngineError) -> Fault {
        match error {
            EngineError::MissingKey { provider } => new(
                "provider_key_missing",
                format!("no key is set for {provider}; the site's operator can set one in the dashboard"),
                false,
            ),
            EngineError::Misconfigured(_) | EngineError::Unauthorized => new(
                "engine_misconfigured",
                "the assistant is not set up correctly; the site's operator can mend that in the dashboard",
                false,
            ),
            EngineError::RateLimited { .. } => {
                new("provider_busy", "the assistant is busy; try again in a moment", true)
            }
            EngineError::Unavailable | EngineError::Garbage => {
                new("provider_unavailable", "the assistant cannot be reached right now; try again in a moment", true)
            }
            EngineError::Stalled => new("provider_stalled", "the assistant stopped answering; try again", true),
            EngineError::Cut => new("provider_cut", "the answer broke off; try again", true),
            EngineError::Refused => {
                new("provider_refused", "the assistant cannot answer this; try it in other words", false)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(event: &Event) -> [String; 2] {
        [Encoding::Sse, Encoding::NdJson].map(|e| String::from_utf8(e.encode(event).to_vec()).expect("UTF-8"))
    }

    #[test]
    fn both_encodings_tell_the_same() {
        let token = Event::Token { id: 42, content: "a\nb\u{2028}c".into() };
        let [sse, ndjson] = texts(&token);
        assert_eq!(sse, "event: token\nid: 42\ndata: {\"content\":\"a\\nb\u{2028}c\"}\n\n");
        assert_eq!(ndjson, "{\"content\":\"a\\nb\u{2028}c\",\"id\":42,\"type\":\"token\"}\n");
        assert_eq!(texts(&Event::Ping), [": ping\n\n", "{\"type\":\"ping\"}\n"]);
    }

    #[test]
    fn an_error_says_whether_to_try_again() {
        let [sse, _] = texts(&fault::engine(&EngineError::Cut).into());
        let data = "{\"code\":\"provider_cut\",\"message\":\"the answer broke off; try again\",\"retryable\":true}";
        assert_eq!(sse, format!("event: error\ndata: {data}\n\n"));
    }
}
