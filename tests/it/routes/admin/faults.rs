//! What visitors and operators learn of an engine that failed.

use super::Console;
use crate::support::{Answer, TestApp, TestTenant};
use axum::{Router, body::Body, http::HeaderMap};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const SESSION: &str = "session-0123456789abcdef";

/// A provider that refuses every request so. Returns its `base_url`.
async fn refusing(status: u16, headers: &[(&'static str, &'static str)], body: Value) -> String {
    let status = StatusCode::from_u16(status).unwrap();
    let mut sent = HeaderMap::new();
    for (name, value) in headers {
        sent.insert(*name, value.parse().unwrap());
    }
    let router = Router::new().fallback(async move || (status, sent.clone(), axum::Json(body.clone())));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

/// A tenant whose engine asks that address, and has `spare` as its fallback if it is `is_backed`.
async fn tenant(app: &TestApp, base_url: &str, is_backed: bool) -> TestTenant {
    let mut main = json!({ "name": "main", "provider": "openai", "model": "m-1", "base_url": base_url });
    if is_backed {
        main["fallback_engine"] = "spare".into();
    }
    let engines = json!([main, { "name": "spare", "provider": "echo" }]);
    app.tenant("acme", json!({ "engines": engines, "default_engine": "main", "visitor_engines": [] })).await
}

fn message() -> Value {
    json!({ "session_id": SESSION, "message": "hi" })
}

/// The reply as the dashboard shows it.
async fn shown(console: &Console) -> Value {
    let path = "/v1/admin/tenants/acme/conversations";
    let list = console.get(path).await.json();
    let thread = console.get(&format!("{path}/{}", list["items"][0]["id"].as_str().unwrap())).await;
    thread.json()["messages"][1].clone()
}

async fn whole(app: &TestApp, acme: &TestTenant) -> Answer {
    let request = acme.request(Method::POST, "/v1/chat").header("content-type", "application/json");
    app.read(request.header("accept", "application/json").body(Body::from(message().to_string())).unwrap()).await
}

#[tokio::test]
async fn a_refused_key_is_a_code_for_visitors_and_a_problem_with_its_place_for_operators() {
    let console = Console::start().await;
    let app = console.visitors();
    let refusal = json!({ "error": { "message": "Incorrect key", "code": "invalid_api_key" } });
    let base_url = refusing(401, &[], refusal).await;
    let acme = tenant(&app, &base_url, true).await;
    let answer = app.chat(&acme, message()).await;
    let told = &answer.last().data;
    assert_eq!((&told["code"], &told["retryable"]), (&json!("engine_misconfigured"), &json!(false)));
    let thread = app.thread(&acme, SESSION).await;
    assert_eq!((&thread[1]["status"], &thread[1]["error"]), (&json!("interrupted"), told));
    let host = base_url.strip_prefix("http://").unwrap().strip_suffix("/v1").unwrap();
    for visible in [answer.text().to_owned(), thread[1].to_string()] {
        assert!(!visible.contains(host) && !visible.contains("invalid_api_key"), "{visible}");
    }
    let fault = json!({
        "code": "engine_misconfigured", "problem": "key_refused", "engine": "main", "host": host, "status": 401,
        "provider_code": "invalid_api_key",
    });
    let shown = shown(&console).await;
    assert_eq!((&shown["fault"], &shown["metadata"]), (&fault, &json!({ "engine": "main" })));
}

#[tokio::test]
async fn a_providers_wait_reaches_whoever_asks_for_a_stream_or_the_whole_reply() {
    let console = Console::start().await;
    let app = console.visitors();
    let acme = tenant(&app, &refusing(429, &[("retry-after", "7")], json!({})).await, false).await;
    let whole = whole(&app, &acme).await;
    assert_eq!((whole.status.as_u16(), whole.code().as_str()), (502, "provider_busy"));
    assert_eq!(whole.headers["retry-after"], "7");
    let streamed = app.chat(&acme, message()).await.last().data.clone();
    assert_eq!((&streamed["code"], &streamed["retry_after_s"]), (&json!("provider_busy"), &json!(7)));
}

#[tokio::test]
async fn a_fallbacks_reply_names_both_engines() {
    let console = Console::start().await;
    let app = console.visitors();
    let acme = tenant(&app, &refusing(503, &[], json!({})).await, true).await;
    let answer = app.chat(&acme, message()).await;
    let metadata = json!({ "engine": "spare", "fallback_for": "main" });
    assert_eq!((answer.told().as_str(), &answer.last().data["metadata"]), ("hi", &metadata));
    let reply = app.thread(&acme, SESSION).await[1].clone();
    assert_eq!((&reply["metadata"], reply.get("error")), (&metadata, None));
    let shown = shown(&console).await;
    assert_eq!((&shown["engine"], &shown["model"], &shown["metadata"]), (&json!("spare"), &Value::Null, &metadata));
    let fault = &shown["fault"];
    assert_eq!(
        (&fault["code"], &fault["engine"], &fault["status"]),
        (&json!("provider_unavailable"), &json!("main"), &json!(503))
    );
}
