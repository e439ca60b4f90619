//! Lines of usage and ratings.

use super::{LATE_AFTER_MS, hour, hour_start_ms, lines_of};
use crate::{
    Slug,
    calendar::Day,
    store::{
        Store, StoreError,
        item::{self, Item, n, s},
        schema::TTL_ATTRIBUTE,
    },
    time::{DAY_MS, HOUR_MS},
    usage::{Entry, LINE_DAYS, Line, Rated},
};
use std::ops::Range;

/// How many days a rating may come after its message and still be counted: until then, the day's lines are there to be added up again.
const RATED_WITHIN_DAYS: i64 = LINE_DAYS - 5;

/// The end of a rating's key.
const RATING: &str = "rating";

impl Store {
    /// Stores a line, or replaces it by what is known now.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn put_usage(&self, tenant: &Slug, line: &Line, now_ms: i64) -> Result<(), StoreError> {
        let Line { reply_id, generator, number, at_ms, .. } = line;
        let sk = format!("{}#{}#{}#{number}", hour(*at_ms), reply_id.as_str(), generator.as_str());
        let item = item::to_item(&lines_of(tenant), &sk, line)?;
        self.put_entry(tenant, item, *at_ms, now_ms).await
    }

    /// Stores a rating in place of an earlier one. One that comes so late that lines of its message's day are gone is left out.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn put_rating(&self, tenant: &Slug, rated: &Rated, now_ms: i64) -> Result<(), StoreError> {
        if now_ms - rated.at_ms > RATED_WITHIN_DAYS * DAY_MS {
            return Ok(());
        }
        let sk = format!("{}#{}#{RATING}", hour(rated.at_ms), rated.reply_id.as_str());
        let item = item::to_item(&lines_of(tenant), &sk, rated)?;
        self.put_entry(tenant, item, rated.at_ms, now_ms).await
    }

    async fn put_entry(&self, tenant: &Slug, mut item: Item, at_ms: i64, now_ms: i64) -> Result<(), StoreError> {
        // A day's lines end together, so that it can be added up as long as there are any.
        item.insert(TTL_ATTRIBUTE.to_owned(), n(Day::at(at_ms).end_ms() / 1000 + LINE_DAYS * DAY_MS / 1000));
        self.client.put_item().table_name(&self.tables.conversations).set_item(Some(item)).send().await?;
        if now_ms >= hour_start_ms(at_ms) + HOUR_MS + LATE_AFTER_MS {
            self.mark_usage_day(tenant, Day::at(at_ms), now_ms).await?;
        }
        Ok(())
    }

    /// Lines and ratings of whole hours, in the order of hours and replies.
    pub(super) async fn usage_entries(
        &self,
        tenant: &Slug,
        hours: Range<i64>,
        is_consistent: bool,
        now_ms: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        let mut start = None;
        loop {
            let query = self.usage_query(tenant, &hours).consistent_read(is_consistent).set_exclusive_start_key(start);
            let page = query.send().await?;
            for item in page.items.unwrap_or_default().into_iter().filter(|item| !item::is_expired(item, now_ms)) {
                entries.push(entry(item)?);
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(entries);
            }
        }
    }

    /// The day of the first entry in these hours.
    pub(super) async fn first_usage_day(
        &self,
        tenant: &Slug,
        hours: Range<i64>,
        now_ms: i64,
    ) -> Result<Option<Day>, StoreError> {
        let mut start = None;
        loop {
            let query = self.usage_query(tenant, &hours).projection_expression("at_ms, expires_at").limit(1);
            let page = query.consistent_read(true).set_exclusive_start_key(start).send().await?;
            let items = page.items.unwrap_or_default();
            if let Some(item) = items.iter().find(|item| !item::is_expired(item, now_ms)) {
                let at_ms = item.get("at_ms").and_then(|at| at.as_n().ok()?.parse().ok());
                return Ok(at_ms.map(Day::at));
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(None);
            }
        }
    }

    fn usage_query(
        &self,
        tenant: &Slug,
        hours: &Range<i64>,
    ) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        // No key ends with its hour, so none equals the last one's.
        self.client
            .query()
            .table_name(&self.tables.conversations)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", s(lines_of(tenant)))
            .expression_attribute_values(":from", s(hour(hours.start)))
            .expression_attribute_values(":to", s(hour(hours.end)))
    }
}

fn entry(item: Item) -> Result<Entry, StoreError> {
    let is_rating = item.get("sk").and_then(|sk| sk.as_s().ok()).is_some_and(|sk| sk.ends_with(RATING));
    Ok(if is_rating { Entry::Rating(item::from_item(item)?) } else { Entry::Line(item::from_item(item)?) })
}
