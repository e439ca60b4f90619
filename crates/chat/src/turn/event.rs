//! What a stream tells its reader, and how it is encoded.

use bubblechat_core::{
    conversation::{ConversationId, MessageId, ReplyId, ReplyStatus, Turn},
    engine::{self, Cause, Usage},
};
use bubblechat_http::ErrorCode;
use bytes::Bytes;
use serde::Serialize;

/// One event of a reply's stream.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Event {
    /// The first: what was stored under which id.
    Start(Start),
    /// More of the reply.
    Token(Token),
    /// The last event: the reply is stored as it was sent.
    Done(Done),
    /// The last event instead of `done`: the reply was interrupted. What was sent is stored.
    Error(Fault),
    /// A sign of life after 15 seconds of silence. In SSE it is a comment.
    Ping,
}

/// What was stored under which id.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct Start {
    /// The version of this protocol. Readers ignore events and fields they do not know.
    #[schema(example = 1)]
    pub(crate) protocol: u32,
    /// The conversation.
    pub(crate) conversation_id: ConversationId,
    /// The visitor's message.
    pub(crate) message_id: MessageId,
    /// The reply.
    pub(crate) reply_id: ReplyId,
    /// The right to read this reply's stream, for ten minutes.
    pub(crate) ticket: String,
}

/// More of the reply.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct Token {
    /// Length in bytes of the reply so far, including this piece. In SSE it is the event's id and not part of its data.
    pub(crate) id: usize,
    /// The piece, in Markdown.
    pub(crate) content: String,
}

/// How the reply ended.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct Done {
    /// How it ended.
    pub(crate) status: ReplyStatus,
    /// Length in bytes of the whole reply.
    pub(crate) length: usize,
    /// What answered.
    pub(crate) metadata: Metadata,
    /// Model tokens, if the provider reports them and the tenant shows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usage: Option<Usage>,
}

impl Event {
    /// What a reader may know who is not told which model answers.
    pub(crate) fn without_model(self) -> Self {
        match self {
            Self::Done(done) => Self::Done(Done { metadata: done.metadata.without_model(), usage: None, ..done }),
            other => other,
        }
    }
}

/// Why a reply was interrupted, in words for visitors. Never contains the provider's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Fault {
    /// Stable, for programs.
    #[schema(example = "provider_unavailable")]
    pub(crate) code: ErrorCode,
    /// What happened, and what to do about it.
    pub(crate) message: String,
    /// Whether sending the same message again under the same id may help.
    pub(crate) retryable: bool,
    /// How long the provider asks to wait before that, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after_s: Option<u64>,
}

impl Fault {
    /// Why a stored reply was interrupted.
    pub(crate) fn of(turn: &Turn) -> Self {
        // A fault of the engine in whose place the fallback was answering is not why.
        let fault = turn.fault.as_ref().filter(|fault| fault.engine == turn.engine);
        fault.map_or_else(fault::interrupted, fault::engine)
    }
}

/// What answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Metadata {
    /// The engine's name in the tenant document.
    pub(crate) engine: String,
    /// The model, by the provider's name for it, if the tenant shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<String>,
    /// The name of the engine that could not answer, if this one did so in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fallback_for: Option<String>,
}

impl Metadata {
    /// What answered a stored turn.
    pub(crate) fn of(turn: &Turn) -> Self {
        Self::new(turn.engine.clone(), turn.model.clone(), turn.fault.as_ref())
    }

    /// What a reader may know who is not told which model answers.
    pub(crate) fn without_model(self) -> Self {
        Self { model: None, ..self }
    }

    /// `fault`: why an engine failed, this one or the one in whose place it answers.
    pub(crate) fn new(engine: String, model: Option<String>, fault: Option<&engine::Fault>) -> Self {
        let fallback_for = fault.filter(|fault| fault.engine != engine).map(|fault| fault.engine.clone());
        Self { engine, model, fallback_for }
    }
}

