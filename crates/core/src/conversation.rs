//! Conversations: a session's thread of turns, each a visitor's message and the reply to it.

use crate::{Invalid, Slug, engine::Usage};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use uuid::Uuid;

/// The most a reply may hold, so that a window of 25 turns fits one query page of 1 MB.
pub const REPLY_MAX_BYTES: usize = 16 * 1024;

/// The most characters a message may have after trimming.
pub const MESSAGE_MAX_CHARS: usize = 4_000;

/// The visitor's capability: whoever has it reads and writes the thread. Never stored, never logged, never in a URL.
#[derive(Clone)]
pub struct SessionId(SecretString);

impl SessionId {
    /// Parses a session id: `^[A-Za-z0-9._:-]{16,128}$`.
    ///
    /// # Errors
    /// [`Invalid`] with the rule.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if !is_token(text, 16..=128) {
            return Err(Invalid::new(
                "session_id must be 16 to 128 characters of A-Z, a-z, 0-9 and . _ : -, and unguessable: use a random UUID",
            ));
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The session's text, for deriving what depends on it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(…)")
    }
}

/// The public id of a tenant's conversation, derived from tenant and session: found without a look-up, and no way back to the session.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "c_3b0c44298fc1c149afbf4c8996fb9242")]
pub struct ConversationId(String);

impl ConversationId {
    /// The conversation of a session with a tenant.
    pub fn derive(tenant: &Slug, session: &SessionId) -> Self {
        let digest = Sha256::new()
            .chain_update(b"bubblechat conversation\0")
            .chain_update(tenant.as_str())
            .chain_update(b"\0")
            .chain_update(session.expose())
            .finalize();
        Self(format!("c_{}", hex(&digest[..16])))
    }

    /// Takes an id as it came in a URL.
    ///
    /// # Errors
    /// [`Invalid`] when it has not the form of an id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix("c_").unwrap_or_default();
        if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(Invalid::new("a conversation id is c_ and 32 hex digits"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The client's idempotency key of a message, unique in its conversation; made here when the client sends none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct MessageId(String);

impl MessageId {
    /// Parses a message id: `^[A-Za-z0-9._:-]{1,128}$`.
    ///
    /// # Errors
    /// [`Invalid`] with the rule.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if !is_token(text, 1..=128) {
            return Err(Invalid::new("message_id must be 1 to 128 characters of A-Z, a-z, 0-9 and . _ : -"));
        }
        Ok(Self(text.to_owned()))
    }

    /// A new id.
    pub fn generate() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A reply's id, which names its turn: ids sort as turns began, so a conversation is read in order by key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "r_01935b5c9f7a7c3e8d1f2a4b6c8d0e1f")]
pub struct ReplyId(String);

impl ReplyId {
    /// A new id, later than those made before in this process.
    pub fn generate() -> Self {
        Self(format!("r_{}", Uuid::now_v7().simple()))
    }

    /// Takes an id as it came in a URL or a record.
    ///
    /// # Errors
    /// [`Invalid`] when it has not the form of an id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix("r_").unwrap_or_default();
        if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(Invalid::new("a reply id is r_ and 32 hex digits"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A visitor's message: 1–4,000 characters after trimming.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// Trims and checks a message.
    ///
    /// # Errors
    /// [`Invalid`] when it is empty or too long.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(Invalid::new("message is empty; write something to send")),
            1..=MESSAGE_MAX_CHARS => Ok(Self(text.to_owned())),
            n => Err(Invalid::new(format!("message has {n} characters; send at most {MESSAGE_MAX_CHARS}"))),
        }
    }

    /// The message's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageText({} bytes)", self.0.len())
    }
}

/// How far a reply is, or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReplyStatus {
    /// Not begun: the message is stored, and the reply is made when its stream is first read.
    Pending,
    /// Being generated.
    Streaming,
    /// Ended by the upstream.
    Complete,
    /// Ended by the visitor: what was shown is kept.
    Stopped,
    /// Ended at the most a reply may hold, or at the model's own limit.
    Truncated,
    /// Broken off: what there was is kept.
    Interrupted,
}

