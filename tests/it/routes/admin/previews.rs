//! Messages sent in the dashboard's preview.

use super::{ACME, Console};
use crate::support::{Answer, SITE, TestApp, TestTenant};
use bubblechat_core::key::KeyKind;
use http::StatusCode;
use serde_json::{Value, json};

const SESSION: &str = "session-of-a-preview";

/// A tenant, and a preview key for it. Visitors may choose no engine but `echo`, the default.
async fn previewed(console: &Console) -> (TestApp, TestTenant, TestTenant) {
    let app = console.visitors();
    let acme = app.tenant("acme", json!({ "visitor_engines": [] })).await;
    let in_console = Some("https://console.example".to_owned());
    let key = app.key(&acme.slug, KeyKind::Publishable, |key| key.preview_in = in_console).await;
    let preview = TestTenant { slug: acme.slug.clone(), key };
    (app, acme, preview)
}

async fn try_out(app: &TestApp, preview: &TestTenant, part: Value) -> Answer {
    let mut body = json!({ "session_id": SESSION, "message": "one two" });
    body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    app.chat_from(SITE, preview, body).await
}

#[tokio::test]
async fn are_neither_listed_nor_counted_and_expire_soon() {
    let console = Console::start().await;
    let (app, acme, preview) = previewed(&console).await;
    assert_eq!(try_out(&app, &preview, json!({})).await.told(), "two one");
    app.chat(&acme, json!({ "session_id": "session-of-a-visitor", "message": "hello" })).await;
    let list = async || console.get(&format!("{ACME}/conversations")).await.json()["items"].clone();
    assert_eq!((list().await.as_array().unwrap().len(), &list().await[0]["last_message"]), (1, &json!("hello")));
    let found = console.get(&format!("{ACME}/conversations?q=two")).await.json();
    assert_eq!(found["items"], json!([]));
    let tenants = console.get("/v1/admin/tenants?active_since=2026-01-01T00:00:00Z").await.json();
    assert_eq!(tenants["items"][0]["activity"]["conversations"], 1);
    let lives: Vec<i64> = console.store.items("conversations").iter().filter_map(life_days).collect();
    assert_eq!(lives.iter().filter(|days| **days == 1).count(), 2, "the preview's head and turn: {lives:?}");
    assert_eq!(lives.iter().filter(|days| **days == 90).count(), 2, "the visitor's: {lives:?}");
}

/// How many days the store keeps each head and turn.
fn life_days(item: &Value) -> Option<i64> {
    let number = |name: &str| item[name]["N"].as_str()?.parse::<i64>().ok();
    Some((number("expires_at")? - number("created_at_ms")? / 1000) / (24 * 3600))
}

#[tokio::test]
async fn are_deleted_with_their_tenant() {
    let console = Console::start().await;
    let (app, _, preview) = previewed(&console).await;
    try_out(&app, &preview, json!({})).await;
    assert_eq!(console.delete(ACME).await.status, StatusCode::ACCEPTED);
    let stored = console.store.items("conversations");
    assert!(stored.iter().all(|item| !item["pk"]["S"].as_str().unwrap().starts_with("acme")), "{stored:?}");
}

#[tokio::test]
async fn may_use_an_engine_that_visitors_cannot_choose() {
    let console = Console::start().await;
    let (app, acme, preview) = previewed(&console).await;
    assert_eq!(try_out(&app, &preview, json!({ "engine": "rules" })).await.told(), "Ask us.");
    assert_eq!(try_out(&app, &preview, json!({ "engine": "nobody" })).await.code(), "unknown_engine");
    let visitors = app.chat(&acme, json!({ "session_id": SESSION, "message": "one", "engine": "rules" })).await;
    assert_eq!(visitors.code(), "unknown_engine");
}
