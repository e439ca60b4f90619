//! A call that fails is not a condition that does not hold.

use super::{
    GENERATOR, NOW_MS, RETENTION, acme, claim, key, progress,
    sessions::{account, ada, session},
    settings, thread, turn,
};
use bubblechat_core::{
    conversation::{Feedback, Rating, ReplyId, ReplyStatus},
    key::KeyKind,
    store::{AttemptsBy, Store},
};
use bubblechat_test_store::TestStore;
use serde_json::json;

/// A store whose tables are gone.
async fn broken() -> (TestStore, Store) {
    let db = TestStore::start().await;
    for table in ["tenants", "conversations", "operators"] {
        let request = serde_json::from_value(json!({ "TableName": format!("test-{table}") })).unwrap();
        db.db.delete_table(request).unwrap();
    }
    let store = db.connect();
    (db, store)
}

#[tokio::test]
async fn a_conditional_write_that_fails_says_so() {
    let (_db, store) = broken().await;
    let (thread, claim, reply) = (thread(&store, "ada"), claim(NOW_MS), ReplyId::generate());
    let pending = turn(reply.clone(), "m", ReplyStatus::Pending);
    assert!(thread.claim(&claim, NOW_MS).await.is_err());
    assert!(thread.release(&claim).await.is_err());
    assert!(thread.take_over(&claim, &claim).await.is_err());
    assert!(thread.store_turn(&pending, RETENTION).await.is_err());
    assert!(thread.save_progress(&reply, &progress("", ReplyStatus::Complete)).await.is_err());
    assert!(thread.begin_pending(&reply, &GENERATOR, NOW_MS, NOW_MS).await.is_err());
    assert!(thread.request_stop(&reply, NOW_MS).await.is_err());
    assert!(thread.rate(&reply, &Feedback { rating: Rating::Up, comment: None }, NOW_MS).await.is_err());
    assert!(thread.reopen(&pending, &pending).await.is_err());
    assert!(thread.leave_pending(&reply, &GENERATOR).await.is_err());
    assert!(thread.renew_claim(&claim.message_id, &GENERATOR, NOW_MS).await.is_err());
}

#[tokio::test]
async fn an_operators_write_that_fails_says_so() {
    let (_db, store) = broken().await;
    let (_, record) = key(KeyKind::Secret);
    assert!(store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.is_err());
    assert!(store.save_tenant(&acme(), 1, &settings("Acme"), NOW_MS).await.is_err());
    assert!(store.delete_tenant(&acme(), NOW_MS).await.is_err());
    assert!(store.rotate_key(&acme(), &record.id, &record, NOW_MS).await.is_err());
    assert!(store.revoke_key(&acme(), &record.id, NOW_MS).await.is_err());
    assert!(store.count_attempt(AttemptsBy::Account("ada@acme.example"), NOW_MS).await.is_err());
    assert!(store.begin_session(&session(NOW_MS + 1)).await.is_err());
    assert!(store.end_session(&ada(), "one").await.is_err());
    assert!(store.end_sessions(&ada()).await.is_err());
    let operator = account();
    assert!(store.change_operator(&operator, operator.clone(), None).await.is_err());
    assert!(store.remove_operator(&operator, None).await.is_err());
    assert!(store.create_operator(&operator).await.is_err());
}
