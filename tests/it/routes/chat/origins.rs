//! Where each kind of key works.

use super::SESSION;
use crate::support::{ADDRESS, TestApp, TestStore, TestTenant, Upstream};
use axum::body::Body;
use bubblechat_core::key::KeyKind;
use http::{Request, StatusCode};
use serde_json::json;

fn from(tenant: &TestTenant, origin: Option<&str>) -> Request<Body> {
    let request = Request::post("/v1/chat").header("x-api-key", &tenant.key).header("content-type", "application/json");
    let mut request = request.header("x-bubblechat-address", ADDRESS);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    request.body(Body::from(json!({ "session_id": SESSION, "message": "hi" }).to_string())).unwrap()
}

#[tokio::test]
async fn a_publishable_key_works_from_its_tenants_origins_only() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let engine = json!({ "name": "main", "provider": "openai", "model": "m", "base_url": upstream.base_url });
    let origins = json!(["https://shop.example", "https://*.preview.example", "https://my_shop.example"]);
    let acme = app
        .tenant(
            "acme",
            json!({ "origins": origins, "engines": [engine], "default_engine": "main", "visitor_engines": [] }),
        )
        .await;
    let refused = [
        (Some("https://evil.example"), "origin_not_allowed"),
        (Some("http://shop.example"), "origin_not_allowed"),
        (Some("https://a.b.preview.example"), "origin_not_allowed"),
        (Some("https://preview.example"), "origin_not_allowed"),
        (Some("https://my_shop.example.evil.example"), "origin_not_allowed"),
        (Some("null"), "origin_not_allowed"),
        (Some("*"), "origin_not_allowed"),
        (None, "origin_not_allowed"),
    ];
    for (origin, code) in refused {
        let answer = app.read(from(&acme, origin)).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, code), "{origin:?}");
        // A page that may not chat can still read why.
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let fix = if origin.is_some() { "Add the origin in the dashboard" } else { "Use a secret key" };
        assert!(answer.json()["error"]["message"].as_str().unwrap().contains(fix), "{origin:?}");
    }
    assert!(upstream.is_unasked());
    assert_eq!((store.count("turn#"), store.count("claim#"), store.count("conversation")), (0, 0, 0));
    assert!(
        store.items("conversations").iter().all(|item| item
            .as_object()
            .unwrap()
            .keys()
            .all(|name| !name.starts_with("slot")))
    );
    for origin in ["https://shop.example", "https://pr-7.preview.example", "https://my_shop.example"] {
        let (answer, ()) =
            tokio::join!(app.read(from(&acme, Some(origin))), async { upstream.next().await.answer("ok") });
        assert_eq!((answer.status, answer.told().as_str()), (StatusCode::OK, "ok"), "{origin}");
    }
}

#[tokio::test]
async fn no_origin_works_until_one_is_allowed() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({ "origins": [] })).await;
    assert_eq!(app.read(from(&acme, Some("https://shop.example"))).await.code(), "origin_not_allowed");
}

#[tokio::test]
async fn on_the_local_server_a_star_allows_every_origin_except_null() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({ "origins": ["*"] })).await;
    assert_eq!(app.read(from(&acme, Some("https://any.example"))).await.status, StatusCode::OK);
    assert_eq!(app.read(from(&acme, Some("null"))).await.code(), "origin_not_allowed");
}

#[tokio::test]
async fn a_secret_key_needs_its_scope_and_no_origin() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let chat = TestTenant { key: app.key(&acme.slug, KeyKind::Secret, |_| {}).await, ..acme.clone() };
    assert_eq!(app.read(from(&chat, None)).await.told(), "hi");
    let other = TestTenant { key: app.key(&acme.slug, KeyKind::Secret, |key| key.scopes.clear()).await, ..acme };
    assert_eq!(app.read(from(&other, None)).await.code(), "missing_scope");
}
