//! `/v1/admin/tenants/{slug}/keys`

use super::{Console, refusal, refused};
use crate::support::{Logs, TestTenant};
use bubblechat_core::{
    Slug,
    key::{ApiKey, KeyKind},
    time::{now_ms, rfc3339},
};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const KEYS: &str = "/v1/admin/tenants/acme/keys";

async fn make(console: &Console, body: Value) -> Value {
    let answer = console.send(Method::POST, KEYS, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    Logs::listen().also_secret(answer.json()["key"].as_str().unwrap().to_owned());
    answer.json()
}

#[tokio::test]
async fn a_secret_key_is_shown_once_and_a_publishable_one_at_any_time() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let made = make(&console, json!({ "name": " Web shop ", "kind": "publishable" })).await;
    insta::assert_json_snapshot!(made, {
        ".id" => "[id]", ".key" => "[key]", ".hint" => "[hint]", ".created_at" => "[time]",
    });
    let tags = &console.secrets.get().await.unwrap().key_tag;
    let publishable = ApiKey::parse(made["key"].as_str().unwrap(), tags).unwrap();
    assert_eq!((publishable.tenant.as_str(), publishable.hint().as_str()), ("acme", made["hint"].as_str().unwrap()));
    let made = make(&console, json!({ "name": "Server", "kind": "secret" })).await;
    let secret = ApiKey::parse(made["key"].as_str().unwrap(), tags).unwrap();

    let list = console.get(KEYS).await;
    let of_kind = |kind: &str| {
        let items = list.json()["items"].as_array().unwrap().clone();
        items.into_iter().find(|key| key["kind"] == kind).unwrap()
    };
    assert_eq!((&of_kind("secret")["key"], &of_kind("secret")["id"]), (&Value::Null, &made["id"]));
    assert_eq!(of_kind("publishable")["key"], publishable.expose());
    let stored = serde_json::to_string(&console.store.items("tenants")).unwrap();
    for text in [list.text(), &stored] {
        assert!(!text.contains(secret.expose()));
    }
    for key in [&publishable, &secret] {
        assert!(!list.text().contains(&String::from(key.hash())) && stored.contains(&String::from(key.hash())));
    }
}

#[tokio::test]
async fn a_key_may_have_scopes_a_limit_and_an_expiry() {
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
    let app = console.visitors();
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
    console.delete("/v1/admin/tenants/acme").await;
    assert_eq!(
        refusal(&console.delete(&format!("{KEYS}/{id}")).await),
        refused(404, "not_found"),
        "the tenant is gone"
    );
}

#[tokio::test]
async fn a_key_shows_when_it_was_last_used() {
    let console = Console::start().await;
    let app = console.visitors();
    let acme = app.tenant("acme", json!({})).await;
    app.key(&acme.slug, KeyKind::Secret, |_| {}).await;
    let in_console = Some("https://console.example".to_owned());
    let preview = app.key(&acme.slug, KeyKind::Publishable, |key| key.preview_in = in_console).await;
    let used = async || {
        let keys = console.get(KEYS).await.json()["items"].as_array().unwrap().clone();
        let of = |key: &Value| (key["kind"].as_str().unwrap().to_owned(), key["last_used_at"].is_string());
        keys.iter().map(of).collect::<BTreeMap<_, _>>()
    };
    let expected =
        |publishable| BTreeMap::from([("publishable".to_owned(), publishable), ("secret".to_owned(), false)]);
    assert_eq!(used().await, expected(false));
    let message = |session: &str| json!({ "session_id": session, "message": "hi" });
    let frame = TestTenant { key: preview, ..acme.clone() }.chat(message("session-of-the-preview"));
    let (mut parts, body) = frame.into_parts();
    parts.headers.insert("origin", "https://chat.example".parse().unwrap());
    parts.headers.insert("x-bubblechat-host", "chat.example".parse().unwrap());
    assert_eq!(app.read(Request::from_parts(parts, body)).await.status, StatusCode::OK);
    assert_eq!(used().await, expected(false), "the preview does not count");
    for _ in 0..2 {
        app.chat(&acme, message("session-of-a-visitor")).await;
        assert_eq!(used().await, expected(true));
    }
    assert_eq!(console.store.count("key#"), 1, "one note, whatever the traffic");
}

