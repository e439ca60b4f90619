//! The backend of a single process.

use super::{Hit, RateLimiter, WINDOW_MS};
use crate::{Slug, store::StoreError};
use futures_util::future::{self, BoxFuture};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Counts in memory. Right only where one process serves all requests.
#[derive(Debug, Default)]
pub struct MemoryLimiter(Mutex<HashMap<Slug, Vec<Hit>>>);

impl MemoryLimiter {
    fn log(&self) -> MutexGuard<'_, HashMap<Slug, Vec<Hit>>> {
        // The log is whole after any panic: each change is one push or one retain.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RateLimiter for MemoryLimiter {
    fn count<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<Vec<Hit>, StoreError>> {
        let mut log = self.log();
        let hits = log.entry(tenant.clone()).or_default();
        // One more window than needed: callers' clocks need not agree. What is further ahead comes from before the clock was set back, and
        // must not count again when the clock gets there.
        hits.retain(|old| (old.at_ms - hit.at_ms).abs() < 2 * WINDOW_MS);
        hits.push(hit);
        Box::pin(future::ready(Ok(hits.clone())))
    }

    fn take_back<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<(), StoreError>> {
        let mut log = self.log();
        if let Some(hits) = log.get_mut(tenant) {
            hits.retain(|other| *other != hit);
            if hits.is_empty() {
                log.remove(tenant);
            }
        }
        Box::pin(future::ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Sender;

    #[tokio::test]
    async fn forgets_what_is_two_windows_old() {
        let (limiter, acme) = (MemoryLimiter::default(), Slug::parse("acme").expect("a slug"));
        let hit = |at_ms, nonce| Hit { at_ms, key: 1, session: 1, sender: Sender::Address([1]), nonce };
        let (old, kept, new) = (hit(0, 1), hit(1, 2), hit(2 * WINDOW_MS, 3));
        for hit in [old, kept] {
            limiter.count(&acme, hit).await.expect("counted");
        }
        assert_eq!(limiter.count(&acme, new).await.expect("counted"), [kept, new]);
    }

    #[tokio::test]
    async fn forgets_what_was_counted_before_the_clock_was_set_back() {
        let (limiter, acme) = (MemoryLimiter::default(), Slug::parse("acme").expect("a slug"));
        let hit = |at_ms, nonce| Hit { at_ms, key: 1, session: 1, sender: Sender::Address([1]), nonce };
        let (before, after) = (hit(60 * WINDOW_MS, 1), hit(0, 2));
        for hit in [before, after] {
            limiter.count(&acme, hit).await.expect("counted");
        }
        let later = hit(before.at_ms, 3);
        assert_eq!(limiter.count(&acme, later).await.expect("counted"), [later]);
    }

    #[tokio::test]
    async fn keeps_nothing_of_a_tenant_whose_only_request_was_refused() {
        let (limiter, acme) = (MemoryLimiter::default(), Slug::parse("acme").expect("a slug"));
        let (mine, other) = (
            Hit { at_ms: 0, key: 1, session: 1, sender: Sender::Address([1]), nonce: 1 },
            Hit { at_ms: 0, key: 1, session: 1, sender: Sender::Address([1]), nonce: 2 },
        );
        limiter.count(&acme, mine).await.expect("counted");
        limiter.take_back(&acme, other).await.expect("taken back");
        assert_eq!(limiter.log().len(), 1, "another's request stays");
        limiter.take_back(&acme, mine).await.expect("taken back");
        assert!(limiter.log().is_empty());
    }
}
