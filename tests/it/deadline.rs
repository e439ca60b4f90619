//! Answers whose host limits their time.

use crate::support::{Answer, TestApp, TestStore, TestTenant, Upstream, parse_sse, read_rest, read_until};
use axum::body::{Body, BodyDataStream};
use bubblechat_chat::Deadline;
use http::{Method, Request};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{self, Instant};

const SESSION: &str = "session-0123456789abcdef";

/// How long an answer may take: shorter than any other timeout, and longer than a test needs to get there.
const LIFE: Duration = Duration::from_secs(25);

fn limited(mut request: Request<Body>, life: Duration) -> Request<Body> {
    request.extensions_mut().insert(Deadline::at(Instant::now() + life));
    request
}

/// Advances the clock past that time.
async fn pass(life: Duration) {
    time::pause();
    time::advance(life).await;
    time::resume();
}

fn message(id: &str) -> Value {
    json!({ "session_id": SESSION, "message": "hi", "message_id": id })
}

/// Reads the rest, and returns the last event and its code.
async fn end(body: BodyDataStream) -> (String, Value) {
    let last = parse_sse(&read_rest(body).await).pop().unwrap();
    (last.name, last.data)
}

fn assert_interrupted((name, data): (String, Value)) {
    assert_eq!((name.as_str(), &data["code"], &data["retryable"]), ("error", &json!("interrupted"), &json!(true)));
}

async fn assert_stored(app: &TestApp, tenant: &TestTenant, content: &str, status: &str) {
    let thread = app.thread(tenant, SESSION).await;
    assert_eq!((&thread[0]["content"], thread.len()), (&json!("hi"), 2));
    assert_eq!((&thread[1]["content"], &thread[1]["status"]), (&json!(content), &json!(status)));
}

#[tokio::test]
async fn a_stream_ends_with_an_error_event_and_the_partial_reply_is_kept() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let mut first = app.call(limited(acme.chat(message("m-1")), LIFE)).await.into_body().into_data_stream();
    let call = upstream.next().await;
    call.token("as far as this");
    read_until(&mut first, "as far as this").await;
    // A follower in another process has its own deadline.
    let other = app.beside(&store);
    let followed = other.call(acme.chat(message("m-1"))).await.into_body().into_data_stream();
    pass(LIFE).await;
    call.closed().await;
    assert_interrupted(end(first).await);
    assert_interrupted(end(followed).await);
    assert_stored(&app, &acme, "as far as this", "interrupted").await;
}

#[tokio::test]
async fn a_caller_who_waits_for_the_whole_reply_gets_an_error_in_time() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let mut request = limited(acme.chat(message("m-1")), LIFE);
    request.headers_mut().insert("accept", "application/json".parse().unwrap());
    let (answer, ()) = tokio::join!(app.read(request), async {
        let call = upstream.next().await;
        pass(LIFE).await;
        call.closed().await;
    });
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (502, "interrupted"));
    assert_stored(&app, &acme, "", "interrupted").await;
    // No part of the reply was shown, so sending the message again answers it.
    let (answer, ()) = tokio::join!(app.chat(&acme, message("m-1")), async { upstream.next().await.answer("in time") });
    assert_eq!(answer.told(), "in time");
    assert_stored(&app, &acme, "in time", "complete").await;
}

#[tokio::test]
async fn a_follower_that_runs_out_of_time_does_not_end_the_reply() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let mut first = app.call(acme.chat(message("m-1"))).await.into_body().into_data_stream();
    let call = upstream.next().await;
    call.token("one ");
    read_until(&mut first, "one ").await;
    let other = app.beside(&store);
    let mut followed = other.call(limited(acme.chat(message("m-1")), LIFE)).await.into_body().into_data_stream();
    read_until(&mut followed, "one ").await;
    pass(LIFE).await;
    assert_interrupted(end(followed).await);
    call.token("two");
    call.end();
    assert_eq!(end(first).await.0, "done");
    assert_stored(&app, &acme, "one two", "complete").await;
}

#[tokio::test]
async fn no_provider_is_asked_without_time_left() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let later = acme.request(Method::POST, "/v1/messages").header("content-type", "application/json");
    let accepted = app.read(later.body(Body::from(message("m-1").to_string())).unwrap()).await.json();
    let stream = Request::get(accepted["stream_url"].as_str().unwrap()).body(Body::empty()).unwrap();
    let answer: Answer = app.read(limited(stream, Duration::ZERO)).await;
    assert_interrupted((answer.last().name, answer.last().data));
    assert!(upstream.is_unasked());
    assert_stored(&app, &acme, "", "interrupted").await;
}
