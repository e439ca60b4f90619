//! Work that runs on a schedule: on AWS in its own function, on a laptop in a task of the local server.
//!
//! One file per job. A job must be safe to interrupt and to run twice at once, because the next run continues where one stops.

mod purge;

use bubblechat_core::store::{Store, StoreError};

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// How many purges ended.
    pub purged: u64,
    /// How many records were deleted.
    pub deleted: u64,
}

/// Does the work that is due, as long as `has_time` returns true. If there is none, this costs one query.
///
/// # Errors
/// The first [`StoreError`]. It does not keep the other tenants from being purged.
pub async fn run(store: &Store, has_time: impl FnMut() -> bool) -> Result<Report, StoreError> {
    let report = purge::run(store, has_time).await?;
    if report != Report::default() {
        tracing::info!(purged = report.purged, deleted = report.deleted, "upkeep");
    }
    Ok(report)
}
