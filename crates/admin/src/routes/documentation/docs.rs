//! `GET /docs`

use axum::response::{IntoResponse as _, Response};
use bubblechat_http::with_etag;
use bubblechat_reference::{STYLE, console};
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// No scripts, images or forms: only our own style sheet.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const CACHE: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));

/// The API reference as a page.
#[utoipa::path(
    get,
    path = "/docs",
    operation_id = "docs",
    tag = "documentation",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 304, description = "Not changed since"),
    )
)]
pub(crate) async fn docs(headers: HeaderMap) -> Response {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    ([CACHE, (header::CONTENT_SECURITY_POLICY, CSP)], with_etag(&headers, html, console())).into_response()
}

/// The page's style sheet.
#[utoipa::path(
    get,
    path = "/docs.css",
    operation_id = "docs_style",
    tag = "documentation",
    responses(
        (status = 200, description = "The style sheet", body = String, content_type = "text/css"),
        (status = 304, description = "Not changed since"),
    )
)]
pub(crate) async fn docs_style(headers: HeaderMap) -> Response {
    ([CACHE], with_etag(&headers, HeaderValue::from_static("text/css; charset=utf-8"), STYLE)).into_response()
}
