//! Deleting a tenant: gone for everyone at once, then everything of it, a batch at a time.

use super::{
    Store, StoreError, conversations,
    item::{self, Item, n, s},
    tenants::{ConditionFailed as _, PURGING, TENANT_SK},
};
use crate::Slug;
use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use std::time::Duration;

/// The most items that one `BatchWriteItem` takes.
const BATCH: i32 = 25;
/// A message that was admitted in the moment of the deletion is stored by then, so what is gone stays gone.
const SETTLED_AFTER_MS: i64 = 60_000;

/// What a batch of a purge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purged {
    /// This many items were deleted, none when the index of conversations names those that are gone; there may be more.
    Some(u64),
    /// Nothing was left, but until this many milliseconds have passed something may still come.
    Settling(i64),
    /// Nothing is left but the mark that keeps the slug taken.
    All,
    /// There is no deleted tenant of that name, or nothing of it any more.
    Missing,
}

impl Store {
    /// Deletes a tenant for everyone: its keys open nothing from the next request on. Its prompt, its settings and its provider keys go with
    /// it; what else there is of it, [`Store::purge_tenant`] deletes. False when there is no such tenant.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn delete_tenant(&self, slug: &Slug, now_ms: i64) -> Result<bool, StoreError> {
        let deleted = self
            .client
            .update_item()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(slug.as_str(), TENANT_SK)))
            .update_expression("SET deleted_at_ms = :now, #list = :purging REMOVE settings, provider_keys")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(deleted_at_ms)")
            .expression_attribute_names("#list", "list")
            .expression_attribute_values(":now", n(now_ms))
            .expression_attribute_values(":purging", s(PURGING))
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(true),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| false),
        }
    }

    /// Deletes a batch of what is left of a deleted tenant. Broken off, the next call goes on.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn purge_tenant(&self, slug: &Slug, now_ms: i64) -> Result<Purged, StoreError> {
        let Some(deleted_at_ms) = self.purging_since(slug).await? else { return Ok(Purged::Missing) };
        let mut deleted = 0;
        let found = self.some_conversations(slug, BATCH).await?;
        for conversation in &found {
            deleted += self.delete_partition(&self.tables.conversations, conversation, conversations::HEAD_SK).await?;
        }
        // The index is a moment behind: what it names may be gone, and hide what it would name next. Only when it names nothing, there is nothing.
        if !found.is_empty() {
            return Ok(Purged::Some(deleted));
        }
        deleted += self.delete_partition(&self.tables.conversations, slug.as_str(), "").await?;
        deleted += self.delete_keys(slug).await?;
        let settled_in_ms = deleted_at_ms + SETTLED_AFTER_MS - now_ms;
        if deleted > 0 {
            return Ok(Purged::Some(deleted));
        }
        if settled_in_ms > 0 {
            return Ok(Purged::Settling(settled_in_ms));
        }
        self.end_purge(slug).await?;
        Ok(Purged::All)
    }

    /// When a tenant was deleted whose purge is not done.
    async fn purging_since(&self, slug: &Slug) -> Result<Option<i64>, StoreError> {
        let item = self.tenant_item(slug).await?.filter(|item| item.contains_key("list"));
        let at_ms = item.and_then(|item| item.get("deleted_at_ms")?.as_n().ok()?.parse().ok());
        Ok(at_ms)
    }

    /// Takes a tombstone out of the list of those to purge, with the name that it was listed by.
    async fn end_purge(&self, slug: &Slug) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(slug.as_str(), TENANT_SK)))
            .update_expression("REMOVE #list, #name, #primary")
            .condition_expression("attribute_exists(deleted_at_ms)")
            .expression_attribute_names("#list", "list")
            .expression_attribute_names("#name", "name")
            .expression_attribute_names("#primary", "primary");
        update.send().await?;
        Ok(())
    }

    async fn delete_keys(&self, slug: &Slug) -> Result<u64, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.tenants)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(slug.as_str()))
            .expression_attribute_values(":prefix", s(super::keys::KEY_PREFIX))
            .projection_expression("pk, sk")
            .limit(BATCH)
            .consistent_read(true);
        let keys = query.send().await?.items.unwrap_or_default();
        let found = keys.len() as u64;
        self.delete_items(&self.tables.tenants, keys).await?;
        Ok(found)
    }

    /// Deletes a partition, a batch of items at a time, the item `last` after all others: what leads to the rest is there until nothing is
    /// left to lead to. Returns how many items there were.
    pub(super) async fn delete_partition(&self, table: &str, partition: &str, last: &str) -> Result<u64, StoreError> {
        let mut deleted = 0;
        loop {
            let query = self
                .client
                .query()
                .table_name(table)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", s(partition))
                .projection_expression("pk, sk")
                .limit(BATCH)
                .consistent_read(true);
            let mut keys = query.send().await?.items.unwrap_or_default();
            if keys.len() > 1 {
                keys.retain(|key| key.get("sk").and_then(|sk| sk.as_s().ok()).is_none_or(|sk| sk != last));
            }
            if keys.is_empty() {
                return Ok(deleted);
            }
            deleted += keys.len() as u64;
            self.delete_items(table, keys).await?;
        }
    }

    /// Deletes up to 25 items. What a busy store leaves out is found again by the caller's next query.
    async fn delete_items(&self, table: &str, keys: Vec<Item>) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let delete = |key| {
            Ok(WriteRequest::builder().delete_request(DeleteRequest::builder().set_key(Some(key)).build()?).build())
        };
        let requests = keys.into_iter().map(delete).collect::<Result<Vec<_>, StoreError>>()?;
        let answer = self.client.batch_write_item().request_items(table, requests).send().await?;
        if answer.unprocessed_items.is_some_and(|left| !left.is_empty()) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}
