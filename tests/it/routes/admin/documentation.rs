//! `/v1/openapi.json`, `/docs`

use super::{Console, private_routes, refusal, refused};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::Value;

async fn public(console: &Console, path: &str, etag: Option<&str>) -> crate::support::Answer {
    let mut request = Request::get(path);
    if let Some(etag) = etag {
        request = request.header("if-none-match", etag);
    }
    console.raw(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_document_matches_the_code() {
    let console = Console::start().await;
    let served = public(&console, "/v1/openapi.json", None).await;
    assert_eq!(served.headers["content-type"], "application/json");
    let code: Value = serde_json::from_str(&bubblechat_local::openapi().to_json().unwrap()).unwrap();
    assert!(served.json() == code, "crates/admin/openapi.json is out of date: run `cargo xtask openapi`");
    assert!(code["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[tokio::test]
async fn every_private_route_is_documented_as_private_and_known_to_the_tests() {
    let console = Console::start().await;
    let document = public(&console, "/v1/openapi.json", None).await.json();
    let mut documented = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let schemes = operation["security"].as_array();
            let by_session = schemes.is_some_and(|all| all.iter().any(|one| one.get("session").is_some()));
            let is_sign_in =
                ["login", "logout", "spend_password_link"].iter().any(|id| operation["operationId"] == *id);
            assert_eq!(by_session, path.starts_with("/v1/admin/") && !is_sign_in, "{method} {path}");
            if by_session {
                assert!(operation["responses"]["401"].is_object(), "{method} {path}");
                let by_key = schemes.is_some_and(|all| all.iter().any(|one| one.get("api_key").is_some()));
                let may_forbid = method != "get" || by_key || operation["x-bubblechat-access"]["role"].is_string();
                assert_eq!(operation["responses"]["403"].is_object(), may_forbid, "{method} {path}");
                documented.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    let known = private_routes();
    assert_eq!(documented.len(), known.len(), "a route is missing from the tests' list: {documented:?}");
    for (method, path) in documented {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |known: &str| {
            let known: Vec<&str> = known.split('?').next().unwrap().split('/').collect();
            known.len() == parts.len() && known.iter().zip(&parts).all(|(k, p)| p.starts_with('{') || k == p)
        };
        assert!(known.iter().any(|(m, known, _)| m.as_str() == method && fits(known)), "{method} {path}");
    }
}

#[tokio::test]
async fn the_examples_of_the_document_work() {
    let console = Console::start().await;
    let document = public(&console, "/v1/openapi.json", None).await.json();
    for (name, method, path, status) in [
        ("TenantInput", Method::POST, "/v1/admin/tenants", StatusCode::CREATED),
        ("ProviderKey", Method::PUT, "/v1/admin/tenants/acme/provider-key", StatusCode::NO_CONTENT),
        ("RuleTrial", Method::POST, "/v1/admin/rules/try", StatusCode::OK),
        ("KeyInput", Method::POST, "/v1/admin/tenants/acme/keys", StatusCode::CREATED),
        ("Credentials", Method::POST, "/v1/admin/login", StatusCode::OK),
        ("PasswordChange", Method::POST, "/v1/admin/password", StatusCode::OK),
    ] {
        let example = document["components"]["schemas"][name]["example"].clone();
        let answer = console.send(method, path, example).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.text());
    }
}

#[tokio::test]
async fn the_documentation_is_a_page_without_scripts() {
    let console = Console::start().await;
    let page = public(&console, "/docs", None).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let csp = page.headers["content-security-policy"].to_str().unwrap();
    assert!(csp.contains("default-src 'none'; style-src 'self';") && !csp.contains("script-src"), "{csp}");
    assert!(!page.text().contains("<script") && page.text().contains("href=\"/docs.css\""));
    assert!(page.text().contains("/v1/admin/tenants/{slug}"));
    let style = public(&console, "/docs.css", None).await;
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert!(style.text().contains("prefers-color-scheme: dark"));
}

#[tokio::test]
async fn unchanged_documents_are_not_sent_again() {
    let console = Console::start().await;
    for path in ["/v1/openapi.json", "/docs", "/docs.css"] {
        let first = public(&console, path, None).await;
        assert_eq!(first.status, StatusCode::OK, "{path}");
        let etag = first.headers["etag"].to_str().unwrap();
        assert_eq!(public(&console, path, Some(etag)).await.status, StatusCode::NOT_MODIFIED, "{path}");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_refused_with_the_error_envelope() {
    let console = Console::start().await;
    assert_eq!(refusal(&console.get("/v1/admin/nothing").await), refused(404, "not_found"));
    assert_eq!(refusal(&console.delete("/v1/admin/me").await), refused(405, "method_not_allowed"));
    let preflight = console.raw(console.request(Method::OPTIONS, "/v1/admin/me").body(Body::empty()).unwrap()).await;
    assert_eq!(refusal(&preflight), refused(405, "method_not_allowed"), "no other origin may call");
}
