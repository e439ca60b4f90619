//! `GET /v1/widget/config`

use crate::support::{Answer, ORIGIN, PROMPT_CANARY, TestApp, TestStore, TestTenant};
use axum::body::Body;
use bubblechat_core::key::{ApiKey, KeyKind};
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

async fn config(app: &TestApp, key: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
    let mut request = Request::builder().uri(format!("/v1/widget/config?key={key}"));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    app.config(request.body(Body::empty()).unwrap()).await
}

async fn from(app: &TestApp, tenant: &TestTenant, origin: &str) -> Answer {
    config(app, &tenant.key, &[(header::ORIGIN, origin)]).await
}

async fn app() -> (TestStore, TestApp) {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    (store, app)
}

#[tokio::test]
async fn shows_what_the_widget_needs_and_nothing_else() {
    let (_store, app) = app().await;
    let document = json!({
        "copy": { "title": "Acme support", "suggestions": ["When are you open?"] },
        "tokens": { "brand": { "primary": "#0F766E" }, "layout": { "position": "bottom-left" } },
        "behaviour": { "session": "device", "history_limit": 20, "retention_days": 77, "image_hosts": ["img.acme.example"] },
    });
    let tenant = app.tenant("acme", document).await;
    let answer = from(&app, &tenant, ORIGIN).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    insta::assert_json_snapshot!(answer.json());
    for inside in [PROMPT_CANARY, "prompt", "limits", "origins", "provider", "9 to 5", "retention", "echo", ORIGIN] {
        assert!(!answer.text().contains(inside), "{inside} shows: {}", answer.text());
    }
}

#[tokio::test]
async fn is_cached_for_a_minute_and_not_sent_again_unchanged() {
    let (_store, app) = app().await;
    let tenant = app.tenant("acme", json!({})).await;
    let first = from(&app, &tenant, ORIGIN).await;
    assert_eq!(first.headers["cache-control"], "public, max-age=60");
    assert_eq!(first.headers["vary"], "Origin");
    assert_eq!(first.headers["access-control-allow-origin"], "*");
    assert!(first.headers["access-control-expose-headers"].to_str().unwrap().contains("etag"));
    let etag = first.headers["etag"].to_str().unwrap().to_owned();
    assert!(etag.starts_with('"'), "a strong tag: {etag}");
    let headers = [(header::ORIGIN, ORIGIN), (header::IF_NONE_MATCH, etag.as_str())];
    let second = config(&app, &tenant.key, &headers).await;
    assert_eq!((second.status, second.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(second.headers["etag"], etag);
    assert_eq!(second.headers["cache-control"], "public, max-age=60");

    let settings = TestApp::settings(json!({ "name": "Acme 2" }));
    app.store.save_tenant(&tenant.slug, 1, &settings, 0).await.unwrap();
    let third = config(&app, &tenant.key, &headers).await;
    assert_eq!((third.status, third.json()["revision"].clone()), (StatusCode::OK, json!(2)));
    assert_ne!(third.headers["etag"], etag);
}

#[tokio::test]
async fn only_the_tenants_origins_get_it() {
    let (_store, app) = app().await;
    let origins = json!(["https://shop.example", "https://*.preview.example", "http://localhost:3000"]);
    let tenant = app.tenant("acme", json!({ "origins": origins })).await;
    for good in ["https://shop.example", "https://pr-7.preview.example", "http://localhost:3000"] {
        assert_eq!(from(&app, &tenant, good).await.status, StatusCode::OK, "{good}");
    }
    assert_eq!(config(&app, &tenant.key, &[]).await.status, StatusCode::OK, "a read without an origin");
    for bad in [
        "https://evil.example",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example.evil.example",
        "https://preview.example",
        "https://a.b.preview.example",
        "https://evilpreview.example",
        "http://localhost:3001",
        "null",
        "",
    ] {
        let answer = from(&app, &tenant, bad).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "origin_not_allowed"), "{bad}");
        let message = answer.json()["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.contains(&format!("\"{bad}\"")) && message.contains("Keys and origins"), "{message}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "the widget can read why");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn a_star_allows_every_origin_except_null() {
    let (_store, app) = app().await;
    let tenant = app.tenant("acme", json!({ "origins": ["*"] })).await;
    assert_eq!(from(&app, &tenant, "https://anywhere.example").await.status, StatusCode::OK);
    assert_eq!(from(&app, &tenant, "null").await.code(), "origin_not_allowed");
}

