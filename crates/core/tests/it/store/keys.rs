//! Replacing and revoking keys.

use super::{NOW_MS, acme, key};
use bubblechat_core::{
    Slug,
    key::{KeyKind, Scope},
    store::KeyRecord,
};
use bubblechat_test_store::TestStore;
use std::collections::HashMap;

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

#[test]
fn a_replacement_keeps_what_an_operator_chose_for_its_key() {
    let (_, old) = key(KeyKind::Secret);
    let old = KeyRecord {
        name: "shop".to_owned(),
        scopes: vec![Scope::ConversationsRead],
        per_minute: Some(7),
        expires_at_ms: Some(NOW_MS + 9),
        revoked_at_ms: Some(NOW_MS + 8),
        ..old
    };
    let (key, fresh) = key(KeyKind::Secret);
    let expected = KeyRecord {
        name: old.name.clone(),
        scopes: old.scopes.clone(),
        per_minute: old.per_minute,
        expires_at_ms: old.expires_at_ms,
        ..fresh
    };
    assert_eq!(old.replaced_by(&key, NOW_MS), expected);
}

#[tokio::test]
async fn a_list_of_keys_is_the_tenants_own_and_leaves_previews_out() {
    let db = TestStore::start().await;
    let store = db.connect();
    let (mine, others) = (key(KeyKind::Secret).1, key(KeyKind::Secret).1);
    let preview = KeyRecord { preview_in: Some("https://console.example".to_owned()), ..key(KeyKind::Publishable).1 };
    store.create_key(&acme(), &mine).await.unwrap();
    store.create_key(&Slug::parse("other").unwrap(), &others).await.unwrap();
    store.create_preview_key(&acme(), &preview, NOW_MS).await.unwrap();
    assert_eq!(store.keys(&acme()).await.unwrap(), [mine]);
}

#[tokio::test]
async fn a_keys_last_use_is_told_by_its_id() {
    let db = TestStore::start().await;
    let store = db.connect();
    let [one, two, others] = [(); 3].map(|()| key(KeyKind::Secret).1.id);
    store.note_key_use(&acme(), &one, NOW_MS).await.unwrap();
    store.note_key_use(&acme(), &two, NOW_MS + 1).await.unwrap();
    store.note_key_use(&acme(), &one, NOW_MS + 2).await.unwrap();
    store.note_key_use(&Slug::parse("other").unwrap(), &others, NOW_MS).await.unwrap();
    let uses = [(one, NOW_MS + 2), (two, NOW_MS + 1)].map(|(id, at_ms)| (id.as_str().to_owned(), at_ms));
    assert_eq!(store.key_uses(&acme()).await.unwrap(), HashMap::from(uses));
}
