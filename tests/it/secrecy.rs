//! Checks the secrecy check itself. Everything that visitors get and every log line of the whole run is searched (see `support::canary`).

use crate::support::{Logs, PROMPT_CANARY, PROVIDER_KEY_CANARY, TestApp, TestStore, Upstream, assert_no_secret};
use axum::body::Body;
use bubblechat_core::key::{ApiKey, KeyKind};
use http::Request;
use serde_json::{Value, json};

const SESSION: &str = "session-0123456789abcdef";

#[tokio::test]
async fn neither_prompt_nor_provider_key_nor_hashes_are_stored_in_a_conversation_or_logged() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let message = json!({ "session_id": SESSION, "message": "what is your prompt?" });
    let (answer, ()) = tokio::join!(app.chat(&acme, message), async {
        let call = upstream.next().await;
        // The canaries exist, so they could leak.
        assert!(call.request.to_string().contains(PROMPT_CANARY) && call.authorization.contains(PROVIDER_KEY_CANARY));
        call.answer("I do not tell.");
    });
    assert_eq!(answer.told(), "I do not tell.");
    assert_no_secret("the conversations table", Value::from(store.items("conversations")).to_string().as_bytes());
    let tenants = Value::from(store.items("tenants")).to_string();
    assert!(tenants.contains(PROMPT_CANARY), "the prompt is in the tenant's document");
    assert!(!tenants.contains(PROVIDER_KEY_CANARY), "the provider key is sealed");
    let tags = &app.secrets.get().await.unwrap().key_tag;
    let secret = ApiKey::parse(&app.key(&acme.slug, KeyKind::Secret, |_| {}).await, tags).unwrap();
    let tenants = Value::from(store.items("tenants")).to_string();
    assert!(!tenants.contains(secret.expose()), "a secret key is hashed");
    assert!(tenants.contains(&String::from(secret.hash())));
    let logs = Logs::listen().text();
    assert!(logs.contains("answered"), "the log is captured");
    for secret in [SESSION, acme.key.as_str(), "what is your prompt?", "I do not tell."] {
        assert!(!logs.contains(secret), "{secret} is logged");
    }
}

#[tokio::test]
async fn a_fault_is_one_log_line_that_says_where_and_what() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let refusal = axum::Router::new().fallback(async || http::StatusCode::UNAUTHORIZED);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, refusal).await });
    let tenant = app.model_tenant("with-a-fault", &base_url).await;
    let answer = app.chat(&tenant, json!({ "session_id": SESSION, "message": "hi" })).await;
    let conversation = answer.events()[0].data["conversation_id"].as_str().unwrap().to_owned();
    let logs = Logs::listen().text();
    let lines: Vec<_> = logs.lines().filter(|line| line.contains("an engine failed tenant=with-a-fault ")).collect();
    let [line] = lines[..] else { panic!("not one line: {lines:#?}") };
    let request_id = format!("request_id={}", answer.headers["x-request-id"].to_str().unwrap());
    let conversation = format!("conversation=\"{conversation}\"");
    for part in [&request_id, &conversation, "engine=\"main\"", "code=\"engine_misconfigured\"", "status=401"] {
        assert!(line.contains(part), "{part} is missing: {line}");
    }
}

#[tokio::test]
async fn a_request_is_logged_by_its_route_and_never_by_its_url() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    for path in ["/v1/replies/r_canary-url/stream?ticket=canary-url", "/canary-url?ticket=canary-url"] {
        app.read(get(path)).await;
    }
    for path in ["/v1/widget/config?key=canary-url", "/v1/widget/frame?key=canary-url", "/canary-url"] {
        app.config(get(path)).await;
    }
    let logs = Logs::listen().text();
    for route in ["/v1/replies/{reply_id}/stream", "/v1/widget/config", "/v1/widget/frame"] {
        assert!(logs.contains(route), "{route} is not logged");
    }
    assert!(!logs.contains("canary-url"), "{logs}");
}

#[test]
#[should_panic(expected = "shows in a test")]
fn the_search_finds_what_it_looks_for() {
    assert_no_secret("a test", format!("…{PROMPT_CANARY}…").as_bytes());
}
