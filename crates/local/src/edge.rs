//! Treats requests like CloudFront's origin access control: it signs them itself, so it drops `Authorization` and requires the hash of
//! each body from the caller.

use crate::refusal;
use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use bubblechat_http::{ApiError, ErrorCode};
use http::{HeaderName, Method, header};
use http_body_util::{BodyExt as _, Limited};
use sha2::{Digest as _, Sha256};

/// The header that carries the body's hash in hex.
pub(crate) const BODY_HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");
/// The largest body that a function URL accepts.
const MAX_BODY_BYTES: usize = 6 * 1024 * 1024;

/// Refuses requests that would not reach a function.
pub(crate) async fn refuse(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::AUTHORIZATION);
    let Ok(body) = Limited::new(body, MAX_BODY_BYTES).collect().await else {
        return refusal::finished(ApiError::new(
            ErrorCode::BodyTooLarge,
            "The body is larger than 6 MB, or ended early.",
        ))
        .await;
    };
    let body = body.to_bytes();
    let hash = parts.headers.get(&BODY_HASH).and_then(|value| value.to_str().ok());
    // For POST and PUT, AWS requires it even if the body is empty.
    let is_needed = !body.is_empty() || matches!(parts.method, Method::POST | Method::PUT | Method::PATCH);
    if is_needed && hash != Some(hex_sha256(&body).as_str()) {
        return refusal::finished(ApiError::of(ErrorCode::BodyHashMismatch)).await;
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// SHA-256 in hex, as the header carries it.
pub(crate) fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, middleware, routing::any};
    use http::StatusCode;
    use tower::ServiceExt as _;

    async fn answer(method: &str, hash: Option<String>, body: &'static str) -> (StatusCode, String) {
        let show = |headers: http::HeaderMap, body: String| async move {
            format!("{body} {}", headers.contains_key(header::AUTHORIZATION))
        };
        let app = Router::new().route("/", any(show)).layer(middleware::from_fn(refuse));
        let mut request = Request::builder().method(method).uri("/").header(header::AUTHORIZATION, "Bearer x");
        if let Some(hash) = hash {
            request = request.header(BODY_HASH, hash);
        }
        let response = app.oneshot(request.body(Body::from(body)).expect("a request")).await.expect("an answer");
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn a_body_with_its_hash_passes_unchanged_without_authorization() {
        let (status, body) = answer("POST", Some(hex_sha256(b"hello")), "hello").await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "hello false"));
    }

    #[tokio::test]
    async fn a_body_without_its_hash_is_refused() {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            assert_eq!(answer(method, None, "hello").await.0, StatusCode::FORBIDDEN, "{method}");
            assert_eq!(answer(method, Some(hex_sha256(b"other")), "hello").await.0, StatusCode::FORBIDDEN, "{method}");
        }
    }

    #[tokio::test]
    async fn only_post_and_put_need_a_hash_for_an_empty_body() {
        assert_eq!(answer("GET", None, "").await.0, StatusCode::OK);
        assert_eq!(answer("DELETE", None, "").await.0, StatusCode::OK);
        assert_eq!(answer("POST", None, "").await.0, StatusCode::FORBIDDEN);
        assert_eq!(answer("POST", Some(hex_sha256(b"")), "").await.0, StatusCode::OK);
    }
}
