//! Items: keys, and the schema version every record carries.

use super::StoreError;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;

/// The version that records are written with.
pub(super) const SCHEMA: u32 = 1;

/// An item as the SDK represents it.
pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(super) fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// The primary key of an item.
pub(super) fn key(pk: &str, sk: &str) -> Item {
    HashMap::from([("pk".to_owned(), s(pk)), ("sk".to_owned(), s(sk))])
}

/// A record as an item: its fields beside its key and the schema version.
pub(super) fn to_item(pk: &str, sk: &str, record: &impl Serialize) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::aws_sdk_dynamodb_1::to_item(record)?;
    item.extend(key(pk, sk));
    item.insert("schema".to_owned(), n(SCHEMA));
    Ok(item)
}

/// Reads a record from its item. Unknown attributes are ignored, so that older code reads newer records.
pub(super) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    Ok(serde_dynamo::aws_sdk_dynamodb_1::from_item(item)?)
}

/// A condition that holds unless TTL should have deleted the item by now, in seconds `:now_s`: the writes' counterpart of [`is_expired`].
pub(super) const NOT_EXPIRED: &str = "(attribute_not_exists(expires_at) OR expires_at > :now_s)";

/// The `:now_s` of [`NOT_EXPIRED`].
pub(super) fn now_s(now_ms: i64) -> AttributeValue {
    n(now_ms / 1000)
}

/// Whether TTL should have deleted the item by now.
pub(super) fn is_expired(item: &Item, now_ms: i64) -> bool {
    let expires_at_s = item.get("expires_at").and_then(|v| v.as_n().ok()).and_then(|n| n.parse::<i64>().ok());
    expires_at_s.is_some_and(|at| at * 1000 <= now_ms)
}
