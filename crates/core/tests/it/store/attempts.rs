//! Failed sign-ins of an account from an address.

use super::NOW_MS;
use bubblechat_core::store::{Attempts, Store};
use bubblechat_test_store::TestStore;
use futures_util::future::join_all;

const MINUTE_MS: i64 = 60_000;
const LOCK_MS: i64 = 15 * MINUTE_MS;

async fn attempt(store: &Store, at_ms: i64) -> Attempts {
    store.count_attempt("ada@acme.example", "192.0.2.1", at_ms).await.unwrap()
}

/// Ten failures, a minute apart. Returns when the last one came.
async fn locked(store: &Store) -> i64 {
    for i in 0..10 {
        assert_eq!(attempt(store, NOW_MS + i * MINUTE_MS).await, Attempts::Counted);
    }
    NOW_MS + 9 * MINUTE_MS
}

#[tokio::test]
async fn a_lock_lasts_a_quarter_of_an_hour_from_the_last_failure() {
    let store = TestStore::start().await;
    let store = store.connect();
    let last_ms = locked(&store).await;
    for (after_ms, retry_after_s) in [(0, 900), (1, 900), (1_000, 899), (LOCK_MS - 1_001, 2), (LOCK_MS - 1, 1)] {
        let told = attempt(&store, last_ms + after_ms).await;
        assert_eq!(told, Attempts::Locked { retry_after_s }, "{after_ms} ms after the last failure");
    }
    assert_eq!(attempt(&store, last_ms + LOCK_MS).await, Attempts::Counted);
}

#[tokio::test]
async fn after_a_lock_ten_attempts_are_free_again() {
    let store = TestStore::start().await;
    let store = store.connect();
    let free_ms = locked(&store).await + LOCK_MS;
    for _ in 0..10 {
        assert_eq!(attempt(&store, free_ms).await, Attempts::Counted);
    }
    assert_eq!(attempt(&store, free_ms).await, Attempts::Locked { retry_after_s: 900 });
}

#[tokio::test]
async fn failures_that_began_a_quarter_of_an_hour_ago_no_longer_count() {
    for (pause_ms, left) in [(LOCK_MS - 1, 1), (LOCK_MS, 10)] {
        let store = TestStore::start().await;
        let store = store.connect();
        for _ in 0..9 {
            assert_eq!(attempt(&store, NOW_MS).await, Attempts::Counted);
        }
        for _ in 0..left {
            assert_eq!(attempt(&store, NOW_MS + pause_ms).await, Attempts::Counted, "after {pause_ms} ms");
        }
        assert_ne!(attempt(&store, NOW_MS + pause_ms).await, Attempts::Counted, "after {pause_ms} ms");
    }
}

#[tokio::test]
async fn each_pair_of_account_and_address_is_counted_and_forgotten_by_itself() {
    let store = TestStore::start().await;
    let store = store.connect();
    let now_ms = locked(&store).await;
    for (email, address) in [("ada@acme.example", "192.0.2.2"), ("bob@acme.example", "192.0.2.1")] {
        assert_eq!(store.count_attempt(email, address, now_ms).await.unwrap(), Attempts::Counted);
        store.forget_attempts(email, address).await.unwrap();
    }
    assert_ne!(attempt(&store, now_ms).await, Attempts::Counted, "others' successes forgive nothing");
    store.forget_attempts("ada@acme.example", "192.0.2.1").await.unwrap();
    for _ in 0..10 {
        assert_eq!(attempt(&store, now_ms).await, Attempts::Counted);
    }
    assert_ne!(attempt(&store, now_ms).await, Attempts::Counted);
}

#[tokio::test]
async fn of_parallel_first_attempts_ten_are_counted() {
    let store = TestStore::start().await;
    let store = store.connect();
    let told = join_all((0..20).map(|_| attempt(&store, NOW_MS))).await;
    assert_eq!(told.iter().filter(|told| **told == Attempts::Counted).count(), 10, "{told:?}");
}