/// The page a message was written on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Page {
    /// Its address, without query and fragment.
    pub url: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
}

/// A visitor's rating of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Feedback {
    /// Thumbs up or down.
    pub rating: Rating,
    /// The visitor's words, at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Thumbs up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    /// Helpful.
    Up,
    /// Not helpful.
    Down,
}

/// A visitor's message and the reply to it: one record, so neither exists without the other.
#[derive(Clone, PartialEq)]
pub struct Turn {
    /// The reply's id, which names the turn.
    pub reply_id: ReplyId,
    /// The message's id.
    pub message_id: MessageId,
    /// The message.
    pub message: String,
    /// When the message came, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// The page it was written on.
    pub page: Option<Page>,
    /// The name of the engine that answers.
    pub engine: String,
    /// The model that answered.
    pub model: Option<String>,
    /// The reply so far.
    pub reply: String,
    /// How far the reply is.
    pub status: ReplyStatus,
    /// While streaming: until when its generator is taken to be alive, milliseconds since the Unix epoch.
    pub lease_until_ms: i64,
    /// Model tokens.
    pub usage: Option<Usage>,
    /// Whether the visitor asked to stop the reply. Its generator sees that within about a second.
    pub stop_requested: bool,
    /// The visitor's rating.
    pub feedback: Option<Feedback>,
}

impl Turn {
    /// The status as a reader should see it: a reply whose generator is gone is interrupted, also before anyone wrote that down.
    pub fn status_at(&self, now_ms: i64) -> ReplyStatus {
        match self.status {
            ReplyStatus::Streaming if self.lease_until_ms < now_ms => ReplyStatus::Interrupted,
            status => status,
        }
    }
}

/// How a turn is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Days after which it is deleted.
    pub days: u32,
    /// Whether it was written in a dashboard's preview: then no list of conversations names it.
    pub is_preview: bool,
}

impl Retention {
    /// When a turn expires, Unix seconds.
    pub fn expires_at_s(self, created_at_ms: i64) -> i64 {
        created_at_ms / 1000 + i64::from(self.days) * 24 * 3600
    }
}

impl Feedback {
    /// Checks the comment's length.
    ///
    /// # Errors
    /// [`Invalid`] when it is too long.
    pub fn checked(self) -> Result<Self, Invalid> {
        if self.comment.as_ref().is_some_and(|comment| comment.chars().count() > 1000) {
            return Err(Invalid::new("comment must have at most 1,000 characters"));
        }
        Ok(self)
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("reply_id", &self.reply_id).field("status", &self.status).finish_non_exhaustive()
    }
}

fn is_token(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_belongs_to_one_tenant_and_one_session() {
        let (a, b) = (Slug::parse("aa").expect("slug"), Slug::parse("bb").expect("slug"));
        let session = SessionId::parse("0123456789abcdef").expect("session");
        let id = ConversationId::derive(&a, &session);
        assert_eq!(id, ConversationId::derive(&a, &session));
        assert_ne!(id, ConversationId::derive(&b, &session));
        assert_eq!(ConversationId::parse(id.as_str()), Ok(id.clone()));
        assert!(!id.as_str().contains(session.expose()));
    }

    #[test]
    fn messages_are_counted_in_characters_after_trimming() {
        assert!(MessageText::parse(&format!("  {}\n", "é".repeat(4000))).is_ok());
        assert!(MessageText::parse(&"é".repeat(4001)).is_err());
        assert!(MessageText::parse(" \n\t ").is_err());
    }

    #[test]
    fn session_ids_are_bounded_and_plain() {
        for bad in ["short", "has space 0123456789", "ümlaut-0123456789", &"x".repeat(129)] {
            assert!(SessionId::parse(bad).is_err(), "{bad}");
        }
        assert!(SessionId::parse(&Uuid::new_v4().to_string()).is_ok());
    }

    #[test]
    fn reply_ids_sort_as_they_were_made() {
        let ids: Vec<_> = (0..1000).map(|_| ReplyId::generate()).collect();
        assert!(ids.is_sorted());
    }
}
