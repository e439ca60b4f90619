//! Deleting a tenant: it is gone for everyone at once, and its data follows, a batch at a time.

use super::{
    Store, StoreError,
    batch::BATCH,
    item::{self, n, s},
    keys::KEY_PREFIX,
    schema::TENANT_SK,
    tenant_list::PURGING,
    thread::HEAD_SK,
    usage,
    versions::VERSION_PREFIX,
};
use crate::Slug;
use aws_sdk_dynamodb::types::{TransactWriteItem, Update};

/// A message admitted just before the deletion is stored by then, so nothing comes back after the purge.
const SETTLED_AFTER_MS: i64 = 60_000;

/// What a batch of a purge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purged {
    /// This many items were deleted, and there may be more. Zero if the index of conversations only named deleted ones.
    Some(u64),
    /// Nothing was left, but something may still arrive within this many milliseconds.
    Settling(i64),
    /// Only the mark that keeps the slug taken is left.
    All,
    /// There is no deleted tenant with that slug, or it was purged before.
    Missing,
}

impl Store {
    /// Deletes a tenant for everyone: from the next request on, its keys stop working. Its settings, prompt and provider keys are deleted at once;
    /// [`Store::purge_tenant`] deletes the rest. False if there is no such tenant.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn delete_tenant(&self, slug: &Slug, now_ms: i64) -> Result<bool, StoreError> {
        let delete = Update::builder()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(slug.as_str(), TENANT_SK)))
            .update_expression(
                "SET deleted_at_ms = :now, #list = :purging REMOVE settings, provider_keys, failing_engines",
            )
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(deleted_at_ms)")
            .expression_attribute_names("#list", "list")
            .expression_attribute_values(":now", n(now_ms))
            .expression_attribute_values(":purging", s(PURGING))
            .build()?;
        self.change(vec![TransactWriteItem::builder().update(delete).build()]).await
    }

    /// Up to a hundred deleted tenants that are waiting to be purged. This is one query, which reads nothing when there are none.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn purging_tenants(&self) -> Result<Vec<Slug>, StoreError> {
        let query = self.by_slug(PURGING).projection_expression("pk").limit(100);
        let listed = query.send().await?.items.unwrap_or_default();
        Ok(listed.iter().filter_map(|item| Slug::parse(item.get("pk")?.as_s().ok()?).ok()).collect())
    }

    /// Deletes a batch of what is left of a deleted tenant. If a call is cut short, the next one goes on.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn purge_tenant(&self, slug: &Slug, now_ms: i64) -> Result<Purged, StoreError> {
        let Some(deleted_at_ms) = self.purging_since(slug).await? else { return Ok(Purged::Missing) };
        let mut deleted = 0;
        let found = self.some_conversations(slug, BATCH).await?;
        for conversation in &found {
            deleted += self.delete_partition(&self.tables.conversations, conversation, HEAD_SK).await?;
        }
        // The index lags a moment: it may still name deleted conversations and hide others behind them. Nothing is left only once it names none.
        if !found.is_empty() {
            return Ok(Purged::Some(deleted));
        }
        deleted += self.delete_partition(&self.tables.conversations, slug.as_str(), "").await?;
        for partition in [usage::lines_of(slug), usage::days_of(slug)] {
            deleted += self.delete_partition(&self.tables.conversations, &partition, "").await?;
        }
        for prefix in [KEY_PREFIX, VERSION_PREFIX] {
            deleted += self.delete_some(slug, prefix).await?;
        }
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

    /// When the tenant was deleted, if its purge is not done.
    async fn purging_since(&self, slug: &Slug) -> Result<Option<i64>, StoreError> {
        let item = self.tenant_item(slug).await?.filter(|item| item.contains_key("list"));
        let at_ms = item.and_then(|item| item.get("deleted_at_ms")?.as_n().ok()?.parse().ok());
        Ok(at_ms)
    }

    /// Takes a deleted tenant off the list of those to purge, and forgets its name and colour.
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

    async fn delete_some(&self, slug: &Slug, prefix: &str) -> Result<u64, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.tenants)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(slug.as_str()))
            .expression_attribute_values(":prefix", s(prefix))
            .projection_expression("pk, sk")
            .limit(BATCH)
            .consistent_read(true);
        let keys = query.send().await?.items.unwrap_or_default();
        let found = keys.len() as u64;
        self.delete_items(&self.tables.tenants, keys).await?;
        Ok(found)
    }
}
