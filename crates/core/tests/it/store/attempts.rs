//! Attempts to sign in.

use super::NOW_MS;
use bubblechat_core::store::{Attempts, AttemptsBy, Store};
use bubblechat_test_store::TestStore;
use futures_util::future::join_all;

const MINUTE_MS: i64 = 60_000;
const EVERY_MS: i64 = 16 * MINUTE_MS;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const ADA: AttemptsBy<'_> = AttemptsBy::Account("ada@acme.example");

async fn is_counted(store: &Store, by: AttemptsBy<'_>, at_ms: i64) -> bool {
    store.count_attempt(by, at_ms).await.unwrap() == Attempts::Counted
}

/// Ten at once.
async fn used_up(store: &Store, by: AttemptsBy<'_>) {
    for _ in 0..10 {
        assert!(is_counted(store, by, NOW_MS).await);
    }
}

#[tokio::test]
async fn after_ten_attempts_one_more_is_free_every_sixteen_minutes() {
    let db = TestStore::start().await;
    let store = db.connect();
    used_up(&store, ADA).await;
    for (after_ms, retry_after_s) in [(0, 960), (1, 960), (1_000, 959), (EVERY_MS - 1, 1)] {
        let told = store.count_attempt(ADA, NOW_MS + after_ms).await.unwrap();
        assert_eq!(told, Attempts::Locked { retry_after_s }, "{after_ms} ms later");
    }
    assert!(is_counted(&store, ADA, NOW_MS + EVERY_MS).await);
    assert!(!is_counted(&store, ADA, NOW_MS + EVERY_MS).await);
    used_up_again(&store).await;
}

/// Long after, ten are free again and no more.
async fn used_up_again(store: &Store) {
    let later_ms = NOW_MS + 30 * EVERY_MS;
    for _ in 0..10 {
        assert!(is_counted(store, ADA, later_ms).await);
    }
    assert!(!is_counted(store, ADA, later_ms).await);
}

#[tokio::test]
async fn a_guesser_gets_a_hundred_tries_of_an_account_a_day() {
    let db = TestStore::start().await;
    let store = db.connect();
    let mut tries = 0;
    // As often as a minute, and a day from the first to the last.
    for at_ms in (NOW_MS..NOW_MS + DAY_MS).step_by(MINUTE_MS as usize) {
        while is_counted(&store, ADA, at_ms).await {
            tries += 1;
        }
    }
    assert!((90..=100).contains(&tries), "{tries} tries");
}

#[tokio::test]
async fn accounts_devices_and_networks_are_counted_by_themselves() {
    let db = TestStore::start().await;
    let store = db.connect();
    used_up(&store, ADA).await;
    for other in [
        AttemptsBy::Account("bob@acme.example"),
        AttemptsBy::Device("ada@acme.example"),
        AttemptsBy::Network("ada@acme.example"),
    ] {
        assert!(is_counted(&store, other, NOW_MS).await, "{other:?}");
    }
    assert!(!is_counted(&store, ADA, NOW_MS).await);
}

#[tokio::test]
async fn a_network_has_thirty_attempts_at_once() {
    let db = TestStore::start().await;
    let store = db.connect();
    let office = AttemptsBy::Network("192.0.2.1");
    for _ in 0..30 {
        assert!(is_counted(&store, office, NOW_MS).await);
    }
    assert_eq!(store.count_attempt(office, NOW_MS).await.unwrap(), Attempts::Locked { retry_after_s: 20 });
}

#[tokio::test]
async fn an_attempt_that_was_no_guess_gives_back_its_own_place_and_no_other() {
    let db = TestStore::start().await;
    let store = db.connect();
    store.give_back_attempt(ADA).await.unwrap();
    assert!(db.items("operators").is_empty(), "there was nothing to give back");
    used_up(&store, ADA).await;
    store.give_back_attempt(ADA).await.unwrap();
    assert!(is_counted(&store, ADA, NOW_MS).await);
    assert!(!is_counted(&store, ADA, NOW_MS).await);
}

#[tokio::test]
async fn what_was_counted_on_a_device_is_forgotten_once_its_owner_signs_in() {
    let db = TestStore::start().await;
    let store = db.connect();
    let device = AttemptsBy::Device("d1");
    used_up(&store, device).await;
    store.forget_attempts(device).await.unwrap();
    used_up(&store, device).await;
    assert!(!is_counted(&store, device, NOW_MS).await);
}

#[tokio::test]
async fn of_parallel_attempts_as_many_are_counted_as_there_are_places() {
    let db = TestStore::start().await;
    let store = db.connect();
    let told = join_all((0..20).map(|_| is_counted(&store, ADA, NOW_MS))).await;
    assert_eq!(told.into_iter().filter(|counted| *counted).count(), 10);
}

#[tokio::test]
async fn a_clock_that_is_set_back_locks_nobody_out_and_frees_no_place() {
    const HOUR_MS: i64 = 60 * MINUTE_MS;
    let db = TestStore::start().await;
    let store = db.connect();
    let (office, ada) = (AttemptsBy::Network("192.0.2.1"), ADA);
    for by in [office, ada] {
        assert!(is_counted(&store, by, NOW_MS + HOUR_MS).await);
    }
    let places = |by| {
        let store = &store;
        async move {
            let mut places = 0;
            while is_counted(store, by, NOW_MS).await {
                places += 1;
            }
            places
        }
    };
    assert_eq!((places(office).await, places(ada).await), (29, 9), "one was taken before");
    let told = store.count_attempt(ada, NOW_MS - 24 * HOUR_MS).await.unwrap();
    assert_eq!(
        told,
        Attempts::Locked { retry_after_s: 960 },
        "a guesser gains nothing, and waits no longer than for one place"
    );
    let told = store.count_attempt(office, NOW_MS - 1_000).await.unwrap();
    assert_eq!(told, Attempts::Locked { retry_after_s: 21 }, "another process's clock may be a little behind");
}
