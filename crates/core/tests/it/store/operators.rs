//! Operators' accounts and passwords.

use super::NOW_MS;
use bubblechat_core::store::Operator;
use bubblechat_test_store::TestStore;

fn ada(password_hash: &str, session_version: u64) -> Operator {
    let email = "ada@acme.example".to_owned();
    Operator { email, password_hash: password_hash.to_owned(), session_version, created_at_ms: NOW_MS }
}

#[tokio::test]
async fn an_account_is_created_once() {
    let db = TestStore::start().await;
    let store = db.connect();
    let (first, second) = (ada("first", 1), ada("second", 1));
    assert_eq!(store.operator(&first.email).await.unwrap(), None);
    assert!(store.create_operator(&first).await.unwrap());
    assert!(!store.create_operator(&second).await.unwrap());
    assert_eq!(store.operator(&first.email).await.unwrap(), Some(first));
    assert_eq!(store.operator("bob@acme.example").await.unwrap(), None);
}

#[tokio::test]
async fn a_password_is_set_over_the_version_that_was_checked() {
    let db = TestStore::start().await;
    let store = db.connect();
    let old = ada("old", 3);
    assert_eq!(store.set_password(&old.email, 3, "new").await.unwrap(), None, "there is no account");
    assert!(store.create_operator(&old).await.unwrap());
    for stale in [2, 4] {
        assert_eq!(store.set_password(&old.email, stale, "late").await.unwrap(), None);
    }
    assert_eq!(store.set_password(&old.email, 3, "new").await.unwrap(), Some(4));
    assert_eq!(store.set_password(&old.email, 3, "late").await.unwrap(), None, "somebody was faster");
    assert_eq!(store.operator(&old.email).await.unwrap(), Some(ada("new", 4)));
}
