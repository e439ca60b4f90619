//! What a widget can do and read from any page.

use crate::support::{TestApp, TestStore};
use axum::body::Body;
use http::{Request, StatusCode};

#[tokio::test]
async fn every_preflight_gets_the_same_answer() {
    let app = TestApp::on(&TestStore::start().await).await;
    for path in ["/v1/chat", "/v1/conversation"] {
        let request = Request::options(path)
            .header("origin", "https://anyone.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,x-api-key,x-amz-content-sha256");
        let answer = app.read(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(answer.headers["access-control-max-age"], "7200");
        let allowed = answer.headers["access-control-allow-headers"].to_str().unwrap();
        for name in ["content-type", "x-api-key", "x-session-id", "x-amz-content-sha256", "last-event-id"] {
            assert!(allowed.split(", ").any(|allowed| allowed == name), "{name}");
        }
        assert!(!answer.headers.contains_key("access-control-allow-credentials"));
    }
}
