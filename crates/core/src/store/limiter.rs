//! The rate limit's log in DynamoDB: right for all processes at once.
//!
//! A tenant's hits lie in one item, so that one write counts key, session and address in one atomic step and returns what they are judged
//! by. They lie in a ring of nine sets, one for each 20 seconds; every write empties the sets that are out of use, so the item holds
//! about 100 seconds of admitted requests at 22 bytes each and never grows beyond that: a minute, and as much as callers' clocks may differ.

use super::{
    Store, StoreError,
    item::{self, Item},
    tenants::ConditionFailed as _,
};
use crate::{
    Slug,
    limits::{Hit, RateLimiter},
};
use aws_sdk_dynamodb::{
    primitives::Blob,
    types::{AttributeValue, ReturnValue},
};
use futures_util::future::BoxFuture;
use serde::Serialize;

const SLOT_MS: i64 = 20_000;
const SLOTS: i64 = 9;
/// Slots ahead of the current one that are emptied: 2, 3 and 4. The next one is left alone, for callers whose clock is ahead.
const EMPTIED: [i64; 3] = [2, 3, 4];
const LOG_SK: &str = "hits";
const HIT_BYTES: usize = 22;

/// Counts in the store.
#[derive(Debug, Clone)]
pub struct DynamoLimiter {
    store: Store,
}

impl DynamoLimiter {
    pub(super) fn new(store: Store) -> Self {
        Self { store }
    }

    /// The item in which a tenant's hits will lie. Made with the tenant, so that no caller can make one for a tenant that does not exist.
    pub(super) fn empty_log(&self, tenant: &Slug) -> Result<Item, StoreError> {
        #[derive(Serialize)]
        struct Empty {}
        item::to_item(tenant.as_str(), LOG_SK, &Empty {})
    }

    async fn add(&self, tenant: &Slug, hit: Hit) -> Result<Vec<Hit>, StoreError> {
        let slot = hit.at_ms.div_euclid(SLOT_MS);
        let mut update = self
            .store
            .client
            .update_item()
            .table_name(&self.store.tables.conversations)
            .set_key(Some(item::key(tenant.as_str(), LOG_SK)))
            .update_expression("ADD #now :hit REMOVE #a, #b, #c")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#now", slot_name(slot))
            .expression_attribute_values(":hit", set_of(hit))
            .return_values(ReturnValue::AllNew);
        for (name, ahead) in ["#a", "#b", "#c"].into_iter().zip(EMPTIED) {
            update = update.expression_attribute_names(name, slot_name(slot + ahead));
        }
        match update.send().await {
            Ok(answer) => Ok(hits_of(&answer.attributes.unwrap_or_default())),
            // No such tenant: nothing was counted, and the key will be refused.
            Err(error) => error.into_service_error_if_condition_failed().map(|_| vec![hit]),
        }
    }

    async fn delete(&self, tenant: &Slug, hit: Hit) -> Result<(), StoreError> {
        let update = self
            .store
            .client
            .update_item()
            .table_name(&self.store.tables.conversations)
            .set_key(Some(item::key(tenant.as_str(), LOG_SK)))
            .update_expression("DELETE #slot :hit")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#slot", slot_name(hit.at_ms.div_euclid(SLOT_MS)))
            .expression_attribute_values(":hit", set_of(hit));
        match update.send().await {
            Ok(_) => Ok(()),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| ()),
        }
    }
}

impl RateLimiter for DynamoLimiter {
    fn count<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<Vec<Hit>, StoreError>> {
        Box::pin(self.add(tenant, hit))
    }

    fn take_back<'a>(&'a self, tenant: &'a Slug, hit: Hit) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.delete(tenant, hit))
    }
}

fn slot_name(slot: i64) -> String {
    format!("slot{}", slot.rem_euclid(SLOTS))
}

fn set_of(hit: Hit) -> AttributeValue {
    AttributeValue::Bs(vec![Blob::new(encode(hit))])
}

/// Six bytes of time, then key, session, address and nonce, all big-endian. Hits of the ring's earlier rounds tell themselves by their time.
fn encode(hit: Hit) -> [u8; HIT_BYTES] {
    let mut bytes = [0; HIT_BYTES];
    bytes[..6].copy_from_slice(&hit.at_ms.to_be_bytes()[2..]);
    for (i, part) in [hit.key, hit.session, hit.address, hit.nonce].into_iter().enumerate() {
        bytes[6 + 4 * i..10 + 4 * i].copy_from_slice(&part.to_be_bytes());
    }
    bytes
}

fn decode(bytes: &[u8]) -> Option<Hit> {
    let bytes: &[u8; HIT_BYTES] = bytes.try_into().ok()?;
    let mut time = [0; 8];
    time[2..].copy_from_slice(&bytes[..6]);
    let part = |i: usize| u32::from_be_bytes([bytes[6 + 4 * i], bytes[7 + 4 * i], bytes[8 + 4 * i], bytes[9 + 4 * i]]);
    Some(Hit { at_ms: i64::from_be_bytes(time), key: part(0), session: part(1), address: part(2), nonce: part(3) })
}

fn hits_of(item: &Item) -> Vec<Hit> {
    let sets = item.iter().filter(|(name, _)| name.starts_with("slot")).filter_map(|(_, value)| value.as_bs().ok());
    sets.flatten().filter_map(|blob| decode(blob.as_ref())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hit_reads_back_from_its_bytes() {
        let hit = Hit { at_ms: 1_795_000_123_456, key: 1, session: u32::MAX, address: 0x0102_0304, nonce: 7 };
        assert_eq!(decode(&encode(hit)), Some(hit));
        assert_eq!(decode(b"short"), None);
    }

    #[test]
    fn no_slot_that_a_minute_reaches_into_is_emptied() {
        for slot in 0..SLOTS {
            let emptied: Vec<_> = EMPTIED.iter().map(|ahead| slot_name(slot + ahead)).collect();
            // The fourth before the current one is in the minute of a caller whose clock is behind.
            for live in -4..=1 {
                assert!(!emptied.contains(&slot_name(slot + live)));
            }
        }
    }
}
