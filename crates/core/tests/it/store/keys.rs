//! Replacing and revoking keys.

use super::{NOW_MS, acme, key};
use bubblechat_core::{key::KeyKind, store::KeyRecord};
use bubblechat_test_store::TestStore;

#[tokio::test]
async fn a_revoked_key_is_not_replaced() {
    let db = TestStore::start().await;
    let store = db.connect();
    let (old, new) = (key(KeyKind::Secret).1, key(KeyKind::Secret).1);
    store.create_key(&acme(), &old).await.unwrap();
    // Whoever replaces it has seen it working.
    assert!(store.revoke_key(&acme(), &old.id, NOW_MS).await.unwrap());
    assert!(!store.rotate_key(&acme(), &old.id, &new, NOW_MS + 1).await.unwrap());
    let revoked = KeyRecord { revoked_at_ms: Some(NOW_MS), ..old };
    assert_eq!(store.keys(&acme()).await.unwrap(), [revoked], "neither is the new key stored nor the old one changed");
}

#[tokio::test]
async fn a_key_that_does_not_exist_is_neither_replaced_nor_revoked() {
    let db = TestStore::start().await;
    let store = db.connect();
    let (old, new) = (key(KeyKind::Secret).1, key(KeyKind::Secret).1);
    assert!(!store.rotate_key(&acme(), &old.id, &new, NOW_MS).await.unwrap());
    assert!(!store.revoke_key(&acme(), &old.id, NOW_MS).await.unwrap());
    assert!(db.items("tenants").is_empty());
}

#[tokio::test]
async fn a_working_key_is_replaced_and_ends_when_it_is_told_to() {
    let db = TestStore::start().await;
    let store = db.connect();
    let (old, new) = (key(KeyKind::Secret).1, key(KeyKind::Secret).1);
    store.create_key(&acme(), &old).await.unwrap();
    assert!(store.rotate_key(&acme(), &old.id, &new, NOW_MS + 1).await.unwrap());
    let ending = KeyRecord { expires_at_ms: Some(NOW_MS + 1), ..old };
    let mut expected = [ending, new];
    expected.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
    assert_eq!(store.keys(&acme()).await.unwrap(), expected);
}