/// How a stream is encoded.
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

    /// Encodes an event for the wire. JSON contains no raw line breaks, so neither format needs escaping.
    pub(crate) fn encode(self, event: &Event) -> Bytes {
        if self == Self::NdJson {
            return format!("{}\n", json(event)).into();
        }
        match event {
            Event::Start(start) => format!("event: start\ndata: {}\n\n", json(start)),
            Event::Token(Token { id, content }) => {
                format!("event: token\nid: {id}\ndata: {{\"content\":{}}}\n\n", json(content))
            }
            Event::Done(done) => format!("event: done\ndata: {}\n\n", json(done)),
            Event::Error(fault) => format!("event: error\ndata: {}\n\n", json(fault)),
            Event::Ping => ": ping\n\n".to_owned(),
        }
        .into()
    }
}

/// Serialising these types cannot fail, because they contain only texts and numbers.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The faults that visitors can be told about. None contains the provider's own words.
pub(crate) mod fault {
    use super::{Cause, ErrorCode, Fault, engine};

    fn of(code: ErrorCode, retryable: bool) -> Fault {
        Fault { code, message: format!("{} {}", code.meaning(), code.fix()), retryable, retry_after_s: None }
    }

    /// The process that generated the reply died, or its time was up.
    pub(crate) fn interrupted() -> Fault {
        of(ErrorCode::Interrupted, true)
    }

    /// The store failed.
    pub(crate) fn internal() -> Fault {
        of(ErrorCode::Internal, true)
    }

    /// The visitor deleted the conversation in the meantime.
    pub(crate) fn deleted() -> Fault {
        of(ErrorCode::ConversationDeleted, false)
    }

    /// An engine's fault, as visitors are told.
    pub(crate) fn engine(fault: &engine::Fault) -> Fault {
        let is_lasting = matches!(fault.cause, Cause::Misconfigured(_) | Cause::Refused);
        Fault { retry_after_s: fault.retry_after_s, ..of(fault.cause.into(), !is_lasting) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::engine::Problem;

    fn texts(event: &Event) -> [String; 2] {
        [Encoding::Sse, Encoding::NdJson].map(|e| String::from_utf8(e.encode(event).to_vec()).expect("UTF-8"))
    }

    #[test]
    fn both_encodings_say_the_same() {
        let token = Event::Token(Token { id: 42, content: "a\nb\u{2028}c".into() });
        let [sse, ndjson] = texts(&token);
        assert_eq!(sse, "event: token\nid: 42\ndata: {\"content\":\"a\\nb\u{2028}c\"}\n\n");
        assert_eq!(ndjson, "{\"type\":\"token\",\"id\":42,\"content\":\"a\\nb\u{2028}c\"}\n");
        assert_eq!(texts(&Event::Ping), [": ping\n\n", "{\"type\":\"ping\"}\n"]);
    }

    #[test]
    fn only_what_may_pass_by_itself_is_retryable() {
        for (cause, code, retryable) in [
            (Cause::Misconfigured(Problem::KeyMissing), ErrorCode::ProviderKeyMissing, false),
            (Cause::Misconfigured(Problem::KeyRefused), ErrorCode::EngineMisconfigured, false),
            (Cause::Refused, ErrorCode::ProviderRefused, false),
            (Cause::Busy, ErrorCode::ProviderBusy, true),
            (Cause::Unavailable, ErrorCode::ProviderUnavailable, true),
            (Cause::Stalled, ErrorCode::ProviderStalled, true),
            (Cause::Cut, ErrorCode::ProviderCut, true),
        ] {
            let fault = fault::engine(&engine::Fault::new(cause, "main"));
            assert_eq!((fault.code, fault.retryable, fault.retry_after_s), (code, retryable, None), "{cause:?}");
        }
        assert!(fault::interrupted().retryable && fault::internal().retryable && !fault::deleted().retryable);
    }

    #[test]
    fn an_error_says_whether_a_retry_may_help() {
        let [sse, _] = texts(&Event::Error(fault::engine(&engine::Fault::new(Cause::Cut, "main"))));
        let data = "{\"code\":\"provider_cut\",\"message\":\"The provider cut the answer off. Try again.\",\"retryable\":true}";
        assert_eq!(sse, format!("event: error\ndata: {data}\n\n"));
    }
}
