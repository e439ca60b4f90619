//! Pagination of lists.

use bubblechat_core::Invalid;
use bubblechat_http::ApiError;
use serde::Deserialize;

const MAX_LIMIT: u32 = 100;

/// Which page of a list to return.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// The previous page's `cursor`. Leave it out for the first page.
    #[param(nullable = false)]
    pub(crate) cursor: Option<String>,
    /// The maximum number of entries, 1–100. The default is 50. A page with fewer entries may not be the last; only `cursor` tells.
    #[serde(default = "default_limit")]
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: u32,
}

const fn default_limit() -> u32 {
    50
}

impl Paging {
    pub(crate) fn limit(&self) -> Result<u32, ApiError> {
        match self.limit {
            1..=MAX_LIMIT => Ok(self.limit),
            _ => Err(ApiError::bad_request("invalid_query", format!("limit must be 1 to {MAX_LIMIT}"))),
        }
    }

    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }
}

/// The refusal of a cursor.
pub(crate) fn invalid_cursor(invalid: Invalid) -> ApiError {
    ApiError::bad_request("invalid_cursor", invalid.0)
}
