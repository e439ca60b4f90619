//! Adds lines of usage up to days, once an hour.

use bubblechat_core::{
    store::{ListError, PageRequest, Store, StoreError},
    time::HOUR_MS,
};
use std::ops::Range;

/// In which minutes of each hour the work is looked for. Lines of an hour that has just ended are complete at its tenth minute, and a run that is cut
/// short goes on in the next one.
const MINUTES: Range<i64> = 10..20;

/// How many tenants a query lists.
const PAGE: u32 = 100;

/// Returns how many records were written.
pub(crate) async fn run(store: &Store, now_ms: i64, mut has_time: impl FnMut() -> bool) -> Result<u64, StoreError> {
    if !MINUTES.contains(&(now_ms.rem_euclid(HOUR_MS) / 60_000)) {
        return Ok(0);
    }
    let (mut written, mut failed, mut cursor) = (0, None, None::<String>);
    loop {
        let request = PageRequest::of_all(cursor.as_deref(), PAGE);
        let page = match store.tenants(false, request, |_| true, now_ms).await {
            Ok(page) => page,
            Err(ListError::Store(error)) => return Err(error),
            Err(error @ ListError::Cursor) => return Err(StoreError::Malformed(error.to_string())),
        };
        for tenant in page.items {
            if !has_time() {
                break;
            }
            match store.fold_usage(&tenant.slug, now_ms, &mut has_time).await {
                Ok(records) => written += records,
                Err(error) => {
                    tracing::error!(slug = %tenant.slug, %error, "a tenant's usage could not be added up");
                    failed.get_or_insert(error);
                }
            }
        }
        cursor = page.cursor;
        if cursor.is_none() || !has_time() {
            return failed.map_or(Ok(written), Err);
        }
    }
}
