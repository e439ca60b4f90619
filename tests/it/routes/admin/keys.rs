//! `/v1/admin/tenants/{slug}/keys`

use super::{Console, refusal, refused};
use crate::support::{Logs, TestApp, TestTenant};
use bubblechat_core::{
    Slug,
    key::ApiKey,
    time::{now_ms, rfc3339},
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

const KEYS: &str = "/v1/admin/tenants/acme/keys";

async fn make(console: &Console, body: Value) -> Value {
    let answer = console.send(Method::POST, KEYS, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    Logs::listen().also_secret(answer.json()["key"].as_str().unwrap().to_owned());
    answer.json()
}

#[tokio::test]
async fn a_key_is_shown_once() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let made = make(&console, json!({ "name": " Web shop ", "kind": "publishable" })).await;
    insta::assert_json_snapshot!(made, {
        ".id" => "[id]", ".key" => "[key]", ".hint" => "[hint]", ".created_at" => "[time]",
    });
    let key = ApiKey::parse(made["key"].as_str().unwrap()).unwrap();
    assert_eq!((key.tenant.as_str(), key.hint().as_str()), ("acme", made["hint"].as_str().unwrap()));
    let list = console.get(KEYS).await;
    assert_eq!(list.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(list.json()["items"][0]["id"], made["id"]);
    let stored = serde_json::to_string(&console.store.items("tenants")).unwrap();
    for text in [list.text(), &stored] {
        assert!(!text.contains(key.expose()));
    }
    assert!(!list.text().contains(&String::from(key.hash())) && stored.contains(&String::from(key.hash())));
}

#[tokio::test]
async fn a_key_may_have_scopes_a_limit_and_an_end() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let expires_at = rfc3339(now_ms() + 60_000);
    let scopes = json!(["conversations:read", "chat", "chat"]);
    let body = json!({ "name": "s", "kind": "secret", "scopes": scopes, "per_minute": 5, "expires_at": expires_at });
    let made = make(&console, body).await;
    assert!(made["key"].as_str().unwrap().starts_with("bc_sk_acme_"));
    assert_eq!(made["scopes"], json!(["chat", "conversations:read"]));
    assert_eq!((&made["per_minute"], &made["expires_at"]), (&json!(5), &json!(expires_at)));
    let plain = make(&console, json!({ "name": "p", "kind": "secret" })).await;
    assert_eq!(plain["scopes"], json!(["chat"]));
}

#[tokio::test]
async fn a_revoked_key_is_refused_from_the_next_request_on() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let made = make(&console, json!({ "name": "k", "kind": "publishable" })).await;
    let app = TestApp::on(&console.store).await;
    let tenant = TestTenant { slug: Slug::parse("acme").unwrap(), key: made["key"].as_str().unwrap().to_owned() };
    let chat = async || app.chat(&tenant, json!({ "session_id": "0123456789abcdef", "message": "hello" })).await;
    assert_eq!(chat().await.status, StatusCode::OK);
    let path = format!("{KEYS}/{}", made["id"].as_str().unwrap());
    assert_eq!(console.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(refusal(&chat().await), refused(401, "key_revoked"));
    let revoked_at = console.get(KEYS).await.json()["items"][0]["revoked_at"].clone();
    assert!(revoked_at.is_string());
    assert_eq!(console.delete(&path).await.status, StatusCode::NO_CONTENT, "again");
    assert_eq!(console.get(KEYS).await.json()["items"][0]["revoked_at"], revoked_at, "the first time counts");
}

#[tokio::test]
async fn another_tenants_key_is_not_found() {
    let console = Console::start().await;
    console.tenant("acme").await;
    console.tenant("other").await;
    let made = make(&console, json!({ "name": "k", "kind": "publishable" })).await;
    let id = made["id"].as_str().unwrap();
    for path in
        [format!("/v1/admin/tenants/other/keys/{id}"), format!("{KEYS}/{}", "0".repeat(2000)), format!("{KEYS}/x")]
    {
        assert_eq!(refusal(&console.delete(&path).await), refused(404, "not_found"));
    }
    assert!(console.get(KEYS).await.json()["items"][0]["revoked_at"].is_null());
    super::tenants::bury(&console.store, "acme");
    assert_eq!(
        refusal(&console.delete(&format!("{KEYS}/{id}")).await),
        refused(404, "not_found"),
        "the tenant is gone"
    );
}

#[tokio::test]
async fn refuses_keys_that_break_a_rule() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let past = rfc3339(now_ms() - 1);
    for body in [
        json!({ "kind": "publishable" }),
        json!({ "name": "k" }),
        json!({ "name": "  ", "kind": "publishable" }),
        json!({ "name": "x".repeat(81), "kind": "publishable" }),
        json!({ "name": "k", "kind": "preview" }),
        json!({ "name": "k", "kind": "publishable", "scopes": ["chat"] }),
        json!({ "name": "k", "kind": "secret", "scopes": [] }),
        json!({ "name": "k", "kind": "secret", "scopes": ["everything"] }),
        json!({ "name": "k", "kind": "secret", "per_minute": 0 }),
        json!({ "name": "k", "kind": "secret", "per_minute": 1001 }),
        json!({ "name": "k", "kind": "secret", "expires_at": past }),
        json!({ "name": "k", "kind": "secret", "expires_at": "tomorrow" }),
    ] {
        let answer = console.send(Method::POST, KEYS, body.clone()).await;
        assert_eq!(refusal(&answer), refused(422, "invalid_request"), "{body}");
    }
    let unknown = console.send(Method::POST, KEYS, json!({ "name": "k", "kind": "secret", "scope": "chat" })).await;
    assert_eq!(refusal(&unknown), refused(422, "unknown_field"));
    assert_eq!(console.get(KEYS).await.json()["items"], json!([]));
}

#[tokio::test]
async fn fifty_keys_work_at_a_time() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let mut last = Value::Null;
    for i in 0..50 {
        last = make(&console, json!({ "name": format!("k{i}"), "kind": "publishable" })).await;
    }
    let one_more = json!({ "name": "k50", "kind": "publishable" });
    assert_eq!(refusal(&console.send(Method::POST, KEYS, one_more.clone()).await), refused(409, "too_many_keys"));
    console.delete(&format!("{KEYS}/{}", last["id"].as_str().unwrap())).await;
    make(&console, one_more).await;
}
