//! What the HTTP edges of the three functions share: the error envelope, request ids, headers, extractors and the access log.

mod address;
mod body;
mod code;
mod documented;
mod error;
mod etag;
mod headers;
mod lambda;
mod log;
mod params;
mod request_id;
pub mod web_file;

pub use address::{ADDRESS_HEADER, HOST_HEADER, SITE_HEADER, consoles_site, site_origin, visitor_address};
pub use body::{MAX_BODY_BYTES, StrictJson, VisitorBody, VisitorJson};
pub use code::ErrorCode;
pub use documented::{BodyErrors, ServerErrors};
pub use error::{ApiError, ErrorBody, ErrorDetail, FieldProblem};
pub use etag::{etag_of, with_etag, with_known_etag};
pub use headers::{NO_STORE, security_headers, visitor_cors};
pub use lambda::buffered;
pub use log::{bounded, log_as_json, log_to_stderr};
pub use params::{PathParams, QueryParams};
pub use request_id::{REQUEST_ID_HEADER, finish};

use axum::{Router, middleware};

/// What visitors' clients are told at an address without a route. Other services have theirs elsewhere. `infra/edge/guide.js` says the same.
const VISITORS_ROUTES: &str = "This route does not exist. A visitor's message goes to POST /v1/chat, and the widget's settings come from \
                               GET /v1/widget/config. /docs lists every route.";

/// Wraps a function's routes in the layers that every response passes through: request id, error envelope, access log, security headers.
pub fn with_common_layers(router: Router) -> Router {
    with_outer_layers(with_fallbacks(router, "This route does not exist. /docs lists every route."))
}

/// The same for routes that visitors' browsers call from any page. The page can read every error, including those for unknown routes.
pub fn with_visitor_layers(router: Router) -> Router {
    with_outer_layers(with_fallbacks(router, VISITORS_ROUTES).layer(middleware::from_fn(visitor_cors)))
}

fn with_fallbacks(router: Router, no_route: &'static str) -> Router {
    router
        .fallback(move || async move { ApiError::not_found(no_route) })
        .method_not_allowed_fallback(|| async { ApiError::of(ErrorCode::MethodNotAllowed) })
}

fn with_outer_layers(router: Router) -> Router {
    router.layer(middleware::map_response(security_headers)).layer(middleware::from_fn(finish))
}
