//! Items: keys, the schema version every record carries, cursors.

use super::StoreError;
use crate::Invalid;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::{BTreeMap, HashMap};

/// The version that records are written with.
pub(super) const SCHEMA: u32 = 1;

/// An item as the SDK has it.
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

/// A record out of its item. Attributes it does not know are ignored, so that older code reads newer records.
pub(super) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    Ok(serde_dynamo::aws_sdk_dynamodb_1::from_item(item)?)
}

/// Whether TTL should have deleted the item by now.
pub(super) fn is_expired(item: &Item, now_ms: i64) -> bool {
    let expires_at_s = item.get("expires_at").and_then(|v| v.as_n().ok()).and_then(|n| n.parse::<i64>().ok());
    expires_at_s.is_some_and(|at| at * 1000 <= now_ms)
}

/// Where a page ended, as an opaque text: base64url of the JSON of the last key's texts.
pub(super) fn cursor_of(last_key: Option<Item>) -> Option<String> {
    let texts: BTreeMap<String, String> =
        last_key?.into_iter().filter_map(|(name, value)| Some((name, value.as_s().ok()?.clone()))).collect();
    serde_json::to_vec(&texts).ok().map(|json| BASE64.encode(json))
}

/// Where to go on, out of a cursor that must lie in the given partition: a cursor of another tenant's list is refused, and one that
/// does not name the list's whole key, which the store would not understand.
pub(super) fn start_of(cursor: &str, partition: (&str, &str), key: &[&str]) -> Result<Item, Invalid> {
    let invalid = || Invalid::new("cursor is not one that this list returned; leave it out to begin at the start");
    let json = BASE64.decode(cursor).map_err(|_| invalid())?;
    let texts: BTreeMap<String, String> = serde_json::from_slice(&json).map_err(|_| invalid())?;
    let is_key =
        texts.len() == key.len() && key.iter().all(|name| texts.get(*name).is_some_and(|text| !text.is_empty()));
    if !is_key || texts.get(partition.0).map(String::as_str) != Some(partition.1) {
        return Err(invalid());
    }
    Ok(texts.into_iter().map(|(name, text)| (name, s(text))).collect())
}
