//! `POST /v1/messages`

use crate::support::{Answer, TestApp, TestStore, TestTenant, Upstream};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const SESSION: &str = "session-0123456789abcdef";

async fn send(app: &TestApp, tenant: &TestTenant, body: Value) -> Answer {
    let request = tenant.request(Method::POST, "/v1/messages").header("content-type", "application/json");
    app.read(request.header("x-bubblechat-host", "chat.example").body(Body::from(body.to_string())).unwrap()).await
}

async fn stream(app: &TestApp, accepted: &Answer) -> Answer {
    let url = accepted.json()["stream_url"].as_str().unwrap().to_owned();
    app.read(Request::get(url).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn stores_the_message_and_its_stream_generates_the_reply() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let accepted = send(&app, &acme, json!({ "session_id": SESSION, "message": "hi", "message_id": "m-1" })).await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED);
    assert_eq!(accepted.json()["message_id"], "m-1");
    assert!(accepted.json()["stream_url"].as_str().unwrap().starts_with("https://chat.example/v1/replies/r_"));
    assert!(upstream.is_unasked());
    assert_eq!(app.thread(&acme, SESSION).await[1]["status"], "pending");
    let (told, call) = tokio::join!(stream(&app, &accepted), async {
        let call = upstream.next().await;
        let request = call.request.clone();
        call.answer("hello");
        request
    });
    assert_eq!((told.told().as_str(), told.last().data["status"].as_str()), ("hello", Some("complete")));
    // The message being answered is not in its own history.
    let asked: Vec<_> = call["messages"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(asked, ["system", "user"]);
    let again = stream(&app, &accepted).await;
    assert_eq!((again.told().as_str(), upstream.is_unasked()), ("hello", true));
}

#[tokio::test]
async fn several_readers_share_one_reply() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let accepted = send(&app, &acme, json!({ "session_id": SESSION, "message": "hi" })).await;
    let readers = futures_util::future::join_all((0..5).map(|_| stream(&app, &accepted)));
    let (told, ()) = tokio::join!(readers, async { upstream.next().await.answer("for all of you") });
    assert!(told.iter().all(|answer| answer.told() == "for all of you"));
    assert!(upstream.is_unasked());
}

#[tokio::test]
async fn a_repeat_is_the_same_message() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let message = json!({ "session_id": SESSION, "message": "one two", "message_id": "m-1" });
    let first = send(&app, &acme, message.clone()).await.json();
    let again = send(&app, &acme, message.clone()).await.json();
    assert_eq!(first["reply_id"], again["reply_id"]);
    // On the other route too, which answers at once.
    assert_eq!(app.chat(&acme, message).await.told(), "two one");
    assert_eq!(store.count("turn#"), 1);
}

#[tokio::test]
async fn what_chat_refuses_is_refused_here() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({ "origins": [] })).await;
    let refused = send(&app, &acme, json!({ "session_id": SESSION, "message": "hi" })).await;
    assert_eq!((refused.code().as_str(), store.count("turn#"), store.count("claim#")), ("origin_not_allowed", 0, 0));
}

#[tokio::test]
async fn a_reply_of_which_nothing_was_shown_is_generated_when_the_message_is_sent_again() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let message = json!({ "session_id": SESSION, "message": "hi", "message_id": "m-1" });
    let accepted = send(&app, &acme, message.clone()).await;
    let (failed, ()) = tokio::join!(stream(&app, &accepted), async { upstream.fail().await });
    assert_eq!(failed.last().data["retryable"], true);
    let again = send(&app, &acme, message).await;
    assert_eq!(again.json()["reply_id"], accepted.json()["reply_id"]);
    assert_eq!(app.thread(&acme, SESSION).await[1]["status"], "pending");
    let (told, ()) = tokio::join!(stream(&app, &again), async { upstream.next().await.answer("hello") });
    assert_eq!((told.told().as_str(), store.count("turn#")), ("hello", 1));
}
