//! Lists that are read a page at a time.

use super::{
    StoreError,
    item::{self, Item, s},
};
use crate::Invalid;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use std::collections::BTreeMap;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The page's entries.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub cursor: Option<String>,
}

/// A list in the store: one partition of a table or of an index.
pub(super) struct List<'a> {
    /// The partition's attribute, and which one it is.
    pub(super) partition: (&'static str, &'a str),
    /// The attributes that say where a page ended.
    pub(super) key: &'static [&'static str],
}

impl List<'_> {
    /// Where a query goes on. A cursor is refused that is of another partition (another tenant's list), and one that does not name the
    /// list's whole key, which the store would not understand.
    pub(super) fn start(&self, cursor: Option<&str>) -> Result<Option<Item>, Invalid> {
        let Some(cursor) = cursor else { return Ok(None) };
        let invalid = || Invalid::new("cursor is not one that this list returned; leave it out to begin at the start");
        let json = BASE64.decode(cursor).map_err(|_| invalid())?;
        let texts: BTreeMap<String, String> = serde_json::from_slice(&json).map_err(|_| invalid())?;
        let is_key = texts.len() == self.key.len()
            && self.key.iter().all(|name| texts.get(*name).is_some_and(|text| !text.is_empty()));
        let (attribute, partition) = self.partition;
        if !is_key || texts.get(attribute).map(String::as_str) != Some(partition) {
            return Err(invalid());
        }
        Ok(Some(texts.into_iter().map(|(name, text)| (name, s(text))).collect()))
    }

    /// What a query found, without what is expired: the entries that `wanted` names, `limit` at the most. So a search costs the same however
    /// rare its matches are, and a page of it may be empty and not the last.
    pub(super) fn page<T>(
        &self,
        found: QueryOutput,
        read: impl Fn(Item) -> Result<T, StoreError>,
        wanted: impl Fn(&T) -> bool,
        limit: u32,
        now_ms: i64,
    ) -> Result<Page<T>, StoreError> {
        let mut page = Page { items: Vec::new(), cursor: cursor_of(found.last_evaluated_key) };
        let mut items = found.items.unwrap_or_default().into_iter().peekable();
        while let Some(item) = items.next() {
            if item::is_expired(&item, now_ms) {
                continue;
            }
            let key = self.key.iter().filter_map(|name| Some(((*name).to_owned(), item.get(*name)?.clone()))).collect();
            page.items.extend(Some(read(item)?).filter(&wanted));
            if page.items.len() == limit as usize && items.peek().is_some() {
                page.cursor = cursor_of(Some(key));
                break;
            }
        }
        Ok(page)
    }
}

/// Where a page ended, as an opaque text: base64url of the JSON of the last key's texts.
fn cursor_of(last_key: Option<Item>) -> Option<String> {
    let texts: BTreeMap<String, String> =
        last_key?.into_iter().filter_map(|(name, value)| Some((name, value.as_s().ok()?.clone()))).collect();
    serde_json::to_vec(&texts).ok().map(|json| BASE64.encode(json))
}
