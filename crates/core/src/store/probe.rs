//! Whether the store can be written.

use super::{
    Store, StoreError,
    item::{key, n},
    schema::TTL_ATTRIBUTE,
};

/// No tenant has this name.
const PK: &str = "#probe";
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

impl Store {
    /// Writes one item, always the same. For servers that are watched: one small write.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn try_writing(&self, now_ms: i64) -> Result<(), StoreError> {
        let mut item = key(PK, "probe");
        item.insert(TTL_ATTRIBUTE.to_owned(), n((now_ms + KEPT_MS) / 1000));
        self.client.put_item().table_name(&self.tables.conversations).set_item(Some(item)).send().await?;
        Ok(())
    }
}
