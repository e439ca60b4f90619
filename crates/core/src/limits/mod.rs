//! The sliding-window rate limit, behind one trait with two backends.
//!
//! Every request is counted first and judged by what the count returned, so that one atomic write per request decides between racing
//! callers. A refused request is taken back. The log holds each request of the last minute. That no window of a minute ever admits more
//! than its limit then follows from the order of the writes alone, whatever the callers' clocks say: the last writer among any `n`
//! admitted requests of a minute has seen the other `n - 1`.

mod memory;
mod stored;

pub use memory::MemoryLimiter;
pub use stored::StoreLimiter;

use crate::{Slug, conversation::ConversationId, key::KeyId, store::StoreError, tenant::Limits};
use futures_util::future::BoxFuture;
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

/// The window's length in milliseconds.
pub const WINDOW_MS: i64 = 60_000;

/// One counted request. Key, session and address are kept as 32-bit digests: enough to tell a minute's requests apart, useless to identify anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hit {
    /// When it came, milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Digest of the key's id.
    pub key: u32,
    /// Digest of the conversation's id.
    pub session: u32,
    /// Digest of the visitor's address.
    pub address: u32,
    /// Tells simultaneous requests of one visitor apart.
    pub nonce: u32,
}

impl Hit {
    /// A request that came now.
    pub fn new(at_ms: i64, key: &KeyId, conversation: &ConversationId, address: &str) -> Self {
        Self {
            at_ms,
            key: digest(key.as_str()),
            session: digest(conversation.as_str()),
            address: digest(address),
            nonce: rand::rng().random(),
        }
    }
}

fn digest(text: &str) -> u32 {
    let digest = Sha256::digest(text);
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

/// Counts requests. Both backends pass the same contract tests.
pub trait RateLimiter: Send + Sync + std::fmt::Debug {
    /// Counts `hit` in one atomic step and returns the tenant's hits of at least the last minute, `hit` included.
    fn count<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<Vec<Hit>, StoreError>>;

    /// Takes a refused hit back.
    fn take_back<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// What a limit counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitedBy {
    /// The API key.
    Key,
    /// The session.
    Session,
    /// The visitor's address.
    Address,
}

/// What is left of the tightest window after an admitted request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headroom {
    /// The window's limit.
    pub limit: u32,
    /// How many more requests it admits now.
    pub remaining: u32,
    /// Seconds until the window is empty again.
    pub reset_s: u64,
}

/// A request over a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverLimit {
    /// Which limit; of several, the one with the longest wait.
    pub by: LimitedBy,
    /// That limit.
    pub limit: u32,
    /// Whole seconds after which one more request will be admitted, if none comes in between; at least 1.
    pub retry_after_s: u64,
}

/// Judges a counted hit by the hits that its count returned. Waits are counted from `now_ms`, which is a little after the hit came.
///
/// # Errors
/// [`OverLimit`] if a window was full before this hit.
pub fn judge(hit: &Hit, live: &[Hit], limits: &Limits, now_ms: i64) -> Result<Headroom, OverLimit> {
    let windows: [Window; 3] = [
        (LimitedBy::Key, limits.key_per_minute, |h| h.key),
        (LimitedBy::Session, limits.session_per_minute, |h| h.session),
        (LimitedBy::Address, limits.address_per_minute, |h| h.address),
    ];
    let judged = windows.map(|(by, limit, of)| judge_window(hit, live, (by, limit, of), now_ms));
    let refusal = judged.iter().filter_map(|j| j.err()).max_by_key(|over| over.retry_after_s);
    if let Some(over) = refusal {
        return Err(over);
    }
    let tightest = judged.into_iter().flatten().min_by_key(|headroom| headroom.remaining);
    Ok(tightest.unwrap_or(Headroom { limit: 0, remaining: 0, reset_s: 0 }))
}

/// What a window counts by, its limit, and the field of a hit that it compares.
type Window = (LimitedBy, u32, fn(&Hit) -> u32);

