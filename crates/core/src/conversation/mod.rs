//! Conversations: a session's thread of turns, each a visitor's message and the reply to it.

mod ids;
mod text;
mod turn;

pub use ids::{ConversationId, GeneratorId, MessageId, ReplyId, SessionId};
pub use text::{MESSAGE_MAX_CHARS, MessageText};
pub use turn::{Feedback, HISTORY_TURNS, Page, REPLY_MAX_BYTES, Rating, ReplyStatus, Retention, Turn, is_lease_over};
