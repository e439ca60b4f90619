//! `/v1/conversation`

use crate::support::{TestApp, TestStore, TestTenant, Upstream, UpstreamCall, until};
use axum::body::Body;
use bubblechat_core::time::{now_ms, parse_rfc3339};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const SESSION: &str = "session-0123456789abcdef";

#[tokio::test]
async fn shows_the_thread_oldest_first() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    app.chat(&acme, json!({ "session_id": SESSION, "message": "one two", "message_id": "m-1" })).await;
    app.chat(&acme, json!({ "session_id": SESSION, "message": "hours", "engine": "rules", "message_id": "m-2" })).await;
    insta::assert_json_snapshot!(app.thread(&acme, SESSION).await, {
        "[].id" => insta::dynamic_redaction(|id, _| {
            let id = id.as_str().unwrap_or_default().to_owned();
            if id.starts_with("r_") { "[reply id]".to_owned() } else { id }
        }),
        "[].created_at" => "[time]",
    });
}

#[tokio::test]
async fn a_new_session_has_an_empty_thread() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    assert!(app.thread(&acme, SESSION).await.is_empty());
}

#[tokio::test]
async fn another_tenant_and_another_session_see_nothing_of_it() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let (acme, other) = (app.tenant("acme", json!({})).await, app.tenant("other", json!({})).await);
    app.chat(&acme, json!({ "session_id": SESSION, "message": "mine" })).await;
    assert!(app.thread(&other, SESSION).await.is_empty());
    assert!(app.thread(&acme, "session-another-one-1").await.is_empty());
    assert_eq!(app.thread(&acme, SESSION).await.len(), 2);
}

#[tokio::test]
async fn shows_no_more_than_the_history_limit() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({ "behaviour": { "history_limit": 3 } })).await;
    for message in ["one", "two", "three"] {
        app.chat(&acme, json!({ "session_id": SESSION, "message": message })).await;
    }
    let shown: Vec<_> =
        app.thread(&acme, SESSION).await.iter().map(|m| m["content"].as_str().unwrap().to_owned()).collect();
    assert_eq!(shown, ["two", "three", "three"]);
}

#[tokio::test]
async fn needs_a_key_and_a_session() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let without_key =
        http::Request::get("/v1/conversation").header("x-session-id", SESSION).body(Body::empty()).unwrap();
    let answer = app.read(without_key).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "key_missing"));
    let without_session = acme.request(Method::GET, "/v1/conversation").body(Body::empty()).unwrap();
    let answer = app.read(without_session).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid_request"));
}

/// Sends a message to a model that begins to answer a little after it was asked. Returns that moment, and the thread.
async fn answered_late(
    store: &TestStore,
    app: &TestApp,
    answer: impl AsyncFnOnce(UpstreamCall, &mut Upstream),
) -> (i64, Vec<Value>) {
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let chat = app.chat(&acme, json!({ "session_id": SESSION, "message": "hi" }));
    let (_, asked_ms) = tokio::join!(chat, async {
        let call = upstream.next().await;
        let asked_ms = now_ms();
        until("the next millisecond", || now_ms() > asked_ms).await;
        answer(call, &mut upstream).await;
        asked_ms
    });
    let thread = app.thread(&acme, SESSION).await;
    // A record from before the time was stored: the reply has the message's.
    let mut turn = store.items("conversations").into_iter().find(|item| item["message"]["S"] == "hi").unwrap();
    turn.as_object_mut().unwrap().remove("reply_began_at_ms").expect("it is stored");
    let request = json!({ "TableName": "test-conversations", "Item": turn });
    store.db.put_item(serde_json::from_value(request).unwrap()).unwrap();
    let older = app.thread(&acme, SESSION).await;
    assert_eq!(older[1]["created_at"], older[0]["created_at"]);
    (asked_ms, thread)
}

fn created_at_ms(message: &Value) -> i64 {
    parse_rfc3339(message["created_at"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn a_reply_was_created_when_it_began() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let (asked_ms, thread) = answered_late(&store, &app, async |call, _| call.answer("hello")).await;
    assert!(created_at_ms(&thread[0]) <= asked_ms);
    assert!(created_at_ms(&thread[1]) > asked_ms);
}

#[tokio::test]
async fn a_reply_that_never_began_was_created_when_it_ended() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let (asked_ms, thread) = answered_late(&store, &app, async |call, upstream| {
        drop(call);
        // An engine that got nothing asks once more.
        drop(upstream.next().await);
    })
    .await;
    assert_eq!((&thread[1]["content"], &thread[1]["status"]), (&json!(""), &json!("interrupted")));
    assert!(created_at_ms(&thread[1]) > asked_ms);
}

fn delete(tenant: &TestTenant, session: &str) -> Request<Body> {
    tenant.request(Method::DELETE, "/v1/conversation").header("x-session-id", session).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_deleted_thread_leaves_nothing() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let (acme, other) = (app.tenant("acme", json!({})).await, app.tenant("other", json!({})).await);
    for i in 0..20 {
        app.chat(&acme, json!({ "session_id": SESSION, "message": format!("message {i}") })).await;
    }
    app.chat(&other, json!({ "session_id": SESSION, "message": "not mine" })).await;
    assert_eq!(app.read(delete(&acme, SESSION)).await.status, StatusCode::NO_CONTENT);
    assert!(app.thread(&acme, SESSION).await.is_empty());
    assert_eq!((store.count("turn#"), store.count("claim#"), store.count("conversation")), (1, 1, 1));
    assert_eq!(app.thread(&other, SESSION).await.len(), 2);
    assert_eq!(app.read(delete(&acme, SESSION)).await.status, StatusCode::NO_CONTENT, "twice is as good as once");
}

#[tokio::test]
async fn a_reply_in_progress_does_not_bring_it_back() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let chat = app.chat(&acme, json!({ "session_id": SESSION, "message": "hi" }));
    let (answer, ()) = tokio::join!(chat, async {
        let call = upstream.next().await;
        call.token("half");
        // The message is stored during the model's call.
        until("the message in the store", || store.count("conversation") > 0 && store.count("turn#") > 0).await;
        assert_eq!(app.read(delete(&acme, SESSION)).await.status, StatusCode::NO_CONTENT);
        call.end();
    });
    assert_eq!(answer.last().data["code"], "conversation_deleted");
    assert_eq!((store.count("turn#"), store.count("claim#"), store.count("conversation")), (0, 0, 0));
}
