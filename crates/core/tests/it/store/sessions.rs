//! Operators' sessions.

use super::{NOW_MS, acme};
use bubblechat_core::{
    key::KeyId,
    operator::{OperatorId, Role, Tenants},
    store::{Changed, Operator, PreviewKey, Session, Store, Team},
};
use bubblechat_test_store::TestStore;

/// Ada's id.
pub(super) fn ada() -> OperatorId {
    OperatorId::parse("o_0c2ce3a16f0e4d9b8f576a4a3a0d3b6e").unwrap()
}

/// Ada's account.
pub(super) fn account() -> Operator {
    Operator { id: ada(), ..Operator::new("ada@acme.example", Role::Owner, Tenants::ALL, NOW_MS) }
}

/// A session of Ada's that began at [`NOW_MS`].
pub(super) fn session(ends_at_ms: i64) -> Session {
    Session {
        id: "one".to_owned(),
        operator: ada(),
        version: 1,
        created_at_ms: NOW_MS,
        seen_at_ms: NOW_MS,
        ends_at_ms,
        address: "192.0.2.1".to_owned(),
        user_agent: "Firefox".to_owned(),
    }
}

/// Ada, signed in twice.
async fn signed_in() -> (TestStore, Store) {
    let db = TestStore::start().await;
    let store = db.connect();
    assert!(store.create_operator(&account()).await.unwrap());
    let one = session(NOW_MS + 1_000);
    let two = Session { id: "two".to_owned(), created_at_ms: NOW_MS + 1, ..one.clone() };
    for session in [&two, &one] {
        store.begin_session(session).await.unwrap();
    }
    (db, store)
}

async fn operator(store: &Store) -> Operator {
    store.operator(&ada()).await.unwrap().unwrap()
}

async fn ids(store: &Store) -> Vec<String> {
    store.sessions(&operator(store).await, NOW_MS).await.unwrap().into_iter().map(|session| session.id).collect()
}

#[tokio::test]
async fn a_session_that_was_ended_is_gone_and_the_others_stay() {
    let (_db, store) = signed_in().await;
    assert_eq!(ids(&store).await, ["one", "two"]);
    assert_eq!(store.end_session(&ada(), "one").await.unwrap(), Some(Vec::new()));
    assert_eq!(store.end_session(&ada(), "one").await.unwrap(), None);
    assert_eq!(ids(&store).await, ["two"]);
    store.note_session_use(&session(NOW_MS + 1_000), NOW_MS).await.unwrap();
    assert_eq!(store.session(&ada(), "one", NOW_MS).await.unwrap(), None, "its use does not bring it back");
}

#[tokio::test]
async fn all_sessions_end_at_once_and_one_that_begins_meanwhile_does_not_live() {
    let (_db, store) = signed_in().await;
    store.end_sessions(&ada()).await.unwrap();
    assert_eq!(ids(&store).await, Vec::<String>::new());
    // It read the operator before.
    store.begin_session(&Session { id: "late".to_owned(), ..session(NOW_MS + 1_000) }).await.unwrap();
    assert_eq!(store.session(&ada(), "late", NOW_MS).await.unwrap(), None);
    let new = Session { id: "new".to_owned(), version: 2, ..session(NOW_MS + 1_000) };
    store.begin_session(&new).await.unwrap();
    assert_eq!(
        store.session(&ada(), "new", NOW_MS).await.unwrap(),
        Some((operator(&store).await, new, Team::default()))
    );
}

#[tokio::test]
async fn a_change_of_password_ends_the_sessions_before_it() {
    let (_db, store) = signed_in().await;
    let seen = operator(&store).await;
    let new = Operator { session_version: seen.session_version + 1, ..seen.clone() };
    assert!(matches!(store.change_operator(&seen, new, None).await.unwrap(), Changed::Done(_)));
    assert_eq!(ids(&store).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_sessions_of_an_operator_who_is_disabled_or_removed_have_ended() {
    for is_removed in [false, true] {
        let (_db, store) = signed_in().await;
        let seen = operator(&store).await;
        if is_removed {
            assert!(store.remove_operator(&seen, None).await.unwrap());
            assert_eq!(store.end_sessions(&ada()).await.unwrap(), None);
        } else {
            let new = Operator { is_disabled: true, ..seen.clone() };
            assert!(matches!(store.change_operator(&seen, new, None).await.unwrap(), Changed::Done(_)));
        }
        assert_eq!(store.session(&ada(), "one", NOW_MS).await.unwrap(), None, "{is_removed}");
    }
}

#[tokio::test]
async fn a_session_of_another_operator_is_not_found() {
    let (_db, store) = signed_in().await;
    assert_eq!(store.session(&OperatorId::generate(), "one", NOW_MS).await.unwrap(), None);
    assert_eq!(store.end_session(&OperatorId::generate(), "one").await.unwrap(), None);
    assert_eq!(ids(&store).await.len(), 2);
}

#[tokio::test]
async fn the_use_of_a_session_is_noted() {
    let (_db, store) = signed_in().await;
    let one = session(NOW_MS + 1_000);
    store.note_session_use(&one, NOW_MS + 500).await.unwrap();
    let (_, noted, _) = store.session(&ada(), "one", NOW_MS).await.unwrap().unwrap();
    assert_eq!(noted, Session { seen_at_ms: NOW_MS + 500, ..one });
}

#[tokio::test]
async fn preview_keys_are_found_when_their_session_ends() {
    let (_db, store) = signed_in().await;
    let key = |id: &str| PreviewKey { tenant: acme(), id: KeyId::new(id) };
    let one = session(NOW_MS + 1_000);
    let two = Session { id: "two".to_owned(), ..one.clone() };
    for (session, id) in [(&one, "a"), (&one, "b"), (&one, "b"), (&two, "c")] {
        assert!(store.note_preview_key(session, &key(id)).await.unwrap());
    }
    assert_eq!(store.preview_keys_of_sessions_below(&ada(), 1).await.unwrap(), [], "none has ended");
    let mut of_one = store.end_session(&ada(), "one").await.unwrap().unwrap();
    of_one.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
    assert_eq!(of_one, [key("a"), key("b")]);
    assert!(!store.note_preview_key(&one, &key("d")).await.unwrap(), "it has ended");
    assert_eq!(store.end_sessions(&ada()).await.unwrap(), Some(2));
    assert_eq!(store.preview_keys_of_sessions_below(&ada(), 2).await.unwrap(), [key("c")]);
}
