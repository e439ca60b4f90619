//! Tenants' versions.

use super::{NOW_MS, acme, audit::entry, settings};
use bubblechat_core::store::{PageRequest, Purged, Store};
use bubblechat_test_store::TestStore;

async fn revisions(store: &Store) -> Vec<u64> {
    let page = store.versions(&acme(), PageRequest::of_all(None, 50), NOW_MS).await.unwrap();
    page.items.into_iter().map(|version| version.revision).collect()
}

#[tokio::test]
async fn every_save_keeps_its_document_its_author_and_its_note() {
    let db = TestStore::start().await;
    let store = db.connect();
    store.create_tenant(&acme(), settings("One"), NOW_MS).await.unwrap().unwrap();
    let noting = store.noting(entry().with_note(Some("The new name".to_owned())));
    noting.save_tenant(&acme(), 1, &settings("Two"), NOW_MS + 1).await.unwrap();
    noting.save_tenant(&acme(), 1, &settings("Late"), NOW_MS + 1).await.unwrap();
    assert_eq!(revisions(&store).await, [2, 1], "a conflict keeps nothing");
    let version = store.version(&acme(), 2, NOW_MS).await.unwrap().unwrap();
    assert_eq!((version.settings, version.saved_at_ms), (settings("Two"), NOW_MS + 1));
    assert_eq!((version.author, version.note.as_deref()), (Some(entry().actor), Some("The new name")));
    let first = store.version(&acme(), 1, NOW_MS).await.unwrap().unwrap();
    assert_eq!((first.settings, first.author), (settings("One"), None));
    assert_eq!(store.version(&acme(), 3, NOW_MS).await.unwrap(), None);
}

#[tokio::test]
async fn a_deleted_tenants_versions_are_purged() {
    let db = TestStore::start().await;
    let store = db.connect();
    store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap().unwrap();
    for revision in 1..=30 {
        store.save_tenant(&acme(), revision, &settings("Acme"), NOW_MS).await.unwrap();
    }
    store.delete_tenant(&acme(), NOW_MS).await.unwrap();
    while store.purge_tenant(&acme(), NOW_MS + 60_001).await.unwrap() != Purged::All {}
    assert_eq!(db.items("tenants").len(), 1, "only the mark is left");
}
