//! Engines that fail, as the tenant document and the list show them.

use super::{ACME, Console, TENANTS};
use crate::support::{Answer, Call, TestApp, TestTenant, Wire, until_some};
use axum::{Router, extract::State, response::IntoResponse};
use bubblechat_core::tenant::Policy;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering::Relaxed},
};
use tokio::net::TcpListener;

const ANSWER: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

async fn respond(State(status): State<Arc<AtomicU16>>) -> impl IntoResponse {
    match StatusCode::from_u16(status.load(Relaxed)).unwrap() {
        StatusCode::OK => ([("content-type", "text/event-stream")], ANSWER).into_response(),
        refusal => refusal.into_response(),
    }
}

/// A tenant whose provider answers with the status that a test chooses.
struct World {
    console: Console,
    wire: Wire,
    app: TestApp,
    acme: TestTenant,
    host: String,
    status: Arc<AtomicU16>,
}

impl World {
    async fn new() -> Self {
        let console = Console::with(false, Policy::LOCAL).await;
        let wire = Wire::between(&console.store).await;
        let app = TestApp::behind(&wire);
        let status = Arc::new(AtomicU16::new(200));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let router = Router::new().fallback(respond).with_state(status.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let main = json!({
            "name": "main", "provider": "openai", "model": "m-1", "base_url": format!("http://{host}/v1"),
            "fallback_engine": "spare",
        });
        let engines = json!([main, { "name": "spare", "provider": "echo" }]);
        let part = json!({ "engines": engines, "default_engine": "main", "visitor_engines": [] });
        let acme = app.tenant("acme", part).await;
        Self { console, wire, app, acme, host, status }
    }

    /// Sends a message while the provider answers with that status.
    async fn say(&self, status: u16) -> Answer {
        self.status.store(status, Relaxed);
        self.app.chat(&self.acme, json!({ "session_id": "session-0123456789abcdef", "message": "hi" })).await
    }

    async fn document(&self) -> Value {
        self.console.get(ACME).await.json()
    }

    /// Waits until the document shows failing engines of which this is so.
    async fn shown(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        until_some(what, async || Some(self.document().await["failing_engines"].clone()).filter(&is_so)).await
    }

    async fn fail(&self, status: u16, code: &str) -> Value {
        self.say(status).await;
        self.shown(code, |failing| failing[0]["code"] == *code || failing[0]["problem"] == *code).await[0].clone()
    }

    /// Saves the document, changed.
    async fn save(&self, change: impl FnOnce(&mut Value)) -> Value {
        let mut document = self.document().await;
        change(&mut document);
        let revision = document["revision"].to_string();
        let request = self.console.request(Method::PUT, ACME).header("if-match", revision);
        let request = request.header("content-type", "application/json").body(document.to_string().into());
        let saved = self.console.raw(request.unwrap()).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
        saved.json()
    }
}

fn is_empty(failing: &Value) -> bool {
    *failing == json!([])
}

fn is_write(call: &Call) -> bool {
    call.operation == "UpdateItem" && call.sort_key() == "tenant"
}

#[tokio::test]
async fn an_engine_whose_key_is_refused_is_shown_with_the_time_until_it_answers() {
    let world = World::new().await;
    assert!(is_empty(&world.document().await["failing_engines"]));
    let failing = world.fail(401, "key_refused").await;
    let since = failing["since"].clone();
    let expected = json!({
        "code": "engine_misconfigured", "problem": "key_refused", "engine": "main", "host": world.host, "status": 401,
        "since": since,
    });
    assert_eq!(failing, expected);
    let listed = world.console.get(TENANTS).await.json()["items"][0].clone();
    assert_eq!(listed["failing_engines"], json!([failing]));
    let later = world.fail(402, "credit_gone").await;
    assert_eq!((&later["status"], &later["since"]), (&json!(402), &since), "it has failed since then");
    assert_eq!(world.document().await["revision"], 1);
    assert_eq!(world.say(200).await.told(), "hello");
    world.shown("a working engine", is_empty).await;
    let listed = world.console.get(TENANTS).await.json()["items"][0].clone();
    assert!(is_empty(&listed["failing_engines"]));
    let again = world.fail(401, "key_refused").await;
    assert!(again["since"].as_str() > since.as_str(), "{again} after {since}");
}

#[tokio::test]
async fn a_save_keeps_the_failures_of_unchanged_engines_only() {
    let world = World::new().await;
    for (changed, value, keeps) in [
        ("/name", json!("Acme & Co"), true),
        ("/prompt", json!("Be brief."), true),
        ("/engines/1/provider", json!("echo"), true),
        ("/engines/0/model", json!("m-2"), false),
        ("/engines/0/base_url", json!(format!("http://{}/", world.host)), false),
        ("/engines/0/name", json!("renamed"), false),
    ] {
        let failing = world.fail(401, "key_refused").await;
        let saved = world
            .save(|document| {
                *document.pointer_mut(changed).unwrap() = value.clone();
                document["default_engine"] = document["engines"][0]["name"].clone();
            })
            .await;
        let kept = if keeps { json!([failing]) } else { json!([]) };
        assert_eq!(saved["failing_engines"], kept, "{changed}");
        assert_eq!(world.document().await["failing_engines"], kept, "{changed}");
    }
}

#[tokio::test]
async fn an_engine_with_another_key_has_not_failed_yet() {
    let world = World::new().await;
    let path = format!("{ACME}/provider-key");
    let failing = world.fail(401, "key_refused").await;
    let elsewhere = json!({ "provider": "openai", "key": "sk-other" });
    assert_eq!(world.console.send(Method::PUT, &path, elsewhere).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.document().await["failing_engines"], json!([failing]));
    let here = json!({ "provider": "openai", "host": world.host, "key": "sk-other" });
    assert_eq!(world.console.send(Method::PUT, &path, here).await.status, StatusCode::NO_CONTENT);
    assert!(is_empty(&world.document().await["failing_engines"]));
    // The console of this test seals with a secret of its own.
    world.fail(401, "secret_unreadable").await;
    world.console.delete(&format!("{path}?provider=openai&host={}", world.host)).await;
    assert!(is_empty(&world.document().await["failing_engines"]));
}

#[tokio::test]
async fn a_provider_that_is_down_shows_from_the_third_failure_in_a_row() {
    let world = World::new().await;
    for _ in 0..2 {
        assert_eq!(world.say(503).await.told(), "hi", "the fallback answers");
    }
    world.say(200).await;
    for _ in 0..2 {
        world.say(503).await;
    }
    assert_eq!(world.wire.calls().into_iter().filter(is_write).count(), 0, "nothing was stored");
    let failing = world.fail(503, "provider_unavailable").await;
    assert_eq!((&failing["engine"], &failing["status"]), (&json!("main"), &json!(503)));
}

#[tokio::test]
async fn a_burst_of_failures_is_stored_once() {
    let world = World::new().await;
    let before = world.wire.calls().len();
    world.status.store(401, Relaxed);
    futures_util::future::join_all((0..10).map(|_| world.say(401))).await;
    for _ in 0..10 {
        world.say(401).await;
    }
    world.shown("a failing engine", |failing| !is_empty(failing)).await;
    futures_util::future::join_all((0..10).map(|_| world.say(200))).await;
    world.shown("a working engine", is_empty).await;
    assert_eq!(world.wire.calls()[before..].iter().filter(|call| is_write(call)).count(), 2);
}

#[tokio::test]
async fn an_answer_is_not_held_up_by_the_record_of_its_engine() {
    let world = World::new().await;
    world.wire.stick("UpdateItem", "tenant");
    assert_eq!(world.say(401).await.last().data["code"], "engine_misconfigured");
    assert!(is_empty(&world.document().await["failing_engines"]));
    world.wire.unstick();
    world.shown("a failing engine", |failing| !is_empty(failing)).await;
}
