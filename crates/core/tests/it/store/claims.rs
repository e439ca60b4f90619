//! Of all callers with the same message id, one answers.

use super::{NOW_MS, claim, thread};
use bubblechat_core::store::{Claim, Claimed};
use bubblechat_test_store::TestStore;

/// The claim of a caller who takes over `dead`.
fn heir(dead: &Claim, lease_until_ms: i64) -> Claim {
    let Claim { reply_id, generator, .. } = claim(0);
    Claim { reply_id, generator, lease_until_ms, ..dead.clone() }
}

#[tokio::test]
async fn a_dead_claim_goes_to_one_of_those_who_saw_it() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    let dead = claim(NOW_MS - 1);
    assert_eq!(thread.claim(&dead, NOW_MS).await.unwrap(), Claimed::New);
    let (mine, other) = (heir(&dead, NOW_MS + 5), heir(&dead, NOW_MS + 5));
    assert!(thread.take_over(&dead, &mine).await.unwrap());
    assert!(!thread.take_over(&dead, &other).await.unwrap(), "the second one saw a claim that is no more");
    assert_eq!(thread.claim(&other, NOW_MS).await.unwrap(), Claimed::Existing(mine));
}

#[tokio::test]
async fn a_claim_that_changed_since_it_was_seen_is_not_taken_over() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    let held = claim(NOW_MS + 5);
    assert_eq!(thread.claim(&held, NOW_MS).await.unwrap(), Claimed::New);
    let other_claimant = Claim { reply_id: claim(0).reply_id, ..held.clone() };
    let earlier_lease = Claim { lease_until_ms: NOW_MS - 1, ..held.clone() };
    for seen in [other_claimant, earlier_lease] {
        assert!(!thread.take_over(&seen, &heir(&seen, NOW_MS + 9)).await.unwrap());
    }
    assert_eq!(thread.claim(&heir(&held, NOW_MS + 9), NOW_MS).await.unwrap(), Claimed::Existing(held));
}

#[tokio::test]
async fn a_claim_that_is_gone_is_not_taken_over() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    let dead = claim(NOW_MS - 1);
    assert!(!thread.take_over(&dead, &heir(&dead, NOW_MS + 5)).await.unwrap());
    assert_eq!(db.count("claim#"), 0);
}

#[tokio::test]
async fn a_claim_that_was_taken_over_is_not_withdrawn_by_its_first_claimant() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    let dead = claim(NOW_MS - 1);
    let mine = heir(&dead, NOW_MS + 5);
    assert_eq!(thread.claim(&dead, NOW_MS).await.unwrap(), Claimed::New);
    assert!(thread.take_over(&dead, &mine).await.unwrap());
    thread.release(&dead).await.unwrap();
    assert_eq!(db.count("claim#"), 1);
    thread.release(&mine).await.unwrap();
    assert_eq!(db.count("claim#"), 0);
}

#[tokio::test]
async fn only_the_claimant_renews_a_claim() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    let (mut dead, until_ms) = (claim(NOW_MS - 1), NOW_MS + 5);
    let message = dead.message_id.clone();
    assert!(!thread.renew_claim(&message, &dead.generator, until_ms).await.unwrap(), "there is none");
    thread.claim(&dead, NOW_MS).await.unwrap();
    assert!(thread.renew_claim(&message, &dead.generator, until_ms).await.unwrap());
    dead.lease_until_ms = until_ms;
    assert_eq!(thread.claim(&dead, NOW_MS).await.unwrap(), Claimed::Existing(dead.clone()));
    assert!(thread.take_over(&dead, &heir(&dead, NOW_MS + 9)).await.unwrap());
    assert!(!thread.renew_claim(&message, &dead.generator, until_ms).await.unwrap());
}
