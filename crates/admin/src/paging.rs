//! Pagination of lists.

use bubblechat_core::store::{ListError, PageRequest};
use bubblechat_http::{ApiError, ErrorCode};
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
    /// The page that is asked for, without a search.
    ///
    /// # Errors
    /// `invalid_query` if `limit` is out of bounds.
    pub(crate) fn request(&self) -> Result<PageRequest<'_>, ApiError> {
        match self.limit {
            1..=MAX_LIMIT => {
                Ok(PageRequest::of_all(self.cursor.as_deref().filter(|cursor| !cursor.is_empty()), self.limit))
            }
            _ => Err(ApiError::new(ErrorCode::InvalidQuery, format!("limit must be from 1 to {MAX_LIMIT}."))),
        }
    }
}

/// The refusal of a page that could not be read.
pub(crate) fn refusal(error: ListError) -> ApiError {
    match error {
        ListError::Cursor => ApiError::of(ErrorCode::InvalidCursor),
        ListError::Store(error) => error.into(),
    }
}