#[tokio::test]
async fn no_origin_is_allowed_by_default() {
    let (_store, app) = app().await;
    let tenant = app.tenant("acme", json!({ "origins": [] })).await;
    assert_eq!(from(&app, &tenant, ORIGIN).await.code(), "origin_not_allowed");
}

#[tokio::test]
async fn invalid_keys_are_refused() {
    let (_store, app) = app().await;
    let tenant = app.tenant("acme", json!({})).await;
    let other = app.tenant("other", json!({})).await;
    let slug = &tenant.slug;
    let revoked = app.key(slug, KeyKind::Publishable, |key| key.revoked_at_ms = Some(1)).await;
    let expired = app.key(slug, KeyKind::Publishable, |key| key.expires_at_ms = Some(1)).await;
    let secret = app.key(slug, KeyKind::Secret, |_| {}).await;
    let unknown =
        ApiKey::generate(KeyKind::Publishable, slug, &app.secrets.get().await.unwrap().key_tag).expose().to_owned();
    let nobodys = unknown.replace("acme", "nobody");
    let others = other.key.replace("other", "acme");
    for (key, status, code) in [
        (revoked.as_str(), StatusCode::UNAUTHORIZED, "key_revoked"),
        (&expired, StatusCode::UNAUTHORIZED, "key_expired"),
        (&secret, StatusCode::FORBIDDEN, "wrong_key_kind"),
        (&unknown, StatusCode::UNAUTHORIZED, "invalid_key"),
        (&nobodys, StatusCode::UNAUTHORIZED, "invalid_key"),
        (&others, StatusCode::UNAUTHORIZED, "invalid_key"),
        ("bc_pk_acme_short", StatusCode::UNAUTHORIZED, "invalid_key"),
        ("", StatusCode::UNAUTHORIZED, "invalid_key"),
    ] {
        let answer = config(&app, key, &[(header::ORIGIN, ORIGIN)]).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{key}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    let messages = [unknown, nobodys, others].map(|key| key.to_owned());
    let mut told = Vec::new();
    for key in messages {
        told.push(config(&app, &key, &[]).await.json()["error"]["message"].clone());
    }
    assert!(told.iter().all(|message| *message == told[0]), "which tenants exist must not show: {told:?}");
}

#[tokio::test]
async fn pages_can_read_every_preflight_and_every_refusal() {
    let (_store, app) = app().await;
    let send = async |method, path: &str| {
        app.config(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
    };
    let preflight = send(Method::OPTIONS, "/v1/widget/config?key=x").await;
    assert_eq!(preflight.status, StatusCode::NO_CONTENT);
    assert_eq!(preflight.headers["access-control-max-age"], "7200");
    let wrong_method = send(Method::POST, "/v1/widget/config").await;
    assert_eq!(
        (wrong_method.status, wrong_method.code().as_str()),
        (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
    );
    let no_route = send(Method::GET, "/v1/widget/nothing").await;
    assert_eq!((no_route.status, no_route.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
    let twice = send(Method::GET, "/v1/widget/config?key=a&key=b").await;
    assert_eq!((twice.status, twice.code().as_str()), (StatusCode::BAD_REQUEST, "invalid_query"));
    for answer in [preflight, wrong_method, no_route, twice] {
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert!(answer.headers.contains_key("x-request-id") && answer.headers.contains_key("x-content-type-options"));
    }
}

#[tokio::test]
async fn names_the_engines_that_visitors_may_choose() {
    let (_store, app) = app().await;
    let tenant = app.tenant("acme", json!({ "visitor_engines": ["rules", "echo"] })).await;
    let engines: Value = from(&app, &tenant, ORIGIN).await.json()["engines"].clone();
    assert_eq!(engines, json!([{ "name": "rules" }, { "name": "echo" }]));
}
