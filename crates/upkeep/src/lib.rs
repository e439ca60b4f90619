//! Work that runs on a schedule: on AWS in its own function, on a laptop in a task of the local server.
//!
//! One file per job. A job must be safe to interrupt and to run twice at once, because the next run continues where one stops.

mod purge;
mod usage;

use bubblechat_core::store::{Store, StoreError};

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// How many purges ended.
    pub purged: u64,
    /// How many records were deleted.
    pub deleted: u64,
    /// How many records of days were written.
    pub days: u64,
}

/// Does the work that is due, as long as `has_time` returns true. If there is none, this costs one query, and once an hour some more for each tenant.
///
/// # Errors
/// The first [`StoreError`]. It does not keep the other tenants and jobs from being looked after.
pub async fn run(store: &Store, now_ms: i64, mut has_time: impl FnMut() -> bool) -> Result<Report, StoreError> {
    let days = usage::run(store, now_ms, &mut has_time).await;
    let report = purge::run(store, has_time).await?;
    let report = Report { days: days?, ..report };
    if report != Report::default() {
        tracing::info!(purged = report.purged, deleted = report.deleted, days = report.days, "upkeep");
    }
    Ok(report)
}
