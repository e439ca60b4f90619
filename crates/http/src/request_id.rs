//! Request ids, the access log, and the last step of every response.

use crate::ApiError;
use axum::{
    Json,
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, header};
use std::time::Instant;
use tracing::Instrument as _;

/// The header with the id of the request.
pub const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request a new id (a caller's own could confuse the logs), writes error envelopes, and logs the request by its route, never by its
/// URL, because path parameters and query strings may contain what must not be logged.
pub async fn finish(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", request_id = %id, %method, route);
    let begun = Instant::now();
    async move {
        let mut response = next.run(request).await;
        if let Some(error) = response.extensions_mut().remove::<ApiError>() {
            let mut headers = response.headers().clone();
            headers.remove(header::CONTENT_LENGTH);
            response = (error.code.status(), Json(error.body(&id))).into_response();
            response.headers_mut().extend(headers);
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID_HEADER, value);
        }
        let elapsed_ms = begun.elapsed().as_millis() as u64;
        tracing::info!(status = response.status().as_u16(), elapsed_ms, "answered");
        response
    }
    .instrument(span)
    .await
}
