//! Batches of which a busy store leaves something out.

use super::{NOW_MS, RETENTION, acme, key, settings, thread, turn};
use bubblechat_core::{
    conversation::{ReplyId, ReplyStatus},
    key::KeyKind,
    store::StoreError,
};
use bubblechat_test_store::{TestStore, Wire};

#[tokio::test]
async fn what_is_left_out_of_a_read_is_asked_for_four_more_times() {
    let db = TestStore::start().await;
    let wire = Wire::between(&db).await;
    let store = wire.connect();
    let (_, record) = key(KeyKind::Secret);
    store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap();
    store.create_key(&acme(), &record).await.unwrap();
    wire.leave_out(4);
    let access = store.access(&acme(), &record.id).await.unwrap();
    assert_eq!((access.tenant.map(|tenant| tenant.slug), access.key), (Some(acme()), Some(record.clone())));
    wire.leave_out(5);
    assert!(matches!(store.access(&acme(), &record.id).await, Err(StoreError::Busy(_))));
}

#[tokio::test]
async fn a_deletion_goes_on_with_what_was_left_out_of_it() {
    let db = TestStore::start().await;
    let wire = Wire::between(&db).await;
    let thread = thread(&wire.connect(), "ada");
    thread.store_turn(&turn(ReplyId::generate(), "m", ReplyStatus::Pending), RETENTION).await.unwrap();
    wire.leave_out(2);
    thread.delete().await.unwrap();
    assert!(db.items("conversations").is_empty());
}
