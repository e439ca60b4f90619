//! `GET /docs`

use super::{DOCUMENT, html};
use axum::response::{IntoResponse as _, Response};
use bubblechat_http::{ApiError, ErrorBody, with_etag};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::sync::OnceLock;

/// No script, no image, no form: one style sheet of our own.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const CACHE: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
const STYLE: &str = include_str!("docs.css");

/// The documentation as a page.
#[utoipa::path(
    get,
    path = "/docs",
    operation_id = "docs",
    tag = "documentation",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 304, description = "What you have is still so"),
        (status = 500, description = "`internal`: something went wrong on our side", body = ErrorBody),
    )
)]
pub(crate) async fn docs(headers: HeaderMap) -> Result<Response, ApiError> {
    static PAGE: OnceLock<String> = OnceLock::new();
    let page = match PAGE.get() {
        Some(page) => page,
        None => {
            let document = serde_json::from_str(DOCUMENT).map_err(ApiError::internal)?;
            PAGE.get_or_init(|| html::page(&document))
        }
    };
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    Ok(([CACHE, (header::CONTENT_SECURITY_POLICY, CSP)], with_etag(&headers, html, page.as_str())).into_response())
}

/// The page's style.
#[utoipa::path(
    get,
    path = "/docs.css",
    operation_id = "docs_style",
    tag = "documentation",
    responses(
        (status = 200, description = "The style sheet", body = String, content_type = "text/css"),
        (status = 304, description = "What you have is still so"),
    )
)]
pub(crate) async fn docs_style(headers: HeaderMap) -> Response {
    ([CACHE], with_etag(&headers, HeaderValue::from_static("text/css; charset=utf-8"), STYLE)).into_response()
}
