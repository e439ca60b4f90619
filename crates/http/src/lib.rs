//! What the HTTP edges of the three functions share: the error envelope, request ids, headers, extractors, the access log.

mod address;
mod body;
mod error;
mod headers;
mod request_id;

pub use address::{ADDRESS_HEADER, visitor_address};
pub use body::{MAX_BODY_BYTES, StrictJson, VisitorJson};
pub use error::{ApiError, ErrorBody, ErrorDetail};
pub use headers::{NO_STORE, security_headers, visitor_cors};
pub use request_id::{REQUEST_ID_HEADER, finish};

use axum::{Router, middleware};

/// Puts the layers around a function's routes that every response passes through: request id, error envelope, access log, security headers.
pub fn with_common_layers(router: Router) -> Router {
    router
        .fallback(|| async { ApiError::not_found("there is no such route; see /docs for those there are") })
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() })
        .layer(middleware::map_response(security_headers))
        .layer(middleware::from_fn(finish))
}
