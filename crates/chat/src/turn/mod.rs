//! A turn: admitted in one round of store calls, generated independently of its readers, and sent as events.

mod admit;
mod event;
mod follow;
mod generate;
mod health;
mod lease;
mod ledger;
mod live;
mod open;
mod resume;
mod start;
mod writer;

pub(crate) use admit::Incoming;
pub(crate) use event::{Encoding, Event, Fault, Metadata, Start};
pub(crate) use live::{Outcome, Reader};
pub(crate) use open::{ReplyStream, shows_model};
pub(crate) use resume::resume;
pub(crate) use start::{Started, start, store};
