//! `POST /v1/replies/{reply_id}/stop`

use super::SESSION;
use crate::support::{TestApp, TestStore, TestTenant, Upstream, parse_sse, read_rest, read_until};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::json;

fn stop(tenant: &TestTenant, reply: &str, session: &str) -> Request<Body> {
    let path = format!("/v1/replies/{reply}/stop");
    tenant.request(Method::POST, &path).header("x-session-id", session).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn ends_the_upstream_request_and_keeps_the_partial_reply() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    // Another process, which shares only the store.
    let other = app.beside(&store);
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let response = app.call(acme.chat(json!({ "session_id": SESSION, "message": "hi" }))).await;
    let mut body = response.into_body().into_data_stream();
    let call = upstream.next().await;
    call.token("as far as this");
    let text = read_until(&mut body, "as far as this").await;
    let reply = parse_sse(&text)[0].data["reply_id"].as_str().unwrap().to_owned();
    assert_eq!(other.read(stop(&acme, &reply, SESSION)).await.status, StatusCode::NO_CONTENT);
    call.closed().await;
    let done = parse_sse(&read_rest(body).await).pop().unwrap();
    assert_eq!((done.name.as_str(), done.data["status"].as_str()), ("done", Some("stopped")));
    let thread = app.thread(&acme, SESSION).await;
    assert_eq!((&thread[1]["content"], &thread[1]["status"]), (&json!("as far as this"), &json!("stopped")));
}

#[tokio::test]
async fn a_finished_reply_stays_unchanged() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let answer = app.chat(&acme, json!({ "session_id": SESSION, "message": "one two" })).await;
    let reply = answer.events()[0].data["reply_id"].as_str().unwrap().to_owned();
    assert_eq!(app.read(stop(&acme, &reply, SESSION)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.thread(&acme, SESSION).await[1]["status"], "complete");
}

#[tokio::test]
async fn a_pending_reply_never_starts() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let request = acme.request(Method::POST, "/v1/messages").header("content-type", "application/json");
    let body = json!({ "session_id": SESSION, "message": "one two" }).to_string();
    let accepted = app.read(request.body(Body::from(body)).unwrap()).await.json();
    let reply = accepted["reply_id"].as_str().unwrap();
    assert_eq!(app.read(stop(&acme, reply, SESSION)).await.status, StatusCode::NO_CONTENT);
    let stream = Request::get(accepted["stream_url"].as_str().unwrap()).body(Body::empty()).unwrap();
    let told = app.read(stream).await;
    assert_eq!((told.told().as_str(), told.last().data["status"].as_str()), ("", Some("stopped")));
}

#[tokio::test]
async fn only_the_session_itself_can_stop_a_reply() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let (acme, other) = (app.tenant("acme", json!({})).await, app.tenant("other", json!({})).await);
    let answer = app.chat(&acme, json!({ "session_id": SESSION, "message": "hi" })).await;
    let reply = answer.events()[0].data["reply_id"].as_str().unwrap().to_owned();
    let nothing = format!("r_{}", "0".repeat(32));
    for (tenant, reply, session) in [
        (&other, reply.as_str(), SESSION),
        (&acme, reply.as_str(), "session-somebody-else"),
        (&acme, nothing.as_str(), SESSION),
        (&acme, "nonsense", SESSION),
    ] {
        let answer = app.read(stop(tenant, reply, session)).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "{reply}");
    }
}