#[tokio::test]
async fn invalid_keys_are_refused() {
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
async fn a_tenant_can_have_fifty_working_keys() {
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

#[tokio::test]
async fn a_rotated_key_stays_valid_for_its_grace_period() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let body = json!({ "name": "server", "kind": "secret", "scopes": ["conversations:read"], "per_minute": 7 });
    let old = make(&console, body).await;
    let path = format!("{KEYS}/{}/rotate", old["id"].as_str().unwrap());
    let answer = console.send(Method::POST, &format!("{path}?grace_hours=1"), json!({})).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let new = answer.json();
    Logs::listen().also_secret(new["key"].as_str().unwrap().to_owned());
    for field in ["name", "kind", "scopes", "per_minute", "expires_at"] {
        assert_eq!(new[field], old[field], "{field}");
    }
    assert_ne!(new["key"], old["key"]);
    let list = console.get(KEYS).await.json();
    let listed = list["items"].as_array().unwrap().iter().find(|key| key["id"] == old["id"]).unwrap();
    let ends = bubblechat_core::time::parse_rfc3339(listed["expires_at"].as_str().unwrap()).unwrap();
    assert!((now_ms()..=now_ms() + 3_600_000).contains(&ends));
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_grace_period_does_not_outlast_the_old_keys_own_end() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let own_end = rfc3339(now_ms() + 2 * 3_600_000);
    for (grace, is_shorter) in [("", false), ("?grace_hours=3", false), ("?grace_hours=1", true)] {
        let old = make(&console, json!({ "name": "server", "kind": "secret", "expires_at": own_end })).await;
        let path = format!("{KEYS}/{}/rotate{grace}", old["id"].as_str().unwrap());
        let new = console.send(Method::POST, &path, json!({})).await.json();
        Logs::listen().also_secret(new["key"].as_str().unwrap().to_owned());
        assert_eq!(new["expires_at"], own_end, "the new key keeps the end that was chosen");
        let list = console.get(KEYS).await.json();
        let listed = list["items"].as_array().unwrap().iter().find(|key| key["id"] == old["id"]).unwrap();
        // Times of one form sort as text.
        assert_eq!(listed["expires_at"].as_str().unwrap() < own_end.as_str(), is_shorter, "{grace}");
        assert!(listed["expires_at"].as_str().unwrap() <= own_end.as_str(), "{grace}");
    }
}

#[tokio::test]
async fn without_a_grace_period_the_old_key_expires_at_once() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let old = make(&console, json!({ "name": "web", "kind": "publishable" })).await;
    let path = format!("{KEYS}/{}/rotate", old["id"].as_str().unwrap());
    let new = console.send(Method::POST, &format!("{path}?grace_hours=0"), json!({})).await.json();
    let app = console.visitors();
    let message = json!({ "session_id": "0123456789abcdef", "message": "hello" });
    let chat = async |key: &Value| {
        let tenant = TestTenant { slug: Slug::parse("acme").unwrap(), key: key["key"].as_str().unwrap().to_owned() };
        app.chat(&tenant, message.clone()).await
    };
    assert_eq!(refusal(&chat(&old).await), refused(401, "key_expired"));
    assert_eq!(chat(&new).await.status, StatusCode::OK);
    // A key that no longer works cannot be rotated.
    assert_eq!(refusal(&console.send(Method::POST, &path, json!({})).await), refused(409, "key_not_live"));
    let long = console.send(Method::POST, &format!("{path}?grace_hours=721"), json!({})).await;
    assert_eq!(refusal(&long), refused(400, "invalid_query"));
    let nothing = console.send(Method::POST, &format!("{KEYS}/0123456789abcdef/rotate"), json!({})).await;
    assert_eq!(refusal(&nothing), refused(404, "not_found"));
    assert_eq!(console.get(KEYS).await.json()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_preview_key_lasts_fifteen_minutes_and_is_not_listed() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let path = "/v1/admin/tenants/acme/preview-key";
    let host = [("x-bubblechat-host", "console.example")];
    let answer = console.send_with(Method::POST, path, &host, json!({})).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let made = answer.json();
    let ends = bubblechat_core::time::parse_rfc3339(made["expires_at"].as_str().unwrap()).unwrap();
    assert!((now_ms() + 14 * 60_000..=now_ms() + 15 * 60_000).contains(&ends));
    assert_eq!(console.get(KEYS).await.json()["items"], json!([]));
    let app = console.visitors();
    let frame = format!("/v1/widget/frame?key={}", made["key"].as_str().unwrap());
    let page = app.config(http::Request::get(frame).body(axum::body::Body::empty()).unwrap()).await;
    assert!(
        page.headers["content-security-policy"].to_str().unwrap().ends_with("frame-ancestors https://console.example")
    );
}
