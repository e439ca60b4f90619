//! The rate limit's log: one item for each tenant, with a ring of sets of entries. What an entry means and which slot it belongs to is up to
//! [`crate::limits`].

use super::{
    Store, StoreError,
    condition::{self, ConditionFailed as _},
    item::{self, Item},
};
use crate::Slug;
use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder,
    primitives::Blob,
    types::{AttributeValue, ReturnValue},
};
use serde::Serialize;

const LOG_SK: &str = "hits";
const SLOT_PREFIX: &str = "slot";

/// The item that a tenant's hits go into. It is created with the tenant, so that no caller creates one for a tenant that does not exist.
pub(super) fn empty_log(tenant: &Slug) -> Result<Item, StoreError> {
    #[derive(Serialize)]
    struct Empty {}
    item::to_item(tenant.as_str(), LOG_SK, &Empty {})
}

impl Store {
    /// Adds an entry to a slot of the log, empties the slots `emptied`, and returns all entries, in one atomic write. `None` if there is no
    /// such tenant: then nothing is stored.
    pub(crate) async fn add_hit(
        &self,
        tenant: &Slug,
        slot: i64,
        entry: &[u8],
        emptied: impl Iterator<Item = i64>,
    ) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
        let names: Vec<_> = emptied.enumerate().map(|(i, slot)| (format!("#empty{i}"), slot_name(slot))).collect();
        let removed: Vec<_> = names.iter().map(|(name, _)| name.as_str()).collect();
        let mut update = self
            .update_slot(tenant, slot, entry)
            .update_expression(format!("ADD #slot :entry REMOVE {}", removed.join(", ")))
            .return_values(ReturnValue::AllNew);
        for (name, slot) in names {
            update = update.expression_attribute_names(name, slot);
        }
        match update.send().await {
            Ok(answer) => Ok(Some(entries_of(answer.attributes.unwrap_or_default()))),
            Err(error) => error.item_if_condition_failed().map(|_| None),
        }
    }

    /// Takes an entry out of a slot of the log.
    pub(crate) async fn remove_hit(&self, tenant: &Slug, slot: i64, entry: &[u8]) -> Result<(), StoreError> {
        let update = self.update_slot(tenant, slot, entry).update_expression("DELETE #slot :entry");
        condition::held(update.send().await).map(|_| ())
    }

    fn update_slot(&self, tenant: &Slug, slot: i64, entry: &[u8]) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(tenant.as_str(), LOG_SK)))
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#slot", slot_name(slot))
            .expression_attribute_values(":entry", AttributeValue::Bs(vec![Blob::new(entry)]))
    }
}

fn slot_name(slot: i64) -> String {
    format!("{SLOT_PREFIX}{slot}")
}

fn entries_of(item: Item) -> Vec<Vec<u8>> {
    let slots = item.into_iter().filter(|(name, _)| name.starts_with(SLOT_PREFIX));
    let sets = slots.filter_map(|(_, value)| match value {
        AttributeValue::Bs(set) => Some(set),
        _ => None,
    });
    sets.flatten().map(Blob::into_inner).collect()
}
