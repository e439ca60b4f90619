//! Many items in one call: reading some by their keys, deleting a whole partition.

use super::{
    Store, StoreError,
    item::{Item, s},
};
use aws_sdk_dynamodb::types::{DeleteRequest, KeysAndAttributes, WriteRequest};
use std::time::Duration;

/// The most items that one `BatchWriteItem` takes.
pub(super) const BATCH: i32 = 25;
/// How often a busy store is asked for the items it left out.
const ATTEMPTS: u32 = 5;

impl Store {
    /// Reads items in one consistent call, and asks again for those that a busy store leaves out.
    pub(super) async fn batch_get(&self, table: &str, mut keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        if keys.is_empty() {
            return Ok(items);
        }
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                tokio::time::sleep(Duration::from_millis(10 << attempt)).await;
            }
            let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build()?;
            let answer = self.client.batch_get_item().request_items(table, wanted).send().await?;
            items.extend(answer.responses.into_iter().flatten().flat_map(|(_, items)| items));
            keys = answer.unprocessed_keys.into_iter().flatten().flat_map(|(_, left)| left.keys).collect();
            if keys.is_empty() {
                return Ok(items);
            }
        }
        Err(StoreError::Busy(format!("items were left unprocessed {ATTEMPTS} times")))
    }

    /// Deletes a partition, a batch of items at a time. The item `last` goes after all others: as long as anything is left, so is the item
    /// that leads to it. Returns how many items there were.
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

    /// Deletes up to [`BATCH`] items. The caller's next query finds those that a busy store leaves out.
    pub(super) async fn delete_items(&self, table: &str, keys: Vec<Item>) -> Result<(), StoreError> {
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
