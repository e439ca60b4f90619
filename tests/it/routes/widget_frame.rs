//! `GET /v1/widget/frame`

use crate::support::{Answer, ORIGIN, SITE, TestApp, TestStore, TestTenant};
use axum::body::Body;
use bubblechat_core::key::KeyKind;
use http::{Request, StatusCode};
use serde_json::json;

const CONSOLE: &str = "https://console.example";

async fn frame(app: &TestApp, key: &str) -> Answer {
    app.config(Request::get(format!("/v1/widget/frame?key={key}")).body(Body::empty()).unwrap()).await
}

fn policy(answer: &Answer) -> &str {
    answer.headers["content-security-policy"].to_str().unwrap()
}

async fn chat_from(app: &TestApp, tenant: &TestTenant, origin: &str) -> Answer {
    app.chat_from(origin, tenant, json!({ "session_id": "session-0123456789abcdef", "message": "one two" })).await
}

#[tokio::test]
async fn only_the_tenants_origins_may_embed_the_page() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let origins = json!([ORIGIN, "https://*.preview.example"]);
    let images = json!({ "image_hosts": ["images.example"] });
    let acme = app.tenant("acme", json!({ "origins": origins, "behaviour": images })).await;
    let answer = frame(&app, &acme.key).await;
    assert_eq!(
        (answer.status, &answer.headers["content-type"]),
        (StatusCode::OK, &"text/html; charset=utf-8".parse().unwrap())
    );
    insta::assert_snapshot!(policy(&answer));
    insta::assert_snapshot!(answer.text().replace(&acme.key, "bc_pk_acme_…"));
}

#[tokio::test]
async fn nobody_may_by_default() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({ "origins": [] })).await;
    assert!(policy(&frame(&app, &acme.key).await).ends_with("frame-ancestors 'none'"));
}

#[tokio::test]
async fn the_page_chats_from_the_sites_own_origin() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    assert_eq!(chat_from(&app, &acme, SITE).await.told(), "two one");
    assert_eq!(chat_from(&app, &acme, "https://chat.example.evil.example").await.code(), "origin_not_allowed");
}

#[tokio::test]
async fn a_preview_key_works_only_in_the_consoles_frame() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let key = app.key(&acme.slug, KeyKind::Publishable, |key| key.preview_in = Some(CONSOLE.to_owned())).await;
    let preview = TestTenant { key, ..acme };
    let answer = frame(&app, &preview.key).await;
    assert!(policy(&answer).ends_with(&format!("frame-ancestors {CONSOLE}")), "{}", policy(&answer));
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(chat_from(&app, &preview, SITE).await.told(), "two one");
    assert_eq!(chat_from(&app, &preview, ORIGIN).await.code(), "origin_not_allowed");
}

#[tokio::test]
async fn invalid_keys_get_no_page() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let secret = app.key(&acme.slug, KeyKind::Secret, |_| {}).await;
    assert_eq!(frame(&app, "nonsense").await.code(), "invalid_key");
    assert_eq!(frame(&app, "%22%3E%3Cscript%3E").await.code(), "invalid_key");
    assert_eq!(frame(&app, &secret).await.code(), "wrong_key_kind");
}
