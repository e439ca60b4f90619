//! Keys that nobody was given cost the store nothing.

use crate::support::{ADDRESS, ORIGIN, TestApp, TestStore, Wire};
use axum::body::Body;
use futures_util::{StreamExt as _, stream};
use http::{Method, Request, StatusCode};
use rand::{RngExt as _, distr::Alphanumeric};
use serde_json::json;

const ATTEMPTS: usize = 10_000;
const SESSION: &str = "session-of-a-stranger";

/// A key in the right form: of the tenant, or of one that does not exist.
fn made_up(i: usize) -> String {
    let random: String = rand::rng().sample_iter(Alphanumeric).take(32).map(char::from).collect();
    let kind = if i.is_multiple_of(5) { "sk" } else { "pk" };
    format!("bc_{kind}_{}_{random}", if i.is_multiple_of(2) { "acme" } else { "nobody" })
}

/// Each route that takes a key, one after the other.
fn request(i: usize, key: &str) -> (bool, Request<Body>) {
    let reply = format!("r_{}", "0".repeat(32));
    let routes = [
        (Method::POST, "/v1/chat".to_owned()),
        (Method::POST, "/v1/messages".to_owned()),
        (Method::GET, "/v1/conversation".to_owned()),
        (Method::DELETE, "/v1/conversation".to_owned()),
        (Method::POST, format!("/v1/replies/{reply}/stop")),
        (Method::PUT, format!("/v1/replies/{reply}/feedback")),
        (Method::GET, format!("/v1/widget/config?key={key}")),
        (Method::GET, format!("/v1/widget/frame?key={key}")),
    ];
    let (method, path) = &routes[i % routes.len()];
    let request = Request::builder().method(method).uri(path).header("x-api-key", key).header("origin", ORIGIN);
    let request = request.header("x-bubblechat-address", ADDRESS).header("x-session-id", SESSION);
    let body = json!({ "session_id": SESSION, "message": "hi", "rating": "up" }).to_string();
    let request = request.header("content-type", "application/json").body(Body::from(body)).unwrap();
    (path.starts_with("/v1/widget"), request)
}

#[tokio::test]
async fn cost_no_call_to_the_store_cold_and_warm() {
    let store = TestStore::start().await;
    let owner = TestApp::on(&store).await;
    let acme = owner.tenant("acme", json!({})).await;
    let wire = Wire::between(&store).await;
    let app = owner.also_behind(&wire);
    let ask = async |i: usize| {
        let (is_config, request) = request(i, &made_up(i));
        let answer = if is_config { app.config(request).await } else { app.read(request).await };
        let code = answer.code();
        assert_eq!((answer.status, code.as_str()), (StatusCode::UNAUTHORIZED, "invalid_key"), "attempt {i}");
    };
    stream::iter(0..ATTEMPTS / 2).for_each_concurrent(16, ask).await;
    assert_eq!(wire.calls().len(), 0, "cold");
    assert_eq!(app.chat(&acme, json!({ "session_id": SESSION, "message": "hi" })).await.told(), "hi");
    let warm = wire.calls().len();
    assert!(warm > 0, "the tenant's own key costs something");
    stream::iter(ATTEMPTS / 2..ATTEMPTS).for_each_concurrent(16, ask).await;
    assert_eq!(wire.calls().len(), warm, "warm");
}

#[tokio::test]
async fn a_key_of_another_deployment_is_as_good_as_none() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    app.tenant("acme", json!({})).await;
    let elsewhere = TestStore::start().await;
    let theirs = TestApp::on(&elsewhere).await.tenant("acme", json!({})).await;
    let answer = app.chat(&theirs, json!({ "session_id": SESSION, "message": "hi" })).await;
    assert_eq!(answer.code(), "invalid_key");
}
