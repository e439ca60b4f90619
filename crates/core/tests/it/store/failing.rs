//! Which of a tenant's engines fail.

use super::{NOW_MS, acme};
use bubblechat_core::{
    engine::{Cause, FailingEngine, Fault, Problem},
    store::{PageRequest, Saved, Store},
    tenant::{EngineSpec, Settings},
};
use bubblechat_test_store::TestStore;
use std::collections::BTreeMap;

fn settings() -> Settings {
    let engines = ["main", "spare"].map(EngineSpec::echo).to_vec();
    Settings { name: "Acme".to_owned(), engines, default_engine: "main".to_owned(), ..Settings::default() }
}

fn failing(engine: &str, problem: Problem, since_ms: i64) -> FailingEngine {
    let fault = Fault { status: Some(401), ..Fault::new(Cause::Misconfigured(problem), engine) };
    FailingEngine::new(&fault, since_ms)
}

async fn stored(store: &Store) -> BTreeMap<String, FailingEngine> {
    let tenant = store.tenant(&acme()).await.unwrap().unwrap();
    let list = store.tenants(false, PageRequest::of_all(None, 9), |_| true, NOW_MS).await.unwrap();
    assert_eq!(list.items[0].failing_engines, tenant.failing_engines, "the list shows the same");
    tenant.failing_engines
}

#[tokio::test]
async fn an_engine_fails_from_its_first_failure_until_it_works() {
    let db = TestStore::start().await;
    let store = db.connect();
    store.create_tenant(&acme(), settings(), NOW_MS).await.unwrap();
    let note = async |failing: FailingEngine| store.note_failing_engine(&acme(), 1, &failing).await.unwrap();
    let main = failing("main", Problem::KeyRefused, NOW_MS + 1);
    let spare = failing("spare", Problem::CreditGone, NOW_MS);
    assert!(note(main.clone()).await && note(spare.clone()).await);
    assert!(!note(failing("main", Problem::KeyRefused, NOW_MS + 2)).await, "it has failed for longer");
    let changed = failing("main", Problem::ModelUnknown, NOW_MS + 1);
    assert!(note(changed.clone()).await);
    let named = |entries: &[&FailingEngine]| {
        entries.iter().map(|entry| (entry.fault.engine.clone(), (*entry).clone())).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(stored(&store).await, named(&[&changed, &spare]));
    assert!(store.note_working_engine(&acme(), 1, "main").await.unwrap());
    assert!(!store.note_working_engine(&acme(), 1, "main").await.unwrap());
    assert_eq!(stored(&store).await, named(&[&spare]));
}

#[tokio::test]
async fn what_a_turn_saw_before_a_save_is_not_stored() {
    let db = TestStore::start().await;
    let store = db.connect();
    store.create_tenant(&acme(), settings(), NOW_MS).await.unwrap();
    let main = failing("main", Problem::KeyRefused, NOW_MS);
    assert!(store.note_failing_engine(&acme(), 1, &main).await.unwrap());
    let Saved::Done(saved) = store.save_tenant(&acme(), 1, &settings(), NOW_MS).await.unwrap() else {
        panic!("it was seen as it is")
    };
    assert_eq!(saved.failing_engines.get("main"), Some(&main));
    assert!(!store.note_working_engine(&acme(), 1, "main").await.unwrap());
    assert!(!store.note_failing_engine(&acme(), 1, &failing("spare", Problem::KeyRefused, NOW_MS)).await.unwrap());
    assert_eq!(stored(&store).await.len(), 1);
    let engines = vec![EngineSpec { max_output_tokens: Some(9), ..EngineSpec::echo("main") }];
    let changed = Settings { engines, ..settings() };
    let Saved::Done(saved) = store.save_tenant(&acme(), 2, &changed, NOW_MS).await.unwrap() else {
        panic!("it was seen as it is")
    };
    assert_eq!(saved.failing_engines, BTreeMap::new());
}

#[tokio::test]
async fn nothing_is_stored_of_a_tenant_that_is_deleted_or_never_was() {
    let db = TestStore::start().await;
    let store = db.connect();
    let main = failing("main", Problem::KeyRefused, NOW_MS);
    assert!(!store.note_failing_engine(&acme(), 1, &main).await.unwrap());
    assert!(db.items("tenants").is_empty());
    store.create_tenant(&acme(), settings(), NOW_MS).await.unwrap();
    assert!(store.note_failing_engine(&acme(), 1, &main).await.unwrap());
    assert!(store.delete_tenant(&acme(), NOW_MS).await.unwrap());
    assert!(!store.note_failing_engine(&acme(), 1, &main).await.unwrap());
    assert!(!store.note_working_engine(&acme(), 1, "main").await.unwrap());
    assert_eq!(db.items("tenants")[0].get("failing_engines"), None);
}
