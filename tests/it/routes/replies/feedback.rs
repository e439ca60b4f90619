//! `PUT /v1/replies/{reply_id}/feedback`

use super::SESSION;
use crate::support::{Answer, TestApp, TestStore, TestTenant};
use axum::body::Body;
use http::{Method, StatusCode};
use serde_json::{Value, json};

async fn rate(app: &TestApp, tenant: &TestTenant, reply: &str, session: &str, body: Value) -> Answer {
    let request = tenant.request(Method::PUT, &format!("/v1/replies/{reply}/feedback")).header("x-session-id", session);
    app.read(request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn the_newest_rating_counts() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let answer = app.chat(&acme, json!({ "session_id": SESSION, "message": "hi" })).await;
    let reply = answer.events()[0].data["reply_id"].as_str().unwrap().to_owned();
    for feedback in [json!({ "rating": "up" }), json!({ "rating": "down", "comment": "too short" })] {
        assert_eq!(rate(&app, &acme, &reply, SESSION, feedback.clone()).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.thread(&acme, SESSION).await[1]["feedback"], feedback);
    }
    let bad = [json!({ "rating": "meh" }), json!({}), json!({ "rating": "up", "comment": "x".repeat(1001) })];
    for feedback in bad {
        assert_eq!(rate(&app, &acme, &reply, SESSION, feedback).await.code(), "invalid_request");
    }
    assert_eq!(app.thread(&acme, SESSION).await[1]["feedback"]["comment"], "too short");
}

#[tokio::test]
async fn only_the_session_itself_can_rate_a_reply() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let (acme, other) = (app.tenant("acme", json!({})).await, app.tenant("other", json!({})).await);
    let answer = app.chat(&acme, json!({ "session_id": SESSION, "message": "hi" })).await;
    let reply = answer.events()[0].data["reply_id"].as_str().unwrap().to_owned();
    let up = json!({ "rating": "up" });
    assert_eq!(rate(&app, &other, &reply, SESSION, up.clone()).await.code(), "not_found");
    assert_eq!(rate(&app, &acme, &reply, "session-somebody-else", up.clone()).await.code(), "not_found");
    assert_eq!(rate(&app, &acme, "nonsense", SESSION, up).await.code(), "not_found");
    assert_eq!(store.count("turn#"), 1);
    assert!(app.thread(&acme, SESSION).await[1].get("feedback").is_none());
}
