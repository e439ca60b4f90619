//! A turn: what is stored of a message and the reply to it.

use super::ids::{GeneratorId, MessageId, ReplyId};
use crate::{
    Invalid,
    engine::{Fault, Usage},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many of the newest turns an engine gets, and a visitor can read again, at most: 50 messages.
pub const HISTORY_TURNS: u32 = 25;

/// The maximum length of a reply, chosen so that [`HISTORY_TURNS`] of them fit into one query page of 1 MB.
pub const REPLY_MAX_BYTES: usize = 16 * 1024;

/// Further ahead than any process's clock makes a lease end.
const LEASE_TOO_FAR_MS: i64 = 2 * 60_000;

/// Whether a lease is over: it has run out, or it ends so far ahead that the clock was set back since it was granted. Its holder, if there is
/// one, renews it within seconds.
pub fn is_lease_over(lease_until_ms: i64, now_ms: i64) -> bool {
    lease_until_ms < now_ms || lease_until_ms > now_ms + LEASE_TOO_FAR_MS
}

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
    /// Who makes the reply, or made it.
    #[serde(default)]
    pub generator: GeneratorId,
    /// Model tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Why the engine failed; if the reply is complete all the same, its fallback answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
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
            ReplyStatus::Streaming if is_lease_over(self.lease_until_ms, now_ms) => ReplyStatus::Interrupted,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(status: ReplyStatus, lease_until_ms: i64) -> Turn {
        Turn {
            reply_id: ReplyId::generate(),
            message_id: MessageId::generate(),
            message: "hi".to_owned(),
            created_at_ms: 5,
            page: None,
            engine: "main".to_owned(),
            model: None,
            reply: String::new(),
            reply_began_at_ms: None,
            status,
            lease_until_ms,
            generator: GeneratorId::default(),
            usage: None,
            fault: None,
            stop_requested: false,
            feedback: None,
        }
    }

    #[test]
    fn a_streaming_reply_whose_lease_has_run_out_counts_as_interrupted() {
        let at = |status, now_ms| turn(status, 1_000).status_at(now_ms);
        assert_eq!(at(ReplyStatus::Streaming, 1_000), ReplyStatus::Streaming);
        assert_eq!(at(ReplyStatus::Streaming, 1_001), ReplyStatus::Interrupted);
        for other in [ReplyStatus::Pending, ReplyStatus::Complete, ReplyStatus::Stopped, ReplyStatus::Truncated] {
            assert_eq!(at(other, 1_001), other);
        }
    }

    #[test]
    fn a_lease_from_before_the_clock_was_set_back_is_over() {
        let hour_ms = 3_600_000;
        let streaming = turn(ReplyStatus::Streaming, hour_ms + 15_000);
        assert_eq!(streaming.status_at(0), ReplyStatus::Interrupted);
        for skew_ms in [0, 15_000, 120_000] {
            assert!(!is_lease_over(hour_ms + skew_ms, hour_ms), "{skew_ms}");
        }
        assert!(is_lease_over(hour_ms + 120_001, hour_ms));
    }

    #[test]
    fn a_reply_is_as_old_as_its_message_until_it_has_begun() {
        let waiting = turn(ReplyStatus::Pending, 0);
        assert_eq!(waiting.reply_created_at_ms(), 5);
        assert_eq!(Turn { reply_began_at_ms: Some(9), ..waiting }.reply_created_at_ms(), 9);
    }

    #[test]
    fn a_comment_has_at_most_a_thousand_characters() {
        let comment = |length| Feedback { rating: Rating::Up, comment: Some("é".repeat(length)) };
        assert_eq!(comment(1000).checked(), Ok(comment(1000)));
        assert!(comment(1001).checked().is_err());
        let none = Feedback { rating: Rating::Down, comment: None };
        assert_eq!(none.clone().checked(), Ok(none));
    }

    #[test]
    fn a_turn_expires_so_many_days_after_its_message() {
        let retention = Retention { days: 2, is_preview: false };
        assert_eq!(retention.expires_at_s(1_000_999), 1_000 + 2 * 86_400);
    }

    #[test]
    fn a_whole_history_fits_into_one_query_page() {
        assert_eq!(REPLY_MAX_BYTES, 16_384);
        // A character of a message takes up to four bytes, and a rating's comment is kept with the turn.
        let most = REPLY_MAX_BYTES + 4 * (super::super::MESSAGE_MAX_CHARS + 1000);
        assert!(HISTORY_TURNS as usize * most < 1_000_000);
    }
}
