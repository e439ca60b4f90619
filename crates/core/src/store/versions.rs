//! Tenants' earlier documents: each save keeps its own, with who saved it.

use super::{
    ListError, Page, PageRequest, Store, StoreError,
    item::{self, n, s},
    page::List,
    schema::TTL_ATTRIBUTE,
};
use crate::{
    Slug,
    audit::{Actor, KEPT_DAYS},
    tenant::Settings,
    time::DAY_MS,
};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use serde::{Deserialize, Serialize};

pub(super) const VERSION_PREFIX: &str = "version#";

/// A document as it was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Its revision.
    pub revision: u64,
    /// When it was saved, milliseconds since the Unix epoch.
    pub saved_at_ms: i64,
    /// Who saved it; `None` for the service itself.
    pub author: Option<Actor>,
    /// What the author wrote about it.
    pub note: Option<String>,
    /// The document.
    pub settings: Settings,
}

/// What a list shows of a version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct VersionSummary {
    /// Its revision.
    pub revision: u64,
    /// When it was saved, milliseconds since the Unix epoch.
    pub saved_at_ms: i64,
    /// Who saved it; `None` for the service itself.
    #[serde(default)]
    pub author: Option<Actor>,
    /// What the author wrote about it.
    #[serde(default)]
    pub note: Option<String>,
}

fn sk(revision: u64) -> String {
    format!("{VERSION_PREFIX}{revision:020}")
}

impl Store {
    /// The write that keeps a document for 400 days, beside the one that saves it.
    pub(super) fn put_version(
        &self,
        slug: &Slug,
        revision: u64,
        settings: &Settings,
        now_ms: i64,
    ) -> Result<TransactWriteItem, StoreError> {
        let entry = self.note.as_deref();
        let version = Version {
            revision,
            saved_at_ms: now_ms,
            author: entry.map(|entry| entry.actor.clone()),
            note: entry.and_then(|entry| entry.note.clone()),
            settings: settings.clone(),
        };
        let mut item = item::to_item(slug.as_str(), &sk(revision), &version)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n((now_ms + KEPT_DAYS * DAY_MS) / 1000));
        let put = Put::builder().table_name(&self.tables.tenants).set_item(Some(item)).build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// A page of a tenant's versions, newest first.
    ///
    /// # Errors
    /// [`ListError`]
    pub async fn versions(
        &self,
        slug: &Slug,
        request: PageRequest<'_>,
        now_ms: i64,
    ) -> Result<Page<VersionSummary>, ListError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.tenants)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(slug.as_str()))
            .expression_attribute_values(":prefix", s(VERSION_PREFIX))
            .projection_expression("pk, sk, expires_at, revision, saved_at_ms, author, note")
            .scan_index_forward(false)
            .consistent_read(true);
        List { partition: ("pk", slug.as_str()), key: &["pk", "sk"] }.read(query, request, |_| true, now_ms).await
    }

    /// A version, if it is still kept. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn version(&self, slug: &Slug, revision: u64, now_ms: i64) -> Result<Option<Version>, StoreError> {
        let key = item::key(slug.as_str(), &sk(revision));
        let get = self.client.get_item().table_name(&self.tables.tenants).set_key(Some(key)).consistent_read(true);
        let item = get.send().await?.item.filter(|item| !item::is_expired(item, now_ms));
        item.map(item::from_item).transpose()
    }
}
