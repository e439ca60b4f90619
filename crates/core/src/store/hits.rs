//! The rate limit's log: one item for each tenant, with a ring of sets of entries, and counters of longer times beside it. What an entry and a
//! counter mean is up to [`crate::limits`].

use super::{
    Store, StoreError,
    condition::{self, ConditionFailed as _},
    item::{self, Item, n},
};
use crate::Slug;
use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder,
    primitives::Blob,
    types::{AttributeValue, ReturnValue},
};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

const LOG_SK: &str = "hits";
const SLOT_PREFIX: &str = "slot";

/// The item that a tenant's hits go into. It is created with the tenant, so that no caller creates one for a tenant that does not exist.
pub(super) fn empty_log(tenant: &Slug) -> Result<Item, StoreError> {
    #[derive(Serialize)]
    struct Empty {}
    item::to_item(tenant.as_str(), LOG_SK, &Empty {})
}

/// A slot of the log and an entry in it.
type Entry<'a> = (i64, &'a [u8]);

impl Store {
    /// Adds an entry to a slot of the log and one to each of `counters`, empties the slots `emptied`, and returns all entries and counters, in one
    /// atomic write. `None` if there is no such tenant: then nothing is stored.
    pub(crate) async fn add_hit(
        &self,
        tenant: &Slug,
        (slot, entry): Entry<'_>,
        counters: &[String],
        emptied: impl Iterator<Item = i64>,
    ) -> Result<Option<(Vec<Vec<u8>>, BTreeMap<String, i64>)>, StoreError> {
        let mut update = Change::default();
        update.add(&slot_name(slot), AttributeValue::Bs(vec![Blob::new(entry)]));
        counters.iter().for_each(|counter| update.add(counter, n(1)));
        emptied.for_each(|slot| update.remove(&slot_name(slot)));
        match update.of(self.update_log(tenant)).return_values(ReturnValue::AllNew).send().await {
            Ok(answer) => Ok(Some(contents(answer.attributes.unwrap_or_default()))),
            Err(error) => error.item_if_condition_failed().map(|_| None),
        }
    }

    /// Takes an entry out of a slot of the log, and one off each of `counters`. Removes the counters `own` if each of them has counted only that
    /// one still, and `unused` ones; false if one of `own` has counted more: then nothing is changed.
    pub(crate) async fn remove_hit(
        &self,
        tenant: &Slug,
        (slot, entry): Entry<'_>,
        counters: &[String],
        own: &[String],
        unused: &[String],
    ) -> Result<bool, StoreError> {
        let mut update = Change::default();
        update.delete(&slot_name(slot), AttributeValue::Bs(vec![Blob::new(entry)]));
        counters.iter().for_each(|counter| update.add(counter, n(-1)));
        unused.iter().for_each(|counter| update.remove(counter));
        let mut condition = "attribute_exists(pk)".to_owned();
        for counter in own {
            condition.push_str(&format!(" AND {} = :one", update.removed(counter)));
        }
        let mut update = update.of(self.update_log(tenant)).condition_expression(condition);
        if !own.is_empty() {
            update = update.expression_attribute_values(":one", n(1));
        }
        condition::held(update.send().await)
    }

    /// Adds to counters, and removes those that are no longer used.
    pub(crate) async fn add_to_counters(
        &self,
        tenant: &Slug,
        amounts: &[(String, u64)],
        unused: &[String],
    ) -> Result<(), StoreError> {
        let mut update = Change::default();
        amounts.iter().for_each(|(counter, amount)| update.add(counter, n(amount)));
        unused.iter().for_each(|counter| update.remove(counter));
        if update.is_empty() {
            return Ok(());
        }
        condition::held(update.of(self.update_log(tenant)).send().await).map(|_| ())
    }

    /// Takes `less` off the counters `lowered` and removes those `removed`, unless somebody else did so in between.
    pub(crate) async fn lower_counters(
        &self,
        tenant: &Slug,
        less: i64,
        lowered: &[String],
        removed: &[String],
    ) -> Result<(), StoreError> {
        let mut update = Change::default();
        lowered.iter().for_each(|counter| update.add(counter, n(-less)));
        removed.iter().for_each(|counter| update.remove(counter));
        let Some(witness) = removed.first() else { return Ok(()) };
        let update = update
            .of(self.update_log(tenant))
            .condition_expression("attribute_exists(#witness)")
            .expression_attribute_names("#witness", witness);
        condition::held(update.send().await).map(|_| ())
    }

    /// A tenant's counters; none if there is no such tenant. Consistent.
    pub(crate) async fn counters(&self, tenant: &Slug) -> Result<BTreeMap<String, i64>, StoreError> {
        let get = self.client.get_item().table_name(&self.tables.conversations).consistent_read(true);
        let item = get.set_key(Some(item::key(tenant.as_str(), LOG_SK))).send().await?.item;
        Ok(contents(item.unwrap_or_default()).1)
    }

    fn update_log(&self, tenant: &Slug) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.tables.conversations)
            .set_key(Some(item::key(tenant.as_str(), LOG_SK)))
            .condition_expression("attribute_exists(pk)")
    }
}

/// A change of the log's attributes, which have names that an expression cannot contain.
#[derive(Default)]
struct Change {
    add: Vec<String>,
    delete: Vec<String>,
    remove: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Change {
    fn add(&mut self, attribute: &str, value: AttributeValue) {
        let clause = self.with_value(attribute, value);
        self.add.push(clause);
    }

    fn delete(&mut self, attribute: &str, value: AttributeValue) {
        let clause = self.with_value(attribute, value);
        self.delete.push(clause);
    }

    fn remove(&mut self, attribute: &str) {
        self.removed(attribute);
    }

    /// The same. Returns the attribute's name in expressions.
    fn removed(&mut self, attribute: &str) -> String {
        let name = self.named(attribute);
        self.remove.push(name.clone());
        name
    }

    fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    fn named(&mut self, attribute: &str) -> String {
        let name = format!("#n{}", self.names.len());
        self.names.insert(name.clone(), attribute.to_owned());
        name
    }

    fn with_value(&mut self, attribute: &str, value: AttributeValue) -> String {
        let (name, placeholder) = (self.named(attribute), format!(":v{}", self.values.len()));
        self.values.insert(placeholder.clone(), value);
        format!("{name} {placeholder}")
    }

    fn of(self, update: UpdateItemFluentBuilder) -> UpdateItemFluentBuilder {
        let clauses = [("ADD", self.add), ("DELETE", self.delete), ("REMOVE", self.remove)];
        let clauses = clauses.iter().filter(|(_, parts)| !parts.is_empty());
        let expression: Vec<_> = clauses.map(|(verb, parts)| format!("{verb} {}", parts.join(", "))).collect();
        update
            .update_expression(expression.join(" "))
            .set_expression_attribute_names(Some(self.names))
            .set_expression_attribute_values(Some(self.values).filter(|values| !values.is_empty()))
    }
}

fn slot_name(slot: i64) -> String {
    format!("{SLOT_PREFIX}{slot}")
}

/// The log's entries, and the counters beside it.
fn contents(item: Item) -> (Vec<Vec<u8>>, BTreeMap<String, i64>) {
    let (mut entries, mut counters) = (Vec::new(), BTreeMap::new());
    for (name, value) in item {
        match value {
            AttributeValue::Bs(set) if name.starts_with(SLOT_PREFIX) => {
                entries.extend(set.into_iter().map(Blob::into_inner))
            }
            AttributeValue::N(count) if name != "schema" => {
                counters.insert(name, count.parse().unwrap_or_default());
            }
            _ => {}
        }
    }
    (entries, counters)
}
