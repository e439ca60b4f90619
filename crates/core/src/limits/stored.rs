//! The backend of many processes: counts in the store, where all of them see the same log.
//!
//! A tenant's hits are in one item, so that a single atomic write counts key, session and address and returns what they are judged by. The
//! item holds a ring of slots, each for a third of a window. Every write empties the slots that are out of use, so the item holds the
//! admitted requests of one window and as much more as callers' clocks may differ, at 18 to 30 bytes each, and never grows beyond that.

use super::{Counters, Hit, Log, Message, RateLimiter, Sender, Spending, WINDOW_MS, counters::Surplus};
use crate::{
    Slug,
    calendar::Day,
    store::{Store, StoreError},
};
use futures_util::future::{self, BoxFuture};

const SLOTS_PER_WINDOW: i64 = 3;
const SLOT_MS: i64 = WINDOW_MS / SLOTS_PER_WINDOW;
const _: () = assert!(WINDOW_MS % SLOTS_PER_WINDOW == 0, "a window is a whole number of slots");
/// How many slots a caller's clock may be ahead of another's, or behind it.
const SKEW: i64 = 1;
/// The slots after the current one that a write leaves alone: a caller whose clock is ahead counts there.
const KEPT_AHEAD: i64 = SKEW;
/// The slots before the current one that a write leaves alone: those that a window reaches back into, for a caller whose clock is behind.
const KEPT_BEHIND: i64 = SLOTS_PER_WINDOW + SKEW;
/// The slots that a write empties, those after the ones it leaves alone. A window's worth: after a pause that long, nothing old is left.
const EMPTIED: i64 = SLOTS_PER_WINDOW;
const SLOTS: i64 = KEPT_BEHIND + 1 + KEPT_AHEAD + EMPTIED;

/// Counts in the store. Right for all processes at once.
#[derive(Debug, Clone)]
pub struct StoreLimiter(Store);

impl StoreLimiter {
    /// A limiter that counts in `store`.
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    async fn add(&self, tenant: &Slug, message: &Message) -> Result<Log, StoreError> {
        let Message { hit, .. } = message;
        let counters: Vec<_> = message.counters().collect();
        let added =
            self.0.add_hit(tenant, (slot_at(hit.at_ms), &encode(*hit)), &counters, emptied_at(hit.at_ms)).await?;
        // Without a tenant nothing is counted, and the key will be refused.
        Ok(added.map_or_else(
            || Log { hits: vec![*hit], counters: Counters::default() },
            |(entries, counters)| {
                let hits = entries.iter().filter_map(|entry| decode(entry)).collect();
                Log { hits, counters: Counters(counters) }
            },
        ))
    }

    async fn remove(&self, tenant: &Slug, message: &Message, seen: &Counters) -> Result<(), StoreError> {
        let Message { hit, .. } = message;
        let entry = encode(*hit);
        let entry = (slot_at(hit.at_ms), entry.as_slice());
        // What only this message has counted goes, so that a sender of nothing but refused messages leaves nothing behind.
        let (own, shared): (Vec<_>, Vec<_>) = message.counters().partition(|counter| seen.is_first(counter));
        if self.0.remove_hit(tenant, entry, &shared, &own, &seen.stale(message.day)).await? {
            return Ok(());
        }
        let all: Vec<_> = message.counters().collect();
        self.0.remove_hit(tenant, entry, &all, &[], &[]).await?;
        Ok(())
    }
}

impl RateLimiter for StoreLimiter {
    fn count<'a>(&'a self, tenant: &'a Slug, message: &'a Message) -> BoxFuture<'a, Result<Log, StoreError>> {
        Box::pin(self.add(tenant, message))
    }

    fn take_back<'a>(
        &'a self,
        tenant: &'a Slug,
        message: &'a Message,
        seen: &'a Counters,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.remove(tenant, message, seen))
    }

    fn keep<'a>(&'a self, _: &'a Slug, _: &'a Message) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(future::ready(Ok(())))
    }

    fn spend<'a>(
        &'a self,
        tenant: &'a Slug,
        day: Day,
        spending: Spending,
        seen: &'a Counters,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(store_spending(&self.0, tenant, day, spending, seen))
    }
}

/// Adds to the month's sums in the store, and removes what is no longer used.
pub(super) async fn store_spending(
    store: &Store,
    tenant: &Slug,
    day: Day,
    spending: Spending,
    seen: &Counters,
) -> Result<(), StoreError> {
    let amounts: Vec<_> = spending.counters(day.month()).collect();
    store.add_to_counters(tenant, &amounts, &seen.stale(day)).await?;
    match seen.surplus(day) {
        Some(Surplus { less, lowered, removed }) => store.lower_counters(tenant, less, &lowered, &removed).await,
        None => Ok(()),
    }
}

/// The slot of the ring that a moment belongs to.
fn slot_at(at_ms: i64) -> i64 {
    at_ms.div_euclid(SLOT_MS).rem_euclid(SLOTS)
}

/// The slots that a write at that moment empties.
fn emptied_at(at_ms: i64) -> impl Iterator<Item = i64> {
    (1..=EMPTIED).map(move |i| slot_at(at_ms + (KEPT_AHEAD + i) * SLOT_MS))
}

/// Six bytes of time, then four each for key, session, nonce and the sender's networks, all big-endian. The time tells apart the hits of
/// different rounds of the ring.
fn encode(hit: Hit) -> Vec<u8> {
    let digests = [hit.key, hit.session, hit.nonce];
    let digests = digests.iter().chain(hit.sender.networks()).flat_map(|digest| digest.to_be_bytes());
    hit.at_ms.to_be_bytes()[2..].iter().copied().chain(digests).collect()
}

fn decode(bytes: &[u8]) -> Option<Hit> {
    let (time, digests) = bytes.split_at_checked(6)?;
    let at_ms = time.iter().fold(0_i64, |time, byte| time << 8 | i64::from(*byte));
    let (digests, []) = digests.as_chunks() else { return None };
    let digests: Vec<u32> = digests.iter().map(|digest| u32::from_be_bytes(*digest)).collect();
    let (&[key, session, nonce], networks) = digests.split_first_chunk()?;
    let sender = match *networks {
        [] => Sender::Server,
        [address] => Sender::Address([address]),
        [a, b, c] => Sender::Networks([a, b, c]),
        _ => return None,
    };
    Some(Hit { at_ms, key, session, sender, nonce })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hit_reads_back_from_its_bytes() {
        for sender in [Sender::Server, Sender::Address([0x0102_0304]), Sender::Networks([1, 2, u32::MAX])] {
            let hit = Hit { at_ms: 1_795_000_123_456, key: 1, session: u32::MAX, sender, nonce: 7 };
            assert_eq!(decode(&encode(hit)), Some(hit));
        }
        assert_eq!(decode(b"short"), None);
        assert_eq!(decode(&[0; 26]), None, "two networks");
    }

    #[test]
    fn no_write_empties_a_slot_of_a_window_that_any_clock_is_in() {
        let start = 1_795_000_000_000;
        for now_ms in (start..start + SLOTS * SLOT_MS).step_by(500) {
            let emptied: Vec<_> = emptied_at(now_ms).collect();
            // From the oldest hit in the window of the clock that is furthest behind to the newest hit of the one that is furthest ahead.
            let oldest_ms = now_ms - SKEW * SLOT_MS - WINDOW_MS;
            for hit_ms in (oldest_ms..=now_ms + SKEW * SLOT_MS).step_by(500) {
                assert!(!emptied.contains(&slot_at(hit_ms)), "a write at {now_ms} empties the slot of {hit_ms}");
            }
        }
    }
}
