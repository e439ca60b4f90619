//! `POST /v1/chat`

mod bad_input;
mod caps;
mod cors;
mod forms;
mod history;
mod idempotency;
mod limits;
mod origins;
mod shown_models;
mod takeover;

pub(super) const SESSION: &str = "session-0123456789abcdef";
