//! Days: what their lines add up to so far, and which of them must be added up again.

use super::days_of;
use crate::{
    Slug,
    calendar::Day,
    store::{
        Store, StoreError, condition,
        item::{self, Item, n, s},
        schema::TTL_ATTRIBUTE,
    },
    time::DAY_MS,
    usage::{LINE_DAYS, Sums},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many days a day's record is kept: 25 months.
const RECORD_DAYS: i64 = 25 * 31;

/// The key of the record that says until when everything is added up. It sorts before the days.
const FOLDED: &str = "#folded";

/// What the keys of marks begin with. It sorts before the days.
const STALE: &str = "#stale#";

/// A day's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DayRecord {
    /// Until when the day's hours are added up, milliseconds since the Unix epoch.
    pub(super) until_ms: i64,
    /// Goes up by one with each write, so that of two that add up at once only one writes.
    pub(super) version: u64,
    /// By engine.
    pub(super) sums: Sums,
}

/// What there is to do in a tenant's days.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// Until when everything is added up, milliseconds since the Unix epoch.
    pub(super) folded_until_ms: i64,
    /// The days to which something was written afterwards, and the mark of the last write.
    pub(super) stale: Vec<(Day, String)>,
}

impl Store {
    /// Notes that something was written to a day after its hour was added up.
    pub(super) async fn mark_usage_day(&self, tenant: &Slug, day: Day, now_ms: i64) -> Result<(), StoreError> {
        let mut item = item::key(&days_of(tenant), &format!("{STALE}{day}"));
        item.extend([
            ("schema".to_owned(), n(item::SCHEMA)),
            ("mark".to_owned(), s(Uuid::new_v4().to_string())),
            (TTL_ATTRIBUTE.to_owned(), n((now_ms + LINE_DAYS * DAY_MS) / 1000)),
        ]);
        self.client.put_item().table_name(&self.tables.conversations).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Takes a mark away, unless it was renewed.
    pub(super) async fn unmark_usage_day(&self, tenant: &Slug, day: Day, mark: &str) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(&days_of(tenant), &format!("{STALE}{day}"))))
            .condition_expression("mark = :mark")
            .expression_attribute_values(":mark", s(mark));
        condition::held(delete.send().await).map(|_| ())
    }

    /// What there is to do. Consistent.
    pub(super) async fn usage_due(&self, tenant: &Slug, now_ms: i64) -> Result<Due, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.conversations)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(days_of(tenant)))
            .expression_attribute_values(":prefix", s("#"))
            .consistent_read(true);
        let mut due = Due::default();
        // Not more than one page: there is at most a mark for each day that has lines.
        for item in query.send().await?.items.unwrap_or_default() {
            let text = |name: &str| item.get(name)?.as_s().ok().cloned();
            let day = text("sk").and_then(|sk| Day::parse(sk.strip_prefix(STALE)?));
            match day {
                Some(day) if !item::is_expired(&item, now_ms) => {
                    due.stale.push((day, text("mark").unwrap_or_default()))
                }
                Some(_) => {}
                None => due.folded_until_ms = until_ms(&item),
            }
        }
        Ok(due)
    }

    /// Until when everything is added up, milliseconds since the Unix epoch. It may be less by one write.
    pub(super) async fn usage_folded_until(&self, tenant: &Slug) -> Result<i64, StoreError> {
        let key = item::key(&days_of(tenant), FOLDED);
        let get = self.client.get_item().table_name(&self.tables.conversations).set_key(Some(key));
        Ok(get.send().await?.item.as_ref().map_or(0, until_ms))
    }

    /// Notes that everything is added up until a moment, unless it was noted for a later one.
    pub(super) async fn set_usage_folded_until(&self, tenant: &Slug, at_ms: i64) -> Result<(), StoreError> {
        let mut item = item::key(&days_of(tenant), FOLDED);
        item.extend([("schema".to_owned(), n(item::SCHEMA)), ("until_ms".to_owned(), n(at_ms))]);
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.conversations)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(until_ms) OR until_ms < :until")
            .expression_attribute_values(":until", n(at_ms));
        condition::held(put.send().await).map(|_| ())
    }

    /// A day's record. Consistent.
    pub(super) async fn usage_day(
        &self,
        tenant: &Slug,
        day: Day,
        now_ms: i64,
    ) -> Result<Option<DayRecord>, StoreError> {
        let key = item::key(&days_of(tenant), &day.to_string());
        let get = self.client.get_item().table_name(&self.tables.conversations).set_key(Some(key));
        let item = get.consistent_read(true).send().await?.item;
        item.filter(|item| !item::is_expired(item, now_ms)).map(item::from_item).transpose()
    }

    /// Writes a day's record, unless somebody else has written the same version or a later one.
    pub(super) async fn put_usage_day(&self, tenant: &Slug, day: Day, record: &DayRecord) -> Result<bool, StoreError> {
        let mut item = item::to_item(&days_of(tenant), &day.to_string(), record)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n((day.start_ms() + RECORD_DAYS * DAY_MS) / 1000));
        let put = self
            .client
            .put_item()
            .table_name(&self.tables.conversations)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(version) OR version < :version")
            .expression_attribute_values(":version", n(record.version));
        condition::held(put.send().await)
    }

    /// The records of days, both included. Consistent.
    pub(super) async fn usage_days(
        &self,
        tenant: &Slug,
        (from, to): (Day, Day),
        now_ms: i64,
    ) -> Result<BTreeMap<Day, DayRecord>, StoreError> {
        let mut days = BTreeMap::new();
        let mut start = None;
        loop {
            let query = self
                .client
                .query()
                .table_name(&self.tables.conversations)
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", s(days_of(tenant)))
                .expression_attribute_values(":from", s(from.to_string()))
                .expression_attribute_values(":to", s(to.to_string()));
            let page = query.consistent_read(true).set_exclusive_start_key(start).send().await?;
            for item in page.items.unwrap_or_default().into_iter().filter(|item| !item::is_expired(item, now_ms)) {
                if let Some(day) = item.get("sk").and_then(|sk| Day::parse(sk.as_s().ok()?)) {
                    days.insert(day, item::from_item(item)?);
                }
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(days);
            }
        }
    }
}

fn until_ms(item: &Item) -> i64 {
    item.get("until_ms").and_then(|until| until.as_n().ok()?.parse().ok()).unwrap_or_default()
}
