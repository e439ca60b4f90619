//! Bad input: a 4xx with a code and a fix, and nothing stored.

use super::SESSION;
use crate::support::{Answer, TestApp, TestStore, TestTenant};
use axum::body::Body;
use bubblechat_core::{key::KeyKind, time::now_ms};
use http::Method;
use serde_json::{Value, json};

async fn send(app: &TestApp, tenant: &TestTenant, content_type: &str, body: impl Into<Body>) -> Answer {
    let request = tenant.request(Method::POST, "/v1/chat").header("content-type", content_type);
    app.read(request.body(body.into()).unwrap()).await
}

fn assert_refused(answer: &Answer, status: u16, code: &str, what: &str) {
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{what}: {}", answer.text());
    assert!(answer.json()["error"]["message"].as_str().unwrap().len() > 20, "{what}: says what to do");
}

/// Nothing that a visitor sent is stored: the only item is the tenant's empty log.
fn assert_nothing_stored(store: &TestStore) {
    let items = store.items("conversations");
    assert!(items.iter().all(|item| item["sk"]["S"] == "hits" && item.as_object().unwrap().len() == 3), "{items:?}");
}

#[tokio::test]
async fn invalid_messages_are_refused() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let json = |value: Value| value.to_string().into_bytes();
    let with = |field: &str, value: Value| {
        let mut body = json!({ "session_id": SESSION, "message": "hi" });
        body[field] = value;
        body.to_string().into_bytes()
    };
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("not JSON", b"hello".to_vec(), 400, "invalid_json"),
        ("cut JSON", b"{\"session_id\":".to_vec(), 400, "invalid_json"),
        ("JSON and more", b"{} {}".to_vec(), 422, "invalid_request"),
        ("an empty body", Vec::new(), 400, "invalid_json"),
        ("invalid UTF-8", b"{\"session_id\":\"\xff\"}".to_vec(), 400, "invalid_utf8"),
        ("an array", json(json!([1])), 422, "invalid_request"),
        ("no fields", json(json!({})), 422, "invalid_request"),
        ("a message that is a number", with("message", json!(7)), 422, "invalid_request"),
        ("no session", json(json!({ "message": "hi" })), 422, "invalid_request"),
        ("an empty message", with("message", json!(" \n ")), 422, "invalid_request"),
        ("a message that is too long", with("message", json!("é".repeat(4001))), 422, "invalid_request"),
        ("a short session", with("session_id", json!("short")), 422, "invalid_request"),
        ("a long session", with("session_id", json!("x".repeat(129))), 422, "invalid_request"),
        ("a session with a space", with("session_id", json!("0123456789 abcdef")), 422, "invalid_request"),
        ("a bad message id", with("message_id", json!("no spaces")), 422, "invalid_request"),
        ("an unknown engine", with("engine", json!("gpt")), 422, "unknown_engine"),
        ("64 KiB and one byte", vec![b' '; 64 * 1024 + 1], 413, "body_too_large"),
    ];
    for (what, body, status, code) in cases {
        assert_refused(&send(&app, &acme, "application/json", body).await, status, code, what);
    }
    let message = json!({ "session_id": SESSION, "message": "hi" }).to_string();
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        assert_refused(
            &send(&app, &acme, content_type, message.clone()).await,
            415,
            "unsupported_media_type",
            content_type,
        );
    }
    assert_nothing_stored(&store);
    // The corrected body is accepted, so the refusals were about the fault.
    assert_eq!(send(&app, &acme, "application/json; charset=utf-8", message).await.told(), "hi");
}

#[tokio::test]
async fn unknown_fields_are_ignored_and_64_kib_are_accepted() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let mut body = json!({ "session_id": SESSION, "message": "hi", "from_the_future": {} }).to_string();
    body.push_str(&" ".repeat(64 * 1024 - body.len()));
    assert_eq!(send(&app, &acme, "application/json", body).await.told(), "hi");
}

#[tokio::test]
async fn a_field_that_is_called_otherwise_elsewhere_is_told_its_name() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    for (theirs, ours, body) in [
        ("sessionId", "session_id", json!({ "sessionId": SESSION, "message": "hi" })),
        ("conversation_id", "session_id", json!({ "conversation_id": "c", "message": "hi" })),
        ("text", "message", json!({ "session_id": SESSION, "text": "hi" })),
        ("messages", "message", json!({ "session_id": SESSION, "messages": [{ "role": "user", "content": "hi" }] })),
        ("messageId", "message_id", json!({ "session_id": SESSION, "message": "hi", "messageId": "m-1" })),
        ("provider", "engine", json!({ "session_id": SESSION, "message": "hi", "provider": "gemini" })),
    ] {
        let answer = send(&app, &acme, "application/json", body.to_string()).await;
        assert_refused(&answer, 422, "unknown_field", theirs);
        let error = &answer.json()["error"];
        assert_eq!(
            error["message"],
            format!("Unknown field: {theirs}. {theirs} is called {ours} here. /docs lists every field.")
        );
        assert_eq!(error["problems"], json!([{ "field": theirs, "message": format!("is called {ours} here") }]));
    }
    assert_nothing_stored(&store);
    // Beside the field that is meant, it says nothing that would be lost.
    let both = json!({ "session_id": SESSION, "conversation_id": "c", "message": "hi", "text": "hi", "engine": null });
    assert_eq!(send(&app, &acme, "application/json", both.to_string()).await.told(), "hi");
}

#[tokio::test]
async fn invalid_keys_are_refused() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let revoked = app.key(&acme.slug, KeyKind::Publishable, |key| key.revoked_at_ms = Some(1)).await;
    let expired = app.key(&acme.slug, KeyKind::Publishable, |key| key.expires_at_ms = Some(now_ms() - 1)).await;
    let other_end = if acme.key.ends_with('x') { "y" } else { "x" };
    let wrong = format!("{}{other_end}", &acme.key[..acme.key.len() - 1]);
    let elsewhere = acme.key.replace("_acme_", "_nobody_");
    let cases = [
        ("", "invalid_key"),
        ("bc_pk_short", "invalid_key"),
        (&wrong, "invalid_key"),
        (&elsewhere, "invalid_key"),
        (&revoked, "key_revoked"),
        (&expired, "key_expired"),
    ];
    for (key, code) in cases {
        let tenant = TestTenant { key: key.to_owned(), ..acme.clone() };
        let answer = app.chat(&tenant, json!({ "session_id": SESSION, "message": "hi" })).await;
        assert_refused(&answer, 401, code, key);
    }
    let request =
        http::Request::post("/v1/chat").header("content-type", "application/json").body(Body::from("{}")).unwrap();
    assert_refused(&app.read(request).await, 401, "key_missing", "no key");
    assert_nothing_stored(&store);
}

#[tokio::test]
async fn a_revoked_key_is_refused_from_the_next_request_on() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let message = json!({ "session_id": SESSION, "message": "hi" });
    assert_eq!(app.chat(&acme, message.clone()).await.told(), "hi");
    let id = bubblechat_core::key::ApiKey::parse(&acme.key, &app.secrets.get().await.unwrap().key_tag).unwrap().id();
    assert!(store.connect().revoke_key(&acme.slug, &id, now_ms()).await.unwrap());
    assert_eq!(app.chat(&acme, message).await.code(), "key_revoked");
}
