//! API keys.

use super::{
    Store, StoreError,
    item::{self, Item, n, s},
    schema::TTL_ATTRIBUTE,
};
use crate::{
    Slug,
    key::{ApiKey, KeyHash, KeyId, KeyKind, Scope},
};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem, Update};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What is stored of a key. Of a secret key, that is everything but the key itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// Its public id.
    pub id: KeyId,
    /// Where it may be used.
    pub kind: KeyKind,
    /// The operator's name for it.
    pub name: String,
    /// Its prefix and last four characters.
    pub hint: String,
    /// The key itself, of a publishable one: it stands in web pages anyway. Absent in records that are older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its hash.
    pub hash: KeyHash,
    /// What a secret key may do.
    pub scopes: Vec<Scope>,
    /// Its own limit, instead of the tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_minute: Option<u32>,
    /// When it was created, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// When it expires, milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
    /// When it was revoked, milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at_ms: Option<i64>,
    /// Set for a preview key: the origin of the console that created it, whose preview frame is the only place where it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview_in: Option<String>,
}

impl KeyRecord {
    /// The record of a new key that has no scopes, no limit of its own and no end.
    pub fn new(key: &ApiKey, name: impl Into<String>, now_ms: i64) -> Self {
        Self {
            id: key.id(),
            kind: key.kind,
            name: name.into(),
            hint: key.hint(),
            key: (key.kind == KeyKind::Publishable).then(|| key.expose().to_owned()),
            hash: key.hash(),
            scopes: Vec::new(),
            per_minute: None,
            created_at_ms: now_ms,
            expires_at_ms: None,
            revoked_at_ms: None,
            preview_in: None,
        }
    }

    /// The record of the key that replaces this one: what an operator chose for it stays.
    #[must_use]
    pub fn replaced_by(self, key: &ApiKey, now_ms: i64) -> Self {
        let Self { name, scopes, per_minute, expires_at_ms, .. } = self;
        Self { scopes, per_minute, expires_at_ms, ..Self::new(key, name, now_ms) }
    }
}

#[derive(Serialize, Deserialize)]
struct KeyUse {
    used_at_ms: i64,
}

pub(super) const KEY_PREFIX: &str = "key#";

pub(super) fn sk(id: &KeyId) -> String {
    format!("{KEY_PREFIX}{}", id.as_str())
}

impl Store {
    /// Stores a new key.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn create_key(&self, tenant: &Slug, record: &KeyRecord) -> Result<(), StoreError> {
        let item = item::to_item(tenant.as_str(), &sk(&record.id), record)?;
        let put = Put::builder().table_name(&self.tables.tenants).set_item(Some(item));
        let put = put.condition_expression("attribute_not_exists(pk)").build()?;
        match self.change(vec![TransactWriteItem::builder().put(put).build()]).await? {
            true => Ok(()),
            false => Err(StoreError::Unavailable("a key with this id exists already".to_owned())),
        }
    }

    /// Stores a preview key. TTL deletes it once it has expired.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn create_preview_key(
        &self,
        tenant: &Slug,
        record: &KeyRecord,
        expires_at_ms: i64,
    ) -> Result<(), StoreError> {
        let mut item = item::to_item(tenant.as_str(), &sk(&record.id), record)?;
        item.insert(TTL_ATTRIBUTE.to_owned(), n(expires_at_ms / 1000 + 1));
        self.client.put_item().table_name(&self.tables.tenants).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Replaces a working key with a new one and lets the old one expire at `old_ends_at_ms`: both or neither. False if there is no such key
    /// or it is revoked.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn rotate_key(
        &self,
        tenant: &Slug,
        old: &KeyId,
        new: &KeyRecord,
        old_ends_at_ms: i64,
    ) -> Result<bool, StoreError> {
        let put = Put::builder()
            .table_name(&self.tables.tenants)
            .set_item(Some(item::to_item(tenant.as_str(), &sk(&new.id), new)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        let end = Update::builder()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(tenant.as_str(), &sk(old))))
            .update_expression("SET expires_at_ms = :ends")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(revoked_at_ms)")
            .expression_attribute_values(":ends", n(old_ends_at_ms))
            .build()?;
        let (put, end) = (TransactWriteItem::builder().put(put), TransactWriteItem::builder().update(end));
        self.change(vec![put.build(), end.build()]).await
    }

    /// A tenant's keys by id, including revoked ones but not preview keys. An operator creates few, so they fit one page. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn keys(&self, tenant: &Slug) -> Result<Vec<KeyRecord>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.tenants)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(tenant.as_str()))
            .expression_attribute_values(":prefix", s(KEY_PREFIX))
            .filter_expression("attribute_not_exists(preview_in)")
            .consistent_read(true);
        query.send().await?.items.unwrap_or_default().into_iter().map(item::from_item).collect()
    }

    /// Notes that a key was used, apart from its record, which the chat function may not write.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn note_key_use(&self, tenant: &Slug, id: &KeyId, now_ms: i64) -> Result<(), StoreError> {
        let use_of = KeyUse { used_at_ms: now_ms };
        let item = item::to_item(tenant.as_str(), &sk(id), &use_of)?;
        self.client.put_item().table_name(&self.tables.conversations).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// When a tenant's keys were last used, by their ids, milliseconds since the Unix epoch.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn key_uses(&self, tenant: &Slug) -> Result<HashMap<String, i64>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.tables.conversations)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", s(tenant.as_str()))
            .expression_attribute_values(":prefix", s(KEY_PREFIX));
        let items = query.send().await?.items.unwrap_or_default();
        let id_of = |item: &Item| Some(item.get("sk")?.as_s().ok()?.strip_prefix(KEY_PREFIX)?.to_owned());
        let uses = items.into_iter().filter_map(|item| Some((id_of(&item)?, item)));
        uses.map(|(id, item)| Ok((id, item::from_item::<KeyUse>(item)?.used_at_ms))).collect()
    }

    /// Revokes a key for good. False if the tenant has no such key.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn revoke_key(&self, tenant: &Slug, id: &KeyId, now_ms: i64) -> Result<bool, StoreError> {
        let revoke = Update::builder()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(tenant.as_str(), &sk(id))))
            .update_expression("SET revoked_at_ms = if_not_exists(revoked_at_ms, :now)")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", n(now_ms))
            .build()?;
        self.change(vec![TransactWriteItem::builder().update(revoke).build()]).await
    }
}
