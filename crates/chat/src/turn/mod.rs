//! A turn: admitted in one round of store calls, generated independently of its readers, and sent as events.

mod admit;
mod event;
mod follow;
mod generate;
mod live;
mod open;
mod resume;
mod start;

pub(crate) use admit::Incoming;
pub(crate) use event::{Encoding, Event, Fault, Metadata, Start};
pub(crate) use live::{Outcome, Reader};
pub(crate) use open::ReplyStream;
pub(crate) use resume::resume;
pub(crate) use start::{Started, start, store};

/// How long a generator counts as alive after its last sign of life, in milliseconds.
const LEASE_MS: i64 = 15_000;
