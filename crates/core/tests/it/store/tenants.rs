//! Creating, saving and listing tenants.

use super::{NOW_MS, acme, settings};
use bubblechat_core::{
    Slug,
    seal::{Purpose, SealedKey},
    secret::KeyRing,
    store::{ListError, Page, PageRequest, Saved, SecretSet, Tenant, TenantSummary},
    tenant::{Provider, SecretName},
};
use bubblechat_test_store::TestStore;
use serde_json::json;
use std::collections::BTreeMap;

#[tokio::test]
async fn a_slug_is_taken_for_good() {
    let db = TestStore::start().await;
    let store = db.connect();
    let created = store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap();
    let expected = Tenant {
        slug: acme(),
        revision: 1,
        created_at_ms: NOW_MS,
        updated_at_ms: NOW_MS,
        settings: settings("Acme"),
        provider_keys: BTreeMap::new(),
        failing_engines: BTreeMap::new(),
        updated_by: None,
        earlier_limits: None,
    };
    assert_eq!(created.as_ref(), Some(&expected));
    assert_eq!(store.create_tenant(&acme(), settings("Another"), NOW_MS).await.unwrap(), None);
    assert_eq!(store.tenant(&acme()).await.unwrap(), created);
    assert!(store.delete_tenant(&acme(), NOW_MS).await.unwrap());
    assert_eq!(store.tenant(&acme()).await.unwrap(), None);
    assert_eq!(store.create_tenant(&acme(), settings("Another"), NOW_MS).await.unwrap(), None);
}

#[tokio::test]
async fn a_slug_without_a_tenant_that_cannot_be_created_is_a_fault() {
    let db = TestStore::start().await;
    let log = json!({ "pk": { "S": "acme" }, "sk": { "S": "hits" } });
    let put = json!({ "TableName": "test-conversations", "Item": log });
    db.db.put_item(serde_json::from_value(put).unwrap()).unwrap();
    assert!(db.connect().create_tenant(&acme(), settings("Acme"), NOW_MS).await.is_err());
}

#[tokio::test]
async fn a_save_replaces_only_the_revision_that_was_seen() {
    let db = TestStore::start().await;
    let store = db.connect();
    let save = async |seen, name, at_ms| store.save_tenant(&acme(), seen, &settings(name), at_ms).await.unwrap();
    assert!(matches!(save(1, "Acme", NOW_MS).await, Saved::Missing));
    store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap();
    let Saved::Done(saved) = save(1, "First", NOW_MS + 1).await else { panic!("it was seen as it is") };
    let dates = (saved.created_at_ms, saved.updated_at_ms);
    assert_eq!((saved.revision, dates, &saved.settings), (2, (NOW_MS, NOW_MS + 1), &settings("First")));
    let Saved::Conflict(current) = save(1, "Second", NOW_MS + 2).await else { panic!("somebody was faster") };
    assert_eq!(current, saved);
    assert_eq!(store.tenant(&acme()).await.unwrap().as_ref(), Some(&*saved));
    assert!(store.delete_tenant(&acme(), NOW_MS).await.unwrap());
    assert!(matches!(save(2, "Late", NOW_MS + 3).await, Saved::Missing));
}

#[tokio::test]
async fn provider_keys_are_set_and_removed_one_by_one() {
    let db = TestStore::start().await;
    let store = db.connect();
    let ring = KeyRing::generate();
    let [openai_name, gemini_name] = [Provider::Openai, Provider::Gemini].map(SecretName::own_key);
    let sealed = |name| SealedKey::seal(&ring, Purpose::Tenant(&acme(), name), &"a key".into()).unwrap();
    let (openai, gemini) = (sealed(&openai_name), sealed(&gemini_name));
    assert_eq!(store.set_provider_key(&acme(), &openai_name, &openai).await.unwrap(), SecretSet::Missing);
    store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap();
    for (name, key) in [(&openai_name, &openai), (&gemini_name, &gemini)] {
        assert_eq!(store.set_provider_key(&acme(), name, key).await.unwrap(), SecretSet::Done);
    }
    assert!(store.remove_provider_key(&acme(), &openai_name).await.unwrap());
    let stored = store.tenant(&acme()).await.unwrap().unwrap();
    assert_eq!(stored.provider_keys, BTreeMap::from([("gemini".to_owned(), gemini)]));
    assert_eq!((stored.revision, stored.settings), (1, settings("Acme")), "nothing else has changed");
    assert!(store.delete_tenant(&acme(), NOW_MS).await.unwrap());
    assert_eq!(store.set_provider_key(&acme(), &openai_name, &openai).await.unwrap(), SecretSet::Missing);
    assert!(!store.remove_provider_key(&acme(), &openai_name).await.unwrap());
}

