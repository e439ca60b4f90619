//! Lines of usage: one item for each request to a provider, in a partition of the tenant's own.

use super::{
    Store, StoreError,
    item::{self, n},
    schema::TTL_ATTRIBUTE,
};
use crate::{
    Slug,
    time::rfc3339,
    usage::{LINE_DAYS, Line},
};

/// How much of a time in RFC 3339 names its hour: `2026-11-30T14`.
const HOUR_CHARS: usize = 13;

/// The partition of a tenant's lines. No slug contains a `#`.
pub(super) fn partition(tenant: &Slug) -> String {
    format!("{tenant}#usage")
}

fn sk(line: &Line) -> String {
    let at = rfc3339(line.at_ms);
    let Line { reply_id, generator, number, .. } = line;
    format!("{}#{}#{}#{number}", &at[..HOUR_CHARS], reply_id.as_str(), generator.as_str())
}

impl Store {
    /// Stores a line, or replaces it by what is known now.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn put_usage(&self, tenant: &Slug, line: &Line) -> Result<(), StoreError> {
        let mut item = item::to_item(&partition(tenant), &sk(line), line)?;
        let expires_at_s = line.at_ms / 1000 + LINE_DAYS * 24 * 3600;
        item.insert(TTL_ATTRIBUTE.to_owned(), n(expires_at_s));
        self.client.put_item().table_name(&self.tables.conversations).set_item(Some(item)).send().await?;
        Ok(())
    }
}
