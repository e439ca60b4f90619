//! Adds lines up to days.

use super::{SETTLED_AFTER_MS, days::DayRecord, hour_start_ms};
use crate::{
    Slug,
    calendar::Day,
    store::{Store, StoreError},
    usage::Sums,
};

impl Store {
    /// Adds a tenant's lines up to days, hour by hour, and again the days to which something was written later. A day's record is made anew from all
    /// of the day's lines, so doing it twice, or at once in two processes, changes nothing. If there is nothing to do, this costs a query, and
    /// another one if it is the first time in this hour. Returns how many records were written.
    ///
    /// # Errors
    /// [`StoreError`]. What was written before it stays.
    pub async fn fold_usage(
        &self,
        tenant: &Slug,
        now_ms: i64,
        mut has_time: impl FnMut() -> bool,
    ) -> Result<u64, StoreError> {
        let until_ms = hour_start_ms(now_ms - SETTLED_AFTER_MS);
        let due = self.usage_due(tenant, now_ms).await?;
        let mut written = 0;
        for (day, mark) in due.stale {
            if !has_time() {
                return Ok(written);
            }
            if self.fold_day(tenant, day, until_ms, now_ms).await? {
                self.unmark_usage_day(tenant, day, &mark).await?;
                written += 1;
            }
        }
        let mut from_ms = due.folded_until_ms;
        while has_time()
            && from_ms < until_ms
            && let Some(day) = self.first_usage_day(tenant, from_ms..until_ms, now_ms).await?
        {
            self.fold_day(tenant, day, until_ms, now_ms).await?;
            from_ms = day.end_ms().min(until_ms);
            self.set_usage_folded_until(tenant, from_ms).await?;
            written += 1;
        }
        Ok(written)
    }

    /// Makes a day's record anew. False if somebody else was faster.
    async fn fold_day(&self, tenant: &Slug, day: Day, until_ms: i64, now_ms: i64) -> Result<bool, StoreError> {
        let seen = self.usage_day(tenant, day, now_ms).await?;
        let (version, folded_ms) = seen.map_or((0, 0), |seen| (seen.version, seen.until_ms));
        let until_ms = day.end_ms().min(until_ms).max(folded_ms);
        let entries = self.usage_entries(tenant, day.start_ms()..until_ms, true, now_ms).await?;
        let record = DayRecord { until_ms, version: version + 1, sums: Sums::of(&entries, true) };
        self.put_usage_day(tenant, day, &record).await
    }
}
