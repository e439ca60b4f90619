//! The backend of many processes: counts in the store, where all of them see the same log.
//!
//! A tenant's hits are in one item, so that a single atomic write counts key, session and address and returns what they are judged by. The
//! item holds a ring of slots, each for a third of a window. Every write empties the slots that are out of use, so the item holds the
//! admitted requests of one window and as much more as callers' clocks may differ, at 18 to 30 bytes each, and never grows beyond that.

use super::{Hit, RateLimiter, Sender, WINDOW_MS};
use crate::{
    Slug,
    store::{Store, StoreError},
};
use futures_util::future::BoxFuture;

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

    async fn add(&self, tenant: &Slug, hit: Hit) -> Result<Vec<Hit>, StoreError> {
        let entries = self.0.add_hit(tenant, slot_at(hit.at_ms), &encode(hit), emptied_at(hit.at_ms)).await?;
        // Without a tenant nothing is counted, and the key will be refused.
        Ok(entries.map_or_else(|| vec![hit], |entries| entries.iter().filter_map(|entry| decode(entry)).collect()))
    }
}

impl RateLimiter for StoreLimiter {
    fn count<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<Vec<Hit>, StoreError>> {
        Box::pin(self.add(tenant, hit))
    }

    fn take_back<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.0.remove_hit(tenant, slot_at(hit.at_ms), &encode(hit)).await })
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
