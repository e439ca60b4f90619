//! Refusals made before a request reaches a function.

use axum::response::{IntoResponse as _, Response};
use bubblechat_http::{ApiError, REQUEST_ID_HEADER};
use http::{HeaderValue, header};

/// Readable from any page, as all answers to visitors are. No function's layers are around it, so it is finished here.
pub(crate) async fn finished(error: ApiError) -> Response {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let (status, body) = (error.code.status(), axum::Json(error.body(&id)));
    let open = (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let headers = [open, (header::CACHE_CONTROL, bubblechat_http::NO_STORE)];
    bubblechat_http::security_headers((status, headers, [(REQUEST_ID_HEADER, id)], body).into_response()).await
}
