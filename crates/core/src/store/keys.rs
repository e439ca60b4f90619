//! API keys.

use super::{
    Store, StoreError,
    item::{self, n, s},
    tenants::ConditionFailed as _,
};
use crate::{
    Slug,
    key::{KeyHash, KeyId, KeyKind, Scope},
};
use serde::{Deserialize, Serialize};

/// What is stored of a key: everything but the key.
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
    /// Its hash.
    pub hash: KeyHash,
    /// What a secret key may do.
    pub scopes: Vec<Scope>,
    /// Its own limit, instead of the tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_minute: Option<u32>,
    /// When it was made, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// From when on it is refused, milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at_ms: Option<i64>,
    /// When it was revoked, milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at_ms: Option<i64>,
    /// Set for a preview key: the origin of the console that made it, whose preview frame is the only place where it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview_in: Option<String>,
}

pub(super) fn sk(id: &KeyId) -> String {
    format!("key#{}", id.as_str())
}

impl Store {
    /// Stores a new key.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn create_key(&self, tenant: &Slug, record: &KeyRecord) -> Result<(), StoreError> {
        let item = item::to_item(tenant.as_str(), &sk(&record.id), record)?;
        let put = self.client.put_item().table_name(&self.tables.tenants).set_item(Some(item));
        put.condition_expression("attribute_not_exists(pk)").send().await?;
        Ok(())
    }

    /// A tenant's keys, by id, revoked ones too. An operator makes few, so they are one page. Consistent.
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
            .expression_attribute_values(":prefix", s("key#"))
            .consistent_read(true);
        query.send().await?.items.unwrap_or_default().into_iter().map(item::from_item).collect()
    }

    /// Revokes a key for good. False when the tenant has no such key.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn revoke_key(&self, tenant: &Slug, id: &KeyId, now_ms: i64) -> Result<bool, StoreError> {
        let revoked = self
            .client
            .update_item()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(tenant.as_str(), &sk(id))))
            .update_expression("SET revoked_at_ms = if_not_exists(revoked_at_ms, :now)")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", n(now_ms))
            .send()
            .await;
        match revoked {
            Ok(_) => Ok(true),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| false),
        }
    }
}
