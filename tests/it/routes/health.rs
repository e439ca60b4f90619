//! `GET /health`, and what every response has in common.

use crate::support::{Answer, TestApp, TestStore};
use axum::body::Body;
use http::{Request, StatusCode};

async fn get(path: &str) -> Answer {
    let app = TestApp::on(&TestStore::start().await).await;
    app.read(Request::get(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn says_that_the_function_runs() {
    let answer = get("/health").await;
    assert_eq!((answer.status, answer.text()), (StatusCode::OK, r#"{"status":"ok"}"#));
}

#[tokio::test]
async fn every_response_has_an_id_and_the_security_headers() {
    for (path, status) in [("/health", 200), ("/nowhere", 404), ("/v1/chat", 405)] {
        let answer = get(path).await;
        assert_eq!(answer.status, status, "{path}");
        let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("x-request-id").unwrap().len(), 32, "{path}");
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{path}");
        assert_eq!(header("referrer-policy").as_deref(), Some("no-referrer"), "{path}");
        assert!(header("strict-transport-security").is_some(), "{path}");
        assert!(header("permissions-policy").unwrap().contains("camera=()"), "{path}");
        assert!(header("content-security-policy").unwrap().contains("default-src 'none'"), "{path}");
    }
}

#[tokio::test]
async fn an_error_has_a_code_advice_and_a_request_id() {
    let answer = get("/nowhere").await;
    let error = &answer.json()["error"];
    assert_eq!(error["code"], "not_found");
    assert!(error["message"].as_str().unwrap().contains("POST /v1/chat"));
    assert_eq!(error["request_id"], answer.headers["x-request-id"].to_str().unwrap());
    assert_eq!(answer.headers["content-type"], "application/json");
}
