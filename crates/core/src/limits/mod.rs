//! The sliding-window rate limit, behind one trait with two backends.
//!
//! Every request is counted first and judged by what the count returned, so that one atomic write per request decides between racing
//! callers. A refused request is taken back. The log holds each request of the last minute. That no window of a minute ever admits more
//! than its limit then follows from the order of the writes alone, whatever the callers' clocks say: the last writer among any `n`
//! admitted requests of a minute has seen the other `n - 1`.
//!
//! Until a refused request is taken back, it is in the log like any other. It must not take places from callers who share nothing with it but
//! the key. [`judge`] therefore counts of each session and each network at most what their own limits admit.

mod hit;
mod judge;
mod memory;
mod pace;
mod slots;
mod stored;
mod weights;

pub use hit::{Hit, Sender};
pub use judge::{Headroom, InForce, LimitedBy, OverLimit, judge};
pub use memory::MemoryLimiter;
pub use pace::Pace;
pub use slots::{Slot, Slots};
pub use stored::StoreLimiter;

use crate::{Slug, store::StoreError, tenant::WINDOW_MS};
use futures_util::future::BoxFuture;

/// Counts requests. Both backends pass the same contract tests.
pub trait RateLimiter: Send + Sync + std::fmt::Debug {
    /// Counts `hit` in one atomic step and returns the tenant's hits of at least the last minute, `hit` included.
    fn count<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<Vec<Hit>, StoreError>>;

    /// Takes a refused hit back.
    fn take_back<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<(), StoreError>>;
}
