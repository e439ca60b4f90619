//! What is left of a deleted tenant, and how it goes.

use super::{NOW_MS, RETENTION, acme, key, settings, thread, turn};
use bubblechat_core::{
    Slug,
    conversation::{ConversationId, ReplyId, ReplyStatus, Retention, SessionId, Turn},
    key::KeyKind,
    store::{Purged, Store},
};
use bubblechat_test_store::{TestStore, Wire};
use serde_json::Value;

/// A tenant with two conversations, a preview and a key that was used: nine items beside its own.
async fn busy(store: &Store, slug: &Slug) {
    store.create_tenant(slug, settings("Busy"), NOW_MS).await.unwrap();
    for (session, is_preview) in [("first", false), ("second", false), ("preview", true)] {
        let session = SessionId::parse(&format!("session-of-{session:0>8}")).unwrap();
        let thread = store.thread(slug, &ConversationId::derive(slug, &session));
        let turn = turn(ReplyId::generate(), "m", ReplyStatus::Pending);
        thread.store_turn(&turn, Retention { is_preview, ..RETENTION }).await.unwrap();
    }
    let (_, record) = key(KeyKind::Secret);
    store.create_key(slug, &record).await.unwrap();
    store.note_key_use(slug, &record.id, NOW_MS).await.unwrap();
}

fn items_of(db: &TestStore, slug: &Slug) -> Vec<Value> {
    let items = ["tenants", "conversations"].into_iter().flat_map(|table| db.items(table));
    items.filter(|item| item["pk"]["S"].as_str().unwrap().split('#').next() == Some(slug.as_str())).collect()
}

#[tokio::test]
async fn a_purge_deletes_everything_but_a_mark_once_nothing_can_arrive_any_more() {
    let db = TestStore::start().await;
    let store = db.connect();
    let other = Slug::parse("other").unwrap();
    busy(&store, &acme()).await;
    busy(&store, &other).await;
    let others = items_of(&db, &other);
    assert!(store.delete_tenant(&acme(), NOW_MS).await.unwrap());
    assert_eq!(store.purging_tenants().await.unwrap(), [acme()]);
    for (after_ms, purged) in [
        (0, Purged::Some(4)),
        (0, Purged::Some(2)),
        (0, Purged::Some(4)),
        (0, Purged::Settling(60_000)),
        (59_999, Purged::Settling(1)),
        (60_000, Purged::All),
        (60_001, Purged::Missing),
    ] {
        assert_eq!(store.purge_tenant(&acme(), NOW_MS + after_ms).await.unwrap(), purged, "after {after_ms} ms");
    }
    assert_eq!(store.purging_tenants().await.unwrap(), []);
    let [mark] = &items_of(&db, &acme())[..] else { panic!("there is more than the mark") };
    for forgotten in ["settings", "provider_keys", "name", "primary", "list"] {
        assert_eq!(mark.get(forgotten), None, "{forgotten}");
    }
    assert_eq!(items_of(&db, &other), others);
}

#[tokio::test]
async fn only_a_tenant_that_is_there_is_deleted_and_only_a_deleted_one_purged() {
    let db = TestStore::start().await;
    let store = db.connect();
    assert!(!store.delete_tenant(&acme(), NOW_MS).await.unwrap());
    assert_eq!(store.purge_tenant(&acme(), NOW_MS).await.unwrap(), Purged::Missing);
    busy(&store, &acme()).await;
    assert_eq!(store.purge_tenant(&acme(), NOW_MS).await.unwrap(), Purged::Missing);
    assert_eq!(store.purging_tenants().await.unwrap(), []);
    assert!(store.delete_tenant(&acme(), NOW_MS).await.unwrap());
    assert!(!store.delete_tenant(&acme(), NOW_MS + 1).await.unwrap());
}

#[tokio::test]
async fn an_interrupted_deletion_leaves_the_head_by_which_the_rest_is_found() {
    let db = TestStore::start().await;
    let wire = Wire::between(&db).await;
    let ada = thread(&db.connect(), "ada");
    for i in 0..30 {
        let turn = Turn { created_at_ms: NOW_MS + i, ..turn(ReplyId::generate(), "m", ReplyStatus::Pending) };
        ada.store_turn(&turn, RETENTION).await.unwrap();
    }
    wire.hold();
    // Two batches are found and deleted; then the deletion is aborted.
    wire.allow(4);
    tokio::select! {
        _ = async { thread(&wire.connect(), "ada").delete().await } => panic!("nothing held it"),
        () = wire.arrived(5) => {}
    }
    assert_eq!(db.count("conversation"), 1);
    assert!(db.count("turn#") < 30);
    ada.delete().await.unwrap();
    assert_eq!((db.count("conversation"), db.count("turn#")), (0, 0));
}
