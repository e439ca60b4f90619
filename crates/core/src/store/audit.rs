//! The audit: entries in one partition by time, and by tenant in an index. Nothing changes or deletes an entry but its expiry.

use super::{
    ListError, Page, PageRequest, Store, StoreError,
    condition::ConditionFailed,
    item::{self, Item, n, s},
    page::List,
    schema::{AUDIT_BY_TENANT, TTL_ATTRIBUTE},
};
use crate::{
    Slug,
    audit::{AuditEntry, KEPT_DAYS},
    time::DAY_MS,
};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use serde::Deserialize;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

const AUDIT: &str = "audit";
/// How often a busy store is asked again for a change.
const MORE_ATTEMPTS: u32 = 3;

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StoredEntry {
    /// Its id. Ids sort by time.
    #[serde(rename = "sk")]
    pub id: String,
    /// The entry.
    #[serde(flatten)]
    pub entry: AuditEntry,
}

impl Store {
    /// The store, with an entry for the audit that its next change is written with.
    #[must_use]
    pub fn noting(&self, entry: AuditEntry) -> Self {
        Self { note: Some(Arc::new(entry)), ..self.clone() }
    }

    /// The same, with the fields in which two documents differ and the revision afterwards.
    pub(super) fn noting_changes(&self, before: &Value, after: &Value, revision: Option<u64>) -> Self {
        let note = self.note.as_deref().cloned();
        let note = note.map(|entry| Arc::new(AuditEntry { revision, ..entry.changing(before, after) }));
        Self { note, ..self.clone() }
    }

    /// Who makes the change, by address.
    pub(super) fn author(&self) -> Option<String> {
        self.note.as_ref().map(|entry| entry.actor.name.clone())
    }

    /// Writes the audit's entry by itself, before a change of many writes.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn note(&self) -> Result<(), StoreError> {
        self.transact(Vec::new()).await.map(|_| ())
    }

    /// Makes a change and writes the audit's entry, or neither. `Err` inside if a condition did not hold, with the item that was in the way if
    /// the write asked for it.
    pub(super) async fn transact(
        &self,
        mut writes: Vec<TransactWriteItem>,
    ) -> Result<Result<(), Option<Item>>, StoreError> {
        if let Some(entry) = &self.note {
            writes.push(self.put_note(entry)?);
        }
        if writes.is_empty() {
            return Ok(Ok(()));
        }
        let mut attempt = 0;
        loop {
            let sent = self.client.transact_write_items().set_transact_items(Some(writes.clone())).send().await;
            match sent.map_err(ConditionFailed::item_if_condition_failed) {
                Ok(_) => return Ok(Ok(())),
                Err(Ok(in_the_way)) => return Ok(Err(in_the_way)),
                // Whoever writes one of the records at the same moment, such as a chat turn that saw an engine fail, makes the store refuse this.
                Err(Err(StoreError::Busy(_))) if attempt < MORE_ATTEMPTS => {
                    attempt += 1;
                    tokio::time::sleep(Duration::from_millis(10 << attempt)).await;
                }
                Err(Err(error)) => return Err(error),
            }
        }
    }

    /// Whether such a change was made.
    pub(super) async fn change(&self, writes: Vec<TransactWriteItem>) -> Result<bool, StoreError> {
        Ok(self.transact(writes).await?.is_ok())
    }

    /// The condition makes an entry's key nobody else's, for whoever may only put.
    fn put_note(&self, entry: &AuditEntry) -> Result<TransactWriteItem, StoreError> {
        let id = format!("{:013}#{}", entry.at_ms, Uuid::new_v4().simple());
        let mut item = item::to_item(AUDIT, &id, entry)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n((entry.at_ms + KEPT_DAYS * DAY_MS) / 1000));
        let put = Put::builder().table_name(&self.tables.audit).set_item(Some(item));
        Ok(TransactWriteItem::builder().put(put.condition_expression("attribute_not_exists(pk)").build()?).build())
    }

    /// A page of the entries that `wanted` names, newest first: of one tenant, or of all and of the team. `from_ms` and `to_ms` bound their
    /// times; the latter is excluded.
    ///
    /// # Errors
    /// [`ListError`]
    pub async fn audit(
        &self,
        tenant: Option<&Slug>,
        (from_ms, to_ms): (i64, i64),
        request: PageRequest<'_>,
        wanted: impl Fn(&StoredEntry) -> bool,
        now_ms: i64,
    ) -> Result<Page<StoredEntry>, ListError> {
        let (attribute, partition) = tenant.map_or(("pk", AUDIT), |slug| ("tenant", slug.as_str()));
        let key: &[&str] = if tenant.is_some() { &["tenant", "pk", "sk"] } else { &["pk", "sk"] };
        let query = self
            .client
            .query()
            .table_name(&self.tables.audit)
            .set_index_name(tenant.map(|_| AUDIT_BY_TENANT.to_owned()))
            .key_condition_expression("#partition = :partition AND sk BETWEEN :from AND :to")
            .expression_attribute_names("#partition", attribute)
            .expression_attribute_values(":partition", s(partition))
            .expression_attribute_values(":from", s(format!("{:013}", from_ms.max(0))))
            .expression_attribute_values(":to", s(format!("{:013}", to_ms.max(0))))
            .scan_index_forward(false);
        List { partition: (attribute, partition), key }.read(query, request, wanted, now_ms).await
    }
}
