//! Reads what days add up to, to this moment.

use super::days::DayRecord;
use crate::{
    Slug,
    calendar::Day,
    store::{Store, StoreError},
    usage::{Entry, Sums},
};
use std::collections::BTreeMap;

impl Store {
    /// What a tenant's engines did on each of the days, both included, up to now: the records of days, and what has not been added up to them yet.
    /// Three requests, unless more than 1 MB has not been added up. Days without usage are absent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn usage(
        &self,
        tenant: &Slug,
        (from, to): (Day, Day),
        now_ms: i64,
    ) -> Result<BTreeMap<Day, Sums>, StoreError> {
        // In this order, and consistently, so that the days are no older than what is said of them.
        let folded_ms = self.usage_folded_until(tenant).await?;
        let records = self.usage_days(tenant, (from, to), now_ms).await?;
        let hours = folded_ms.max(from.start_ms())..to.end_ms();
        let entries =
            if hours.is_empty() { Vec::new() } else { self.usage_entries(tenant, hours, false, now_ms).await? };
        Ok(with_entries(records, entries))
    }
}

/// Adds to the records what they do not hold yet. They may hold more by now than their hint said.
fn with_entries(records: BTreeMap<Day, DayRecord>, entries: Vec<Entry>) -> BTreeMap<Day, Sums> {
    let mut newer = BTreeMap::<Day, Vec<Entry>>::new();
    for entry in entries {
        let day = Day::at(entry.at_ms());
        if records.get(&day).is_none_or(|record| record.until_ms <= entry.at_ms()) {
            newer.entry(day).or_default().push(entry);
        }
    }
    let mut days: BTreeMap<_, _> = records.into_iter().map(|(day, record)| (day, record.sums)).collect();
    for (day, entries) in newer {
        days.entry(day).or_default().add(&Sums::of(&entries, false));
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        conversation::{Rating, ReplyId},
        time::parse_rfc3339,
        usage::Rated,
    };

    #[test]
    fn what_a_record_holds_already_is_not_added_to_it() {
        let at = |text| parse_rfc3339(text).expect("a time");
        let rated = |text| {
            let reply_id = ReplyId::generate();
            Entry::Rating(Rated { at_ms: at(text), reply_id, engine: "main".to_owned(), rating: Rating::Up })
        };
        let day = Day::at(at("2026-11-30T00:00:00Z"));
        let held = Sums::of(&[rated("2026-11-30T10:59:59Z")], true);
        let record = DayRecord { until_ms: at("2026-11-30T11:00:00Z"), version: 1, sums: held };
        let entries = ["2026-11-30T10:59:59Z", "2026-11-30T11:00:00Z"].map(rated).to_vec();
        let days = with_entries(BTreeMap::from([(day, record)]), entries);
        assert_eq!(days[&day].total().up, 2);
    }
}
