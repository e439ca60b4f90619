//! Purges deleted tenants.

use crate::Report;
use bubblechat_core::{
    store::{Purged, Store, StoreError},
    time::now_ms,
};
use std::collections::VecDeque;

/// Deletes a batch of each tenant in turn, so that one with millions of records does not hold up the others.
pub(crate) async fn run(store: &Store, mut has_time: impl FnMut() -> bool) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut failed = None;
    let mut queue = VecDeque::from(store.purging_tenants().await?);
    while has_time()
        && let Some(slug) = queue.pop_front()
    {
        match store.purge_tenant(&slug, now_ms()).await {
            Ok(Purged::Some(records)) => {
                report.deleted += records;
                queue.push_back(slug);
            }
            Ok(Purged::All) => report.purged += 1,
            // It is too early to end, or another process was faster.
            Ok(Purged::Settling(_) | Purged::Missing) => {}
            Err(error) => {
                tracing::error!(%slug, %error, "a tenant could not be purged");
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(report), Err)
}
