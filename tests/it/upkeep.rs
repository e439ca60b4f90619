//! The scheduled work, without the function or the process around it.

use crate::support::{TestApp, TestStore, Wire};
use bubblechat_core::{
    Slug,
    store::{Store, StoreError},
    time::{HOUR_MS, now_ms},
};
use bubblechat_upkeep::Report;
use serde_json::{Value, json};

/// A tenant with conversations that is deleted; `ago_ms` ago, as it were.
async fn deleted(app: &TestApp, slug: &str, conversations: u32, ago_ms: i64) {
    let tenant = app.tenant(slug, json!({})).await;
    for i in 0..conversations {
        let answer =
            app.chat(&tenant, json!({ "session_id": format!("session-number-{i:04}"), "message": "hi" })).await;
        assert_eq!(answer.status, 200);
    }
    assert!(app.store.delete_tenant(&Slug::parse(slug).unwrap(), now_ms() - ago_ms).await.unwrap());
}

/// What is stored of a tenant: sort keys.
fn left_of(store: &TestStore, slug: &str) -> Vec<String> {
    let items = ["tenants", "conversations"].into_iter().flat_map(|table| store.items(table));
    let of = |item: &Value| item["pk"]["S"].as_str().unwrap().split('#').next() == Some(slug);
    items.filter(of).map(|item| item["sk"]["S"].as_str().unwrap().to_owned()).collect()
}

/// A run at the beginning of an hour, when no usage is added up.
async fn run(store: &Store, has_time: impl FnMut() -> bool) -> Result<Report, StoreError> {
    bubblechat_upkeep::run(store, now_ms() / HOUR_MS * HOUR_MS, has_time).await
}

/// Time for that many batches.
fn batches(count: u32) -> impl FnMut() -> bool {
    let mut left = count;
    move || {
        let has_time = left > 0;
        left = left.saturating_sub(1);
        has_time
    }
}

#[tokio::test]
async fn what_is_left_of_a_deleted_tenant_goes_without_any_request() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    deleted(&app, "acme", 3, 120_000).await;
    app.tenant("other", json!({})).await;
    let others = left_of(&store, "other");
    // 3 heads, turns and claims, the limit's log, the version, the key and its use.
    let report = run(&app.store, || true).await.unwrap();
    assert_eq!(report, Report { purged: 1, deleted: 16, days: 0 });
    assert_eq!(left_of(&store, "acme"), ["tenant"], "the mark that keeps the slug taken");
    assert_eq!(left_of(&store, "other"), others);
    assert_eq!(run(&app.store, || true).await.unwrap(), Report::default());
}

#[tokio::test]
async fn a_run_ends_with_its_time_and_the_next_one_goes_on() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    deleted(&app, "acme", 30, 120_000).await;
    assert_eq!(run(&app.store, batches(0)).await.unwrap(), Report::default());
    assert_eq!(
        run(&app.store, batches(1)).await.unwrap(),
        Report { purged: 0, deleted: 75, days: 0 },
        "25 conversations"
    );
    assert_eq!(run(&app.store, || true).await.unwrap(), Report { purged: 1, deleted: 49, days: 0 });
}

#[tokio::test]
async fn a_tenant_with_much_to_delete_does_not_hold_up_the_others() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    deleted(&app, "acme", 30, 120_000).await;
    deleted(&app, "beta", 1, 120_000).await;
    let report = run(&app.store, batches(2)).await.unwrap();
    assert_eq!(report.deleted, 75 + 3, "a batch of each");
}

#[tokio::test]
async fn a_purge_does_not_end_before_what_was_admitted_last_is_stored() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    deleted(&app, "acme", 1, 0).await;
    let report = run(&app.store, || true).await.unwrap();
    assert_eq!((report.purged, report.deleted > 0), (0, true));
    assert_eq!(app.store.purging_tenants().await.unwrap(), [Slug::parse("acme").unwrap()]);
}

#[tokio::test]
async fn without_deleted_tenants_a_run_is_one_query() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    app.tenant("acme", json!({})).await;
    let wire = Wire::between(&store).await;
    assert_eq!(run(&wire.connect(), || true).await.unwrap(), Report::default());
    let calls = wire.calls();
    assert_eq!(calls.iter().map(|call| call.operation.as_str()).collect::<Vec<_>>(), ["Query"]);
    assert!(calls[0].units <= 0.5, "{} capacity units", calls[0].units);
}

#[tokio::test]
async fn once_an_hour_the_usage_of_every_tenant_is_added_up() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    for slug in ["acme", "idle", "other"] {
        let tenant = app.tenant(slug, json!({})).await;
        if slug != "idle" {
            app.chat(&tenant, json!({ "session_id": "session-0123456789abcdef", "message": "hi" })).await;
        }
    }
    let next_hour_ms = (now_ms() / HOUR_MS + 1) * HOUR_MS;
    let at = |minutes: i64| bubblechat_upkeep::run(&app.store, next_hour_ms + minutes * 60_000, || true);
    let days = async |minutes| at(minutes).await.unwrap().days;
    assert_eq!(days(9).await, 0, "too early for the hour that has just ended");
    assert_eq!(days(10).await, 2);
    assert_eq!(days(15).await, 0);
    assert!(!left_of(&store, "idle").iter().any(|sk| sk == "#folded"), "nothing is written for a tenant without usage");
}
