//! Operators' accounts and passwords.

use super::NOW_MS;
use bubblechat_core::{
    operator::{OperatorId, Role, Tenants},
    store::{Changed, Operator, Store},
};
use bubblechat_test_store::TestStore;
use serde_json::json;

fn operator(email: &str, role: Role) -> Operator {
    Operator { password_hash: Some("hash".to_owned()), ..Operator::new(email, role, Tenants::ALL, NOW_MS) }
}

/// A store with an owner, Ada, and another one, Bob.
async fn with_two() -> (TestStore, Store, Operator, Operator) {
    let db = TestStore::start().await;
    let store = db.connect();
    let (ada, bob) = (operator("ada@acme.example", Role::Owner), operator("bob@acme.example", Role::Owner));
    assert!(store.create_operator(&ada).await.unwrap() && store.create_operator(&bob).await.unwrap());
    (db, store, ada, bob)
}

#[tokio::test]
async fn an_account_is_created_once() {
    let (_db, store, ada, bob) = with_two().await;
    assert!(!store.create_operator(&operator(&ada.email, Role::Viewer)).await.unwrap());
    assert_eq!(store.operator_by_email(&ada.email).await.unwrap(), Some(ada.clone()));
    assert_eq!(store.operator(&ada.id).await.unwrap(), Some(ada.clone()));
    assert_eq!(store.operator_by_email("carol@acme.example").await.unwrap(), None);
    assert_eq!(store.operator(&OperatorId::generate()).await.unwrap(), None);
    assert_eq!(store.operators().await.unwrap(), [ada, bob]);
}

#[tokio::test]
async fn a_change_is_made_over_the_record_that_was_seen() {
    let (_db, store, ada, bob) = with_two().await;
    let to = |role| Operator { role, ..ada.clone() };
    let Changed::Done(changed) = store.change_operator(&ada, to(Role::Editor), None).await.unwrap() else { panic!() };
    assert_eq!((changed.role, changed.version), (Role::Editor, ada.version + 1));
    assert_eq!(store.change_operator(&ada, to(Role::Viewer), None).await.unwrap(), Changed::Conflict);
    assert!(!store.remove_operator(&ada, None).await.unwrap());
    assert_eq!(store.operator(&ada.id).await.unwrap(), Some(*changed.clone()));
    // Ada, without whom Bob may not go, has changed.
    assert_eq!(store.change_operator(&bob, bob.clone(), Some(&ada)).await.unwrap(), Changed::Conflict);
    assert!(!store.remove_operator(&bob, Some(&ada)).await.unwrap());
    assert!(store.remove_operator(&bob, Some(&changed)).await.unwrap());
    assert_eq!(store.operators().await.unwrap(), [*changed]);
}

#[tokio::test]
async fn an_address_moves_with_its_operator_and_is_free_afterwards() {
    let (_db, store, ada, bob) = with_two().await;
    let to = |email: &str| Operator { email: email.to_owned(), ..ada.clone() };
    assert_eq!(store.change_operator(&ada, to(&bob.email), None).await.unwrap(), Changed::Conflict);
    let Changed::Done(moved) = store.change_operator(&ada, to("new@acme.example"), None).await.unwrap() else {
        panic!()
    };
    assert_eq!(store.operator_by_email("new@acme.example").await.unwrap(), Some(*moved.clone()));
    assert_eq!(store.operator_by_email(&ada.email).await.unwrap(), None);
    assert!(store.create_operator(&operator(&ada.email, Role::Viewer)).await.unwrap());
    assert!(store.remove_operator(&moved, None).await.unwrap());
    assert!(store.create_operator(&operator("new@acme.example", Role::Viewer)).await.unwrap());
}

#[tokio::test]
async fn an_operator_of_an_earlier_version_is_an_owner() {
    let (db, store, ..) = with_two().await;
    let email = "carol@acme.example";
    let item = json!({
        "pk": { "S": format!("operator#{email}") }, "sk": { "S": "operator" }, "schema": { "N": "1" },
        "email": { "S": email }, "password_hash": { "S": "old" }, "session_version": { "N": "7" },
        "created_at_ms": { "N": NOW_MS.to_string() },
    });
    let put = json!({ "TableName": "test-operators", "Item": item });
    db.db.put_item(serde_json::from_value(put).unwrap()).unwrap();
    let carol = store.operator_by_email(email).await.unwrap().expect("adopted");
    assert_eq!((carol.role, carol.tenants.are_all(), carol.session_version), (Role::Owner, true, 8));
    assert_eq!((carol.password_hash.as_deref(), carol.created_at_ms), (Some("old"), NOW_MS));
    assert_eq!(store.operator_by_email(email).await.unwrap(), Some(carol), "once");
    assert_eq!(store.operators().await.unwrap().len(), 3);
}

#[test]
fn whoever_cannot_sign_in_or_manage_all_is_no_head() {
    let ada = operator("ada@acme.example", Role::Owner);
    assert!(ada.is_head());
    let named = Tenants::new(Some([super::acme()])).unwrap();
    for other in [
        Operator { role: Role::Editor, ..ada.clone() },
        Operator { tenants: named, ..ada.clone() },
        Operator { is_disabled: true, ..ada.clone() },
        Operator { password_hash: None, ..ada },
    ] {
        assert!(!other.is_head(), "{other:?}");
    }
}
