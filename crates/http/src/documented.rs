//! Errors that many routes share, as the OpenAPI document describes them.

use crate::ErrorBody;

/// The errors of any route that needs the store.
#[derive(Debug, utoipa::IntoResponses)]
pub enum ServerErrors {
    /// `internal`: something went wrong on our side. The log has the cause under the request id.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// `busy`: the store is at its limit. `Retry-After` says when to try again.
    #[response(status = 503)]
    Busy(ErrorBody),
}

/// The errors of any route that takes a JSON body.
#[derive(Debug, utoipa::IntoResponses)]
pub enum BodyErrors {
    /// `invalid_json`, `invalid_utf8`, `incomplete_body`: the body is not JSON.
    #[response(status = 400)]
    NotJson(ErrorBody),
    /// `body_too_large`: the body is larger than 64 KiB.
    #[response(status = 413)]
    TooLarge(ErrorBody),
    /// `unsupported_media_type`: the header `Content-Type: application/json` is missing.
    #[response(status = 415)]
    NotLabelled(ErrorBody),
}
