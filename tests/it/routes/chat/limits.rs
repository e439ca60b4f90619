//! `POST /v1/chat` beyond a rate limit. How the limits count is tested with core.

use super::SESSION;
use crate::support::{TestApp, TestStore, TestTenant};
use bubblechat_core::key::KeyKind;
use serde_json::json;

#[tokio::test]
async fn a_refused_message_says_when_to_try_again_and_is_not_stored() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let limits = json!({ "key_per_minute": 100, "session_per_minute": 2, "address_per_minute": 100 });
    let acme = app.tenant("acme", json!({ "limits": limits })).await;
    let message = json!({ "session_id": SESSION, "message": "hi" });
    let first = app.chat(&acme, message.clone()).await;
    assert_eq!(
        (&first.headers["ratelimit-limit"], &first.headers["ratelimit-remaining"]),
        (&"2".parse().unwrap(), &"1".parse().unwrap())
    );
    app.chat(&acme, message.clone()).await;
    let refused = app.chat(&acme, message).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "session_limit_reached"));
    let retry_after: u32 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&retry_after));
    assert_eq!(refused.headers["ratelimit-remaining"], "0");
    assert_eq!((store.count("turn#"), store.count("claim#")), (2, 2));
}

#[tokio::test]
async fn a_key_can_have_its_own_limit() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let key = app.key(&acme.slug, KeyKind::Publishable, |key| key.per_minute = Some(1)).await;
    let narrow = TestTenant { key, ..acme };
    let message = |session: &str| json!({ "session_id": session, "message": "hi" });
    assert_eq!(app.chat(&narrow, message(SESSION)).await.status.as_u16(), 200);
    assert_eq!(app.chat(&narrow, message("session-fedcba9876543210")).await.code(), "key_limit_reached");
}
