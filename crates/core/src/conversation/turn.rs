//! A turn: what is stored of a message and the reply to it.

use super::ids::{MessageId, ReplyId};
use crate::{Invalid, engine::Usage};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many of the newest turns an engine sees at most, and a visitor reads again: 50 messages.
pub const HISTORY_TURNS: u32 = 25;

/// The longest a reply may be, so that [`HISTORY_TURNS`] of them fit one query page of 1 MB.
pub const REPLY_MAX_BYTES: usize = 16 * 1024;

/// How far a reply is, or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReplyStatus {
    /// Not begun: the message is stored, and the reply is generated when its stream is first read.
    Pending,
    /// Being generated.
    Streaming,
    /// Ended by the upstream.
    Complete,
    /// Ended by the visitor. What was shown is kept.
    Stopped,
    /// Ended at the longest a reply may be, or at the model's own limit.
    Truncated,
    /// Broken off. What there was is kept.
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

impl Feedback {
    /// Checks the comment's length.
    ///
    /// # Errors
    /// [`Invalid`] if it is too long.
    pub fn checked(self) -> Result<Self, Invalid> {
        if self.comment.as_ref().is_some_and(|comment| comment.chars().count() > 1000) {
            return Err(Invalid::new("comment must have at most 1,000 characters"));
        }
        Ok(self)
    }
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
#[derive(Clone, PartialEq, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// The name of the engine that answers.
    pub engine: String,
    /// The model that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The reply so far.
    #[serde(default)]
    pub reply: String,
    /// When the reply began, milliseconds since the Unix epoch: with its first piece, or with its end if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_began_at_ms: Option<i64>,
    /// How far the reply is.
    #[serde(rename = "reply_status")]
    pub status: ReplyStatus,
    /// While streaming: until when its generator counts as alive, milliseconds since the Unix epoch.
    pub lease_until_ms: i64,
    /// Model tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Whether the visitor asked to stop the reply. Its generator sees that within about a second.
    #[serde(default)]
    pub stop_requested: bool,
    /// The visitor's rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Feedback>,
}

impl Turn {
    /// When the reply began, milliseconds since the Unix epoch. Until it has, and in records from before this was stored: when the message
    /// came.
    pub fn reply_created_at_ms(&self) -> i64 {
        self.reply_began_at_ms.unwrap_or(self.created_at_ms)
    }

    /// The status as a reader should see it: a reply whose generator is gone is interrupted, even before that is stored.
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

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("reply_id", &self.reply_id).field("status", &self.status).finish_non_exhaustive()
    }
}
