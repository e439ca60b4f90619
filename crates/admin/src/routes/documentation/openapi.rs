//! `GET /v1/openapi.json`

use axum::response::{IntoResponse as _, Response};
use bubblechat_http::with_etag;
use bubblechat_reference::DOCUMENT;
use http::{HeaderMap, HeaderValue, header};

/// The OpenAPI 3.1 document of all routes.
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    operation_id = "openapi_document",
    tag = "documentation",
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of the copy you have")),
    responses(
        (status = 200, description = "The document", body = Object, headers(("ETag" = String, description = "Changes with the content"))),
        (status = 304, description = "Not changed since"),
    )
)]
pub(crate) async fn openapi_document(headers: HeaderMap) -> Response {
    let caching = [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))];
    (caching, with_etag(&headers, HeaderValue::from_static("application/json"), DOCUMENT)).into_response()
}
