//! A turn: what is stored of a message and the reply to it.

use super::ids::{MessageId, ReplyId};
use crate::{Invalid, engine::Usage};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many of the newest turns an engine gets, and a visitor can read again, at most: 50 messages.
pub const HISTORY_TURNS: u32 = 25;

/// The maximum length of a reply, chosen so that [`HISTORY_TURNS`] of them fit into one query page of 1 MB.
pub const REPLY_MAX_BYTES: usize = 16 * 1024;

/// A reply's progress, or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReplyStatus {
    /// Not started: the message is stored, and the reply is generated when its stream is first read.
    Pending,
    /// Being generated.
    Streaming,
    /// Complete.
    Complete,
    /// Stopped by the visitor. The partial reply is kept.
    Stopped,
    /// Cut off at the maximum length of a reply or at the model's own limit.
    Truncated,
    /// Interrupted. The partial reply is kept.
    Interrupted,
}

/// The page on which a message was written.
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
            return Err(Invalid::new("comment must have at most 1,000 characters."));
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
    /// When the message arrived, in milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// The page on which it was written.
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
    /// The reply's progress.
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

    /// The status for readers: a reply whose generator died counts as interrupted, even before that is stored.
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
    /// Whether it was written in a dashboard's preview, so that no list of conversations includes it.
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
