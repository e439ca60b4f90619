//! `/v1/replies/{reply_id}/…`

mod feedback;
mod stop;
mod stream;
mod tickets;

pub(super) const SESSION: &str = "session-0123456789abcdef";
