//! The audit: an entry is written with its change, or neither is.

use super::{NOW_MS, acme, settings};
use bubblechat_core::{
    audit::{Action, Actor, AuditEntry, KEPT_DAYS},
    store::{PageRequest, Saved, Store},
    time::DAY_MS,
};
use bubblechat_test_store::TestStore;

pub(super) fn entry() -> AuditEntry {
    let actor = Actor { operator: None, name: "test".to_owned(), token: None, address: String::new() };
    AuditEntry::new(actor, Action::TenantSaved, NOW_MS).to_tenant(&acme())
}

/// The fields that each entry names, newest first.
async fn changes(store: &Store) -> Vec<Vec<String>> {
    let page = store.audit(None, (0, i64::MAX), PageRequest::of_all(None, 50), |_| true, NOW_MS).await.unwrap();
    let fields =
        |found: bubblechat_core::store::StoredEntry| found.entry.changes.into_iter().map(|c| c.field).collect();
    page.items.into_iter().map(fields).collect()
}

#[tokio::test]
async fn a_save_writes_its_entry_and_a_conflict_none() {
    let db = TestStore::start().await;
    let store = db.connect();
    store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap().unwrap();
    let noting = store.noting(entry());
    assert!(matches!(noting.save_tenant(&acme(), 1, &settings("New"), NOW_MS).await.unwrap(), Saved::Done(_)));
    assert!(matches!(noting.save_tenant(&acme(), 1, &settings("Late"), NOW_MS).await.unwrap(), Saved::Conflict(_)));
    assert_eq!(changes(&store).await, [["name"]]);
    let stored = db.items("audit");
    let expires_at_s = (NOW_MS + KEPT_DAYS * DAY_MS) / 1000;
    assert_eq!(stored[0]["expires_at"]["N"], expires_at_s.to_string());
}

#[tokio::test]
async fn a_change_whose_entry_cannot_be_written_is_not_made() {
    let db = TestStore::start().await;
    let store = db.connect();
    store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap().unwrap();
    let request = serde_json::json!({ "TableName": "test-audit" });
    db.db.delete_table(serde_json::from_value(request).unwrap()).unwrap();
    let noting = store.noting(entry());
    assert!(noting.save_tenant(&acme(), 1, &settings("New"), NOW_MS).await.is_err());
    assert!(noting.delete_tenant(&acme(), NOW_MS).await.is_err());
    let tenant = store.tenant(&acme()).await.unwrap().unwrap();
    assert_eq!((tenant.settings.name.as_str(), tenant.revision), ("Acme", 1));
}
