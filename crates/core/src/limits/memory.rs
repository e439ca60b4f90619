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
        // One more window than needed: callers' clocks need not agree.
        hits.retain(|old| old.at_ms > hit.at_ms - 2 * WINDOW_MS);
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