#[tokio::test]
async fn a_tenant_has_at_most_a_hundred_secrets_for_providers() {
    let db = TestStore::start().await;
    let store = db.connect();
    store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap();
    let name = |i| SecretName { host: Some(format!("host-{i}.example")), ..SecretName::own_key(Provider::Openai) };
    let sealed = SealedKey::seal(&KeyRing::generate(), Purpose::Tenant(&acme(), &name(0)), &"a key".into()).unwrap();
    for i in 0..100 {
        assert_eq!(store.set_provider_key(&acme(), &name(i), &sealed).await.unwrap(), SecretSet::Done);
    }
    assert_eq!(store.set_provider_key(&acme(), &name(100), &sealed).await.unwrap(), SecretSet::TooMany);
    assert_eq!(store.set_provider_key(&acme(), &name(7), &sealed).await.unwrap(), SecretSet::Done, "it is replaced");
    assert!(store.remove_provider_key(&acme(), &name(7)).await.unwrap());
    assert_eq!(store.set_provider_key(&acme(), &name(100), &sealed).await.unwrap(), SecretSet::Done);
}

#[tokio::test]
async fn deleted_tenants_are_listed_apart_from_the_others() {
    let db = TestStore::start().await;
    let store = db.connect();
    for name in ["c", "a", "b"] {
        let slug = Slug::parse(&format!("tenant-{name}")).unwrap();
        store.create_tenant(&slug, settings(name), NOW_MS).await.unwrap();
    }
    assert!(store.delete_tenant(&Slug::parse("tenant-b").unwrap(), NOW_MS).await.unwrap());
    for (purging, names) in [(false, &["a", "c"][..]), (true, &["b"])] {
        let page = store.tenants(purging, PageRequest::of_all(None, 9), |_| true, NOW_MS).await.unwrap();
        let listed: Vec<_> = page.items.iter().map(|tenant| tenant.name.as_str()).collect();
        assert_eq!((&listed[..], page.cursor), (names, None));
        assert!(page.items.iter().all(|tenant| tenant.updated_at_ms == NOW_MS));
    }
}

#[tokio::test]
async fn named_tenants_are_listed_in_pages_without_the_others() {
    let db = TestStore::start().await;
    let store = db.connect();
    let slug = |name: &str| Slug::parse(&format!("tenant-{name}")).unwrap();
    for name in ["d", "a", "c", "b", "e"] {
        store.create_tenant(&slug(name), settings(name), NOW_MS).await.unwrap();
    }
    assert!(store.delete_tenant(&slug("d"), NOW_MS).await.unwrap());
    let named = ["c", "a", "d", "e", "none"].iter().map(|name| slug(name)).collect();
    let names = |page: &Page<TenantSummary>| page.items.iter().map(|tenant| tenant.name.clone()).collect::<String>();
    let (mut cursor, mut pages) = (None::<String>, Vec::new());
    for _ in 0..2 {
        let request = PageRequest::of_all(cursor.as_deref(), 2);
        let page = store.named_tenants(&named, false, request, |_| true, NOW_MS).await.unwrap();
        pages.push(names(&page));
        cursor = page.cursor;
    }
    assert_eq!((pages, &cursor), (vec!["ac".to_owned(), "e".to_owned()], &None));
    let only_e = |tenant: &TenantSummary| tenant.name == "e";
    let page = store.named_tenants(&named, false, PageRequest::of_all(None, 9), only_e, NOW_MS).await.unwrap();
    assert_eq!(names(&page), "e");
    let page = store.named_tenants(&named, true, PageRequest::of_all(None, 9), |_| true, NOW_MS).await.unwrap();
    assert_eq!(names(&page), "d");
    let bad = store.named_tenants(&named, true, PageRequest::of_all(Some("x"), 9), |_| true, NOW_MS).await;
    assert!(matches!(bad, Err(ListError::Cursor)));
}
