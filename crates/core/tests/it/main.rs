//! Core on the embedded store, without a router around it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod caps;
mod limits;
mod store;
