//! `POST /v1/admin/password`

use super::{Console, EMAIL, PASSWORD, cookie_of, refusal, refused};
use crate::support::ADDRESS;
use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::json;

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let console = Console::start().await;
    let other = cookie_of(&console.login(EMAIL, PASSWORD, "192.0.2.50").await);
    let with = async |console: &Console, cookie: &str| {
        let request = Request::get("/v1/admin/me").header("cookie", cookie).body(Body::empty()).unwrap();
        console.raw(request).await
    };
    assert_eq!(with(&console, &other).await.status, StatusCode::OK);
    let new = "staple battery horse";
    let answer = console.send(Method::POST, "/v1/admin/password", json!({ "current": PASSWORD, "new": new })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(refusal(&with(&console, &other).await), refused(401, "session_ended"), "at once, where it was changed");
    assert_eq!(with(&console, &cookie_of(&answer)).await.status, StatusCode::OK, "this session goes on");
    for process in [&console, &console.another()] {
        assert_eq!(refusal(&with(process, &other).await), refused(401, "session_ended"));
        assert_eq!(refusal(&with(process, &console.cookie).await), refused(401, "session_ended"));
    }
    assert_eq!(console.login(EMAIL, PASSWORD, ADDRESS).await.code(), "invalid_credentials");
    assert_eq!(console.login(EMAIL, new, ADDRESS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_change_of_password_is_checked() {
    let console = Console::start().await;
    let change = async |current: &str, new: &str| {
        console.send(Method::POST, "/v1/admin/password", json!({ "current": current, "new": new })).await
    };
    assert_eq!(refusal(&change(PASSWORD, "short").await), refused(422, "invalid_request"));
    assert_eq!(refusal(&change(PASSWORD, &"é".repeat(37)).await), refused(422, "invalid_request"));
    assert_eq!(refusal(&change(PASSWORD, PASSWORD).await), refused(422, "invalid_request"));
    for _ in 0..10 {
        assert_eq!(refusal(&change("wrong horse battery", "another password").await), refused(403, "wrong_password"));
    }
    assert_eq!(refusal(&change(PASSWORD, "another password").await), refused(429, "too_many_attempts"));
    assert_eq!(console.get("/v1/admin/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_change_of_password_resets_the_failures() {
    let mut console = Console::start().await;
    let mut current = PASSWORD;
    for next in ["staple battery horse", "horse staple battery"] {
        let change = async |current: &str| {
            console.send(Method::POST, "/v1/admin/password", json!({ "current": current, "new": next })).await
        };
        for _ in 0..9 {
            assert_eq!(refusal(&change("wrong horse battery").await), refused(403, "wrong_password"));
        }
        let changed = change(current).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        (console.cookie, current) = (cookie_of(&changed), next);
    }
}
