//! What tenants' answers took.

pub(crate) mod figures;
pub(crate) mod list;
pub(crate) mod read;

use bubblechat_http::{ApiError, ErrorCode};

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidQuery, message)
}
