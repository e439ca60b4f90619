//! Who is told which model answers, and how many model tokens that takes.

use super::SESSION;
use crate::support::{SITE, TestApp, TestStore, TestTenant, Upstream};
use axum::body::Body;
use bubblechat_core::key::KeyKind;
use http::{Method, Request};
use serde_json::{Value, json};

/// A tenant whose model is served by the provider, with or without the setting.
async fn tenant(app: &TestApp, slug: &str, base_url: &str, behaviour: Value) -> TestTenant {
    let engine = json!({ "name": "main", "provider": "openai", "model": "test-model", "base_url": base_url });
    let part = json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [], "behaviour": behaviour });
    app.tenant(slug, part).await
}

fn request((key, session): (&str, &str), method: Method, path: &str, form: &str) -> http::request::Builder {
    let request = Request::builder().method(method).uri(path).header("x-api-key", key).header("accept", form);
    let request = request.header("origin", SITE).header("x-bubblechat-host", SITE.trim_start_matches("https://"));
    request.header("content-type", "application/json").header("x-session-id", session)
}

/// Everything that the owner of a key is told of a reply: streamed in both encodings, whole, resumed, and in the thread.
async fn told(app: &TestApp, upstream: &mut Upstream, (key, session): (&str, &str)) -> String {
    let mut told = String::new();
    for form in ["text/event-stream", "application/x-ndjson", "application/json"] {
        let message = Body::from(json!({ "session_id": session, "message": "hi" }).to_string());
        let request = request((key, session), Method::POST, "/v1/chat", form).body(message).unwrap();
        let (answer, ()) = tokio::join!(app.read(request), async { upstream.next().await.answer("hello") });
        assert!(answer.text().contains("hello"), "{}", answer.text());
        told.push_str(answer.text());
    }
    let start: Value = serde_json::from_str(told.lines().nth(1).unwrap().trim_start_matches("data: ")).unwrap();
    let (reply, ticket) = (start["reply_id"].as_str().unwrap(), start["ticket"].as_str().unwrap());
    let resumed = Request::get(format!("/v1/replies/{reply}/stream?ticket={ticket}")).body(Body::empty()).unwrap();
    told.push_str(app.read(resumed).await.text());
    let thread = request((key, session), Method::GET, "/v1/conversation", "*/*").body(Body::empty()).unwrap();
    told.push_str(app.read(thread).await.text());
    told
}

#[tokio::test]
async fn visitors_are_told_if_the_tenant_says_so_and_its_servers_and_operators_always() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let silent = tenant(&app, "silent", &upstream.base_url, json!({})).await;
    let open = tenant(&app, "open", &upstream.base_url, json!({ "show_models": true })).await;
    let server = app.key(&silent.slug, KeyKind::Secret, |_| {}).await;
    let in_console = Some("https://console.example".to_owned());
    let preview = app.key(&silent.slug, KeyKind::Publishable, |key| key.preview_in = in_console).await;
    // Each in a thread of its own: the key's kind decides, not who wrote to a thread before.
    for (i, (key, is_told)) in
        [(&silent.key, false), (&open.key, true), (&server, true), (&preview, true)].iter().enumerate()
    {
        let told = told(&app, &mut upstream, (key, &format!("{SESSION}-{i}"))).await;
        let is_told = *is_told;
        // Four replies, and three in the thread.
        assert_eq!(told.matches("test-model").count(), if is_told { 7 } else { 0 }, "{told}");
        assert_eq!(told.matches(r#""usage":{"input":12"#).count(), if is_told { 4 } else { 0 }, "{told}");
        assert!(told.contains(r#""engine":"main""#));
    }
}
