//! `/v1/replies/{reply_id}/…`

pub(crate) mod feedback;
pub(crate) mod stop;
pub(crate) mod stream;

use bubblechat_core::conversation::ReplyId;
use bubblechat_http::ApiError;

/// A malformed id names no reply either.
fn reply_id(text: &str) -> Result<ReplyId, ApiError> {
    ReplyId::parse(text).map_err(|_| no_such_reply())
}

fn no_such_reply() -> ApiError {
    ApiError::not_found("This session has no such reply.")
}
