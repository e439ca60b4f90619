//! The backend of a single process.

use super::{Counters, Log, Message, RateLimiter, Spending, WINDOW_MS, stored::store_spending};
use crate::{
    Slug,
    calendar::Day,
    store::{Store, StoreError},
};
use futures_util::future::{self, BoxFuture};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Counts in memory. Right only where one process serves all requests.
#[derive(Debug, Default)]
pub struct MemoryLimiter {
    store: Option<Store>,
    logs: Mutex<HashMap<Slug, Log>>,
}

impl MemoryLimiter {
    /// A limiter that also keeps in `store` what counts for longer than a minute, so that it outlasts this process.
    pub fn keeping(store: Store) -> Self {
        Self { store: Some(store), logs: Mutex::default() }
    }

    fn logs(&self) -> MutexGuard<'_, HashMap<Slug, Log>> {
        // The logs are whole after any panic: each change is of one entry or one number.
        self.logs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn add(&self, tenant: &Slug, message: &Message) -> Result<Log, StoreError> {
        let is_known = self.logs().contains_key(tenant);
        let stored = match &self.store {
            Some(store) if !is_known => store.counters(tenant).await?,
            _ => BTreeMap::new(),
        };
        let mut logs = self.logs();
        let log = logs.entry(tenant.clone()).or_insert_with(|| Log { counters: Counters(stored), ..Log::default() });
        // One more window than needed: callers' clocks need not agree. What is further ahead comes from before the clock was set back, and
        // must not count again when the clock gets there.
        log.hits.retain(|old| (old.at_ms - message.hit.at_ms).abs() < 2 * WINDOW_MS);
        log.hits.push(message.hit);
        for counter in message.counters() {
            *log.counters.0.entry(counter).or_default() += 1;
        }
        Ok(log.clone())
    }

    fn remove(&self, tenant: &Slug, message: &Message) {
        let mut logs = self.logs();
        let Some(log) = logs.get_mut(tenant) else { return };
        log.hits.retain(|other| *other != message.hit);
        for counter in message.counters() {
            if let Some(count) = log.counters.0.get_mut(&counter) {
                *count -= 1;
            }
        }
        log.counters.0.retain(|_, count| *count != 0);
        if *log == Log::default() {
            logs.remove(tenant);
        }
    }

    async fn add_spending(&self, tenant: &Slug, day: Day, spending: Spending) -> Result<(), StoreError> {
        let seen = {
            let mut logs = self.logs();
            let Some(log) = logs.get_mut(tenant) else { return Ok(()) };
            let seen = log.counters.clone();
            log.counters.spend(day, spending);
            seen
        };
        match &self.store {
            Some(store) => store_spending(store, tenant, day, spending, &seen).await,
            None => Ok(()),
        }
    }
}

impl RateLimiter for MemoryLimiter {
    fn count<'a>(&'a self, tenant: &'a Slug, message: &'a Message) -> BoxFuture<'a, Result<Log, StoreError>> {
        Box::pin(self.add(tenant, message))
    }

    fn take_back<'a>(
        &'a self,
        tenant: &'a Slug,
        message: &'a Message,
        _: &'a Counters,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.remove(tenant, message);
        Box::pin(future::ready(Ok(())))
    }

    fn keep<'a>(&'a self, tenant: &'a Slug, message: &'a Message) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let Some(store) = &self.store else { return Ok(()) };
            let counters: Vec<_> = message.counters().map(|counter| (counter, 1)).collect();
            store.add_to_counters(tenant, &counters, &[]).await
        })
    }

    fn spend<'a>(
        &'a self,
        tenant: &'a Slug,
        day: Day,
        spending: Spending,
        _: &'a Counters,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.add_spending(tenant, day, spending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{Hit, Sender};

    fn message(at_ms: i64, nonce: u32) -> Message {
        let hit = Hit { at_ms, key: 1, session: 1, sender: Sender::Address([1]), nonce };
        Message { hit, day: Day::at(at_ms), networks: Vec::new() }
    }

    #[tokio::test]
    async fn forgets_what_is_two_windows_old() {
        let (limiter, acme) = (MemoryLimiter::default(), Slug::parse("acme").expect("a slug"));
        let (old, kept, new) = (message(0, 1), message(1, 2), message(2 * WINDOW_MS, 3));
        for message in [&old, &kept] {
            limiter.count(&acme, message).await.expect("counted");
        }
        assert_eq!(limiter.count(&acme, &new).await.expect("counted").hits, [kept.hit, new.hit]);
    }

    #[tokio::test]
    async fn forgets_what_was_counted_before_the_clock_was_set_back() {
        let (limiter, acme) = (MemoryLimiter::default(), Slug::parse("acme").expect("a slug"));
        let (before, after) = (message(60 * WINDOW_MS, 1), message(0, 2));
        for message in [&before, &after] {
            limiter.count(&acme, message).await.expect("counted");
        }
        let later = message(before.hit.at_ms, 3);
        assert_eq!(limiter.count(&acme, &later).await.expect("counted").hits, [later.hit]);
    }

    #[tokio::test]
    async fn keeps_nothing_of_a_tenant_whose_only_request_was_refused() {
        let (limiter, acme) = (MemoryLimiter::default(), Slug::parse("acme").expect("a slug"));
        let (mine, other) = (message(0, 1), message(0, 2));
        limiter.count(&acme, &mine).await.expect("counted");
        limiter.count(&acme, &other).await.expect("counted");
        limiter.take_back(&acme, &other, &Counters::default()).await.expect("taken back");
        assert_eq!(limiter.logs().len(), 1, "another's request stays");
        limiter.take_back(&acme, &mine, &Counters::default()).await.expect("taken back");
        assert!(limiter.logs().is_empty());
    }
}