fn judge_window(hit: &Hit, live: &[Hit], (by, limit, of): Window, now_ms: i64) -> Result<Headroom, OverLimit> {
    let since = hit.at_ms - WINDOW_MS;
    let mut others: Vec<i64> =
        live.iter().filter(|h| *h != hit && of(h) == of(hit) && h.at_ms > since).map(|h| h.at_ms).collect();
    others.sort_unstable();
    let seconds_until_gone = |at_ms: i64| ((at_ms + WINDOW_MS - now_ms).max(1) as u64).div_ceil(1000);
    let (taken, allowed) = (others.len(), limit as usize);
    if taken >= allowed {
        // A place is free again when all but `limit - 1` of the others have left the window.
        let leaves = others.get(taken - allowed).copied().unwrap_or(hit.at_ms);
        return Err(OverLimit { by, limit, retry_after_s: seconds_until_gone(leaves) });
    }
    let remaining = (allowed - taken - 1) as u32;
    let newest = others.last().copied().unwrap_or(hit.at_ms).max(hit.at_ms);
    Ok(Headroom { limit, remaining, reset_s: seconds_until_gone(newest) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::SessionId;

    fn hit(at_ms: i64, nonce: u32) -> Hit {
        Hit { at_ms, key: 1, session: nonce, address: nonce, nonce }
    }

    fn key_limit(key_per_minute: u32) -> Limits {
        Limits { key_per_minute, ..Limits::default() }
    }

    #[test]
    fn a_place_is_free_again_exactly_after_retry_after() {
        let limits = key_limit(2);
        let earlier = [hit(1_000, 1), hit(31_500, 2)];
        let refused = hit(40_250, 3);
        let over =
            judge(&refused, &[earlier[0], earlier[1], refused], &limits, refused.at_ms).expect_err("over the limit");
        assert_eq!((over.by, over.limit, over.retry_after_s), (LimitedBy::Key, 2, 21));
        let too_early = hit(40_250 + 20_000, 4);
        assert!(judge(&too_early, &[earlier[0], earlier[1], too_early], &limits, too_early.at_ms).is_err());
        let in_time = hit(40_250 + 21_000, 5);
        assert!(judge(&in_time, &[earlier[0], earlier[1], in_time], &limits, in_time.at_ms).is_ok());
    }

    #[test]
    fn where_more_were_admitted_than_the_limit_all_but_one_place_fewer_must_leave() {
        // The limit was lowered after they were admitted.
        let limits = key_limit(2);
        let earlier = [hit(1_000, 1), hit(2_000, 2), hit(30_000, 3), hit(45_000, 4), hit(50_000, 5)];
        let with = |new: Hit| -> Vec<Hit> { earlier.into_iter().chain([new]).collect() };
        let refused = hit(55_000, 6);
        let over = judge(&refused, &with(refused), &limits, refused.at_ms).expect_err("over the limit");
        assert_eq!((over.limit, over.retry_after_s), (2, 50));
        let too_early = hit(55_000 + 49_000, 7);
        assert!(judge(&too_early, &with(too_early), &limits, too_early.at_ms).is_err());
        let in_time = hit(55_000 + 50_000, 8);
        assert!(judge(&in_time, &with(in_time), &limits, in_time.at_ms).is_ok());
    }

    #[test]
    fn a_wait_is_counted_from_now_in_whole_seconds_of_which_there_is_at_least_one() {
        let (first, refused) = (hit(0, 1), hit(1_000, 2));
        for (now_ms, retry_after_s) in [(1_000, 59), (1_001, 59), (2_000, 58), (59_999, 1), (60_000, 1), (90_000, 1)] {
            let over = judge(&refused, &[first, refused], &key_limit(1), now_ms).expect_err("over the limit");
            assert_eq!(over.retry_after_s, retry_after_s, "at {now_ms}");
        }
        let none_at_all = judge(&first, &[first], &key_limit(0), 0).expect_err("over the limit");
        assert_eq!((none_at_all.limit, none_at_all.retry_after_s), (0, 60));
    }

    #[test]
    fn a_window_is_empty_again_when_its_newest_request_has_left_whoever_sent_it() {
        // Another caller's clock is ahead.
        let (ahead, mine) = (hit(9_000, 1), hit(5_000, 2));
        let headroom = judge(&mine, &[ahead, mine], &key_limit(10), mine.at_ms).expect("admitted");
        assert_eq!(headroom, Headroom { limit: 10, remaining: 8, reset_s: 64 });
    }

    #[test]
    fn a_hit_holds_a_digest_of_each_thing_that_is_counted() {
        let (acme, session) = (Slug::parse("acme").expect("a slug"), SessionId::parse(&"s".repeat(16)).expect("an id"));
        let conversation = ConversationId::derive(&acme, &session);
        let hit = |address: &str| Hit::new(7, &KeyId::new("abc"), &conversation, address);
        let known = hit("");
        // The first four bytes of SHA-256, as the standard's test vectors have them.
        assert_eq!((known.at_ms, known.key, known.address), (7, 0xba78_16bf, 0xe3b0_c442));
        assert_eq!(known.session, digest(conversation.as_str()));
        assert_ne!(known.session, digest(""));
        assert_ne!(known.nonce, hit("").nonce, "two requests of one visitor at one time are two");
    }

    #[test]
    fn the_longest_wait_is_the_one_reported() {
        let limits = Limits { key_per_minute: 1, session_per_minute: 1, address_per_minute: 1 };
        let mine = Hit { at_ms: 50_000, key: 1, session: 1, address: 1, nonce: 9 };
        let by_key = Hit { at_ms: 10_000, key: 1, session: 2, address: 2, nonce: 1 };
        let by_session = Hit { at_ms: 30_000, key: 2, session: 1, address: 3, nonce: 2 };
        let over = judge(&mine, &[by_key, by_session, mine], &limits, mine.at_ms).expect_err("over two limits");
        assert_eq!((over.by, over.retry_after_s), (LimitedBy::Session, 40));
    }

    #[test]
    fn headroom_is_that_of_the_tightest_window() {
        let limits = Limits { key_per_minute: 10, session_per_minute: 3, address_per_minute: 30 };
        let first = Hit { at_ms: 0, key: 1, session: 1, address: 1, nonce: 1 };
        let second = Hit { at_ms: 5_000, nonce: 2, ..first };
        let headroom = judge(&second, &[first, second], &limits, second.at_ms).expect("admitted");
        assert_eq!(headroom, Headroom { limit: 3, remaining: 1, reset_s: 60 });
    }
}
