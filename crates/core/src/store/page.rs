//! Lists that are read a page at a time.

use super::{
    StoreError,
    item::{self, Item, s},
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Which page of a list to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest<'a> {
    /// The cursor that came with the page before; `None` for the first page.
    pub cursor: Option<&'a str>,
    /// How many entries the page may have.
    pub limit: u32,
    /// How many entries may be looked at: for a search, more than `limit`.
    pub read: u32,
}

impl<'a> PageRequest<'a> {
    /// The next `limit` entries, whatever they are.
    pub fn of_all(cursor: Option<&'a str>, limit: u32) -> Self {
        Self { cursor, limit, read: limit }
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The page's entries.
    pub items: Vec<T>,
    /// Where the next page begins; `None` at the end.
    pub cursor: Option<String>,
}

/// A page that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The cursor did not come from this list.
    #[error("cursor does not belong to this list; leave it out to start from the beginning")]
    Cursor,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A list in the store: one partition of a table or of an index.
pub(super) struct List<'a> {
    /// The partition key: its attribute and its value.
    pub(super) partition: (&'static str, &'a str),
    /// The attributes that say where a page ended.
    pub(super) key: &'static [&'static str],
}

impl List<'_> {
    /// Reads a page of what `query` finds, without expired entries: of the next `read` entries those that `wanted` names, `limit` at most.
    /// So a search costs the same however rare its matches are, and a page may be empty without being the last.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        query: QueryFluentBuilder,
        request: PageRequest<'_>,
        wanted: impl Fn(&T) -> bool,
        now_ms: i64,
    ) -> Result<Page<T>, ListError> {
        let start = request.cursor.map(|cursor| self.start(cursor).ok_or(ListError::Cursor)).transpose()?;
        let query = query.set_exclusive_start_key(start).limit(request.read as i32);
        let found = query.send().await.map_err(StoreError::from)?;
        let mut page = self.page(found.items.unwrap_or_default(), request.limit, wanted, now_ms)?;
        page.cursor = page.cursor.or_else(|| cursor_of(found.last_evaluated_key));
        Ok(page)
    }

    /// Reads a page of items that are all there, in any order and of any partition.
    pub(super) fn cut<T: DeserializeOwned>(
        &self,
        mut items: Vec<Item>,
        request: PageRequest<'_>,
        wanted: impl Fn(&T) -> bool,
        now_ms: i64,
    ) -> Result<Page<T>, ListError> {
        let (attribute, partition) = self.partition;
        let text = |item: &Item, name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
        let place = |item: &Item| self.key.iter().map(|name| text(item, name)).collect::<Vec<_>>();
        let start = request.cursor.map(|cursor| self.start(cursor).ok_or(ListError::Cursor)).transpose()?;
        let start = start.as_ref().map(place);
        items.retain(|item| text(item, attribute).as_deref() == Some(partition));
        items.retain(|item| start.as_ref().is_none_or(|start| place(item) > *start));
        items.sort_by_key(place);
        self.page(items, request.limit, wanted, now_ms)
    }

    /// The first `limit` of the items that `wanted` names, and a cursor if some of the items are left.
    fn page<T: DeserializeOwned>(
        &self,
        items: Vec<Item>,
        limit: u32,
        wanted: impl Fn(&T) -> bool,
        now_ms: i64,
    ) -> Result<Page<T>, ListError> {
        let mut page = Page { items: Vec::new(), cursor: None };
        let mut items = items.into_iter().peekable();
        while let Some(item) = items.next() {
            if item::is_expired(&item, now_ms) {
                continue;
            }
            let key = self.key.iter().filter_map(|name| Some(((*name).to_owned(), item.get(*name)?.clone()))).collect();
            page.items.extend(Some(item::from_item(item)?).filter(&wanted));
            if page.items.len() == limit as usize && items.peek().is_some() {
                page.cursor = cursor_of(Some(key));
                break;
            }
        }
        Ok(page)
    }

    /// Where a query goes on. `None` for a cursor of another partition (another tenant's list), and for one that does not name the list's
    /// whole key, which the store would not understand.
    fn start(&self, cursor: &str) -> Option<Item> {
        let texts: BTreeMap<String, String> = serde_json::from_slice(&BASE64.decode(cursor).ok()?).ok()?;
        let is_key = texts.len() == self.key.len()
            && self.key.iter().all(|name| texts.get(*name).is_some_and(|text| !text.is_empty()));
        let (attribute, partition) = self.partition;
        let is_own = texts.get(attribute).is_some_and(|text| text == partition);
        (is_key && is_own).then(|| texts.into_iter().map(|(name, text)| (name, s(text))).collect())
    }
}

/// Where a page ended, as an opaque text: base64url of the last key in JSON.
fn cursor_of(last_key: Option<Item>) -> Option<String> {
    let texts: BTreeMap<String, String> =
        last_key?.into_iter().filter_map(|(name, value)| Some((name, value.as_s().ok()?.clone()))).collect();
    serde_json::to_vec(&texts).ok().map(|json| BASE64.encode(json))
}
