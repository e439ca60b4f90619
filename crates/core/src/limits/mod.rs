//! The sliding-window rate limit, behind one trait with two backends.
//!
//! Every request is counted first and judged by what the count returned, so that one atomic write per request decides between racing
//! callers. A refused request is taken back. The log holds each request of the last minute. That no window of a minute ever admits more
//! than its limit then follows from the order of the writes alone, whatever the callers' clocks say: the last writer among any `n`
//! admitted requests of a minute has seen the other `n - 1`.
//!
//! Until a refused request is taken back, it is in the log like any other. It must not take places from callers who share nothing with it but
//! the key. [`judge`] therefore counts of each session and each network at most what their own limits admit.

mod caps;
mod counters;
mod hit;
mod judge;
mod memory;
mod pace;
mod slots;
mod stored;
mod weights;

pub use caps::{CappedBy, OverCap, within_caps};
pub use counters::{Counters, Message, SenderTag, Spending};
pub use hit::{Hit, Sender};
pub use judge::{Headroom, InForce, LimitedBy, OverLimit, judge};
pub use memory::MemoryLimiter;
pub use pace::Pace;
pub use slots::{Slot, Slots};
pub use stored::StoreLimiter;

use crate::{Slug, calendar::Day, store::StoreError, tenant::WINDOW_MS};
use futures_util::future::BoxFuture;

/// What a count returns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log {
    /// The tenant's messages of at least the last minute, the counted one included.
    pub hits: Vec<Hit>,
    /// What the tenant has used up, the counted message included.
    pub counters: Counters,
}

/// Counts messages. Both backends pass the same contract tests.
pub trait RateLimiter: Send + Sync + std::fmt::Debug {
    /// Counts a message in one atomic step.
    fn count<'a>(&'a self, tenant: &'a Slug, message: &'a Message) -> BoxFuture<'a, Result<Log, StoreError>>;

    /// Takes a refused message back. `seen`: the counters as its count returned them.
    fn take_back<'a>(
        &'a self,
        tenant: &'a Slug,
        message: &'a Message,
        seen: &'a Counters,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Makes an admitted message outlast this process. Nobody waits for it.
    fn keep<'a>(&'a self, tenant: &'a Slug, message: &'a Message) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Adds what an answer to a message took, and tidies up. `seen`: the counters as the message's count returned them.
    fn spend<'a>(
        &'a self,
        tenant: &'a Slug,
        day: Day,
        spending: Spending,
        seen: &'a Counters,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
}
