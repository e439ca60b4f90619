//! Refusals that many routes share, as the OpenAPI document describes them.

use crate::ErrorBody;

/// What any route may answer that needs the store.
#[derive(Debug, utoipa::IntoResponses)]
pub enum ServerErrors {
    /// `internal`: something went wrong on our side; the log has the cause under the request id.
    #[response(status = 500)]
    Internal(ErrorBody),
    /// `busy`: the store is over its limit; `Retry-After` says when to try again.
    #[response(status = 503)]
    Busy(ErrorBody),
}

/// What any route may answer that takes a JSON body.
#[derive(Debug, utoipa::IntoResponses)]
pub enum BodyErrors {
    /// `invalid_json`, `invalid_utf8`, `incomplete_body`: the body is not JSON.
    #[response(status = 400)]
    NotJson(ErrorBody),
    /// `body_too_large`: the body is over 64 KiB.
    #[response(status = 413)]
    TooLarge(ErrorBody),
    /// `unsupported_media_type`: the header `Content-Type: application/json` is missing.
    #[response(status = 415)]
    NotLabelled(ErrorBody),
}
