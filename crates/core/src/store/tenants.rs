//! Tenants.

use super::{
    Store, StoreError, failing, hits,
    item::{self, Item, n, s},
    schema::TENANT_SK,
    tenant_list::LIVE,
};
use crate::{
    Slug,
    engine::FailingEngine,
    seal::SealedKey,
    tenant::{EarlierLimits, SecretName, Settings},
};
use aws_sdk_dynamodb::types::{
    Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update, builders::UpdateBuilder,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many secrets for providers a tenant can have: each of sixteen engines a key and a few headers.
const SECRETS_MAX: usize = 100;
const IS_LIVE: &str = "attribute_exists(pk) AND attribute_not_exists(deleted_at_ms)";

/// What became of a secret that was to be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretSet {
    /// It is set.
    Done,
    /// There is no such tenant.
    Missing,
    /// The tenant has as many as it can have.
    TooMany,
}

/// A tenant as it is stored: its settings, and what the service keeps with them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// Its slug, which is its id.
    #[serde(rename = "pk")]
    pub slug: Slug,
    /// Goes up by one with each save.
    pub revision: u64,
    /// When it was created, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// When it was last saved, milliseconds since the Unix epoch.
    pub updated_at_ms: i64,
    /// Who saved it last, by address; `None` for the service itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<String>,
    /// What the operator set.
    pub settings: Settings,
    /// Its secrets for providers, by [`SecretName`].
    #[serde(default)]
    pub provider_keys: BTreeMap<String, SealedKey>,
    /// Its engines that fail, by their names.
    #[serde(default)]
    pub failing_engines: BTreeMap<String, FailingEngine>,
    /// Limits that were lowered a moment ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_limits: Option<EarlierLimits>,
}

/// How a save ended.
#[derive(Debug)]
pub enum Saved {
    /// Saved; as it is now.
    Done(Box<Tenant>),
    /// Somebody saved in between; as it is now.
    Conflict(Box<Tenant>),
    /// There is no such tenant.
    Missing,
}

impl Store {
    /// Creates a tenant. `None` if the slug is taken, perhaps by a deleted one.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn create_tenant(
        &self,
        slug: &Slug,
        settings: Settings,
        now_ms: i64,
    ) -> Result<Option<Tenant>, StoreError> {
        let tenant = Tenant {
            slug: slug.clone(),
            revision: 1,
            created_at_ms: now_ms,
            updated_at_ms: now_ms,
            updated_by: self.author(),
            settings,
            provider_keys: BTreeMap::new(),
            failing_engines: BTreeMap::new(),
            earlier_limits: None,
        };
        let mut item = item::to_item(slug.as_str(), TENANT_SK, &tenant)?;
        item.extend([
            ("list".to_owned(), s(LIVE)),
            ("name".to_owned(), s(&tenant.settings.name)),
            ("primary".to_owned(), s(tenant.settings.tokens.brand.primary.as_str())),
        ]);
        let put = |table: &str, item| {
            let put =
                Put::builder().table_name(table).set_item(Some(item)).condition_expression("attribute_not_exists(pk)");
            Ok::<_, StoreError>(TransactWriteItem::builder().put(put.build()?).build())
        };
        let writes = vec![
            put(&self.tables.tenants, item)?,
            put(&self.tables.conversations, hits::empty_log(slug)?)?,
            self.put_version(slug, 1, &tenant.settings, now_ms)?,
        ];
        if self.change(writes).await? {
            return Ok(Some(tenant));
        }
        match self.tenant_item(slug).await? {
            Some(_) => Ok(None),
            None => {
                Err(StoreError::Unavailable(format!("something of a tenant \"{slug}\" is there, but not the tenant")))
            }
        }
    }

    /// The tenant, unless it is deleted. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn tenant(&self, slug: &Slug) -> Result<Option<Tenant>, StoreError> {
        Ok(self.tenant_item(slug).await?.map(live).transpose()?.flatten())
    }

    pub(super) async fn tenant_item(&self, slug: &Slug) -> Result<Option<Item>, StoreError> {
        let key = item::key(slug.as_str(), TENANT_SK);
        let get = self.client.get_item().table_name(&self.tables.tenants).set_key(Some(key)).consistent_read(true);
        Ok(get.send().await?.item)
    }

    /// Saves settings over the revision that the operator saw. An engine that is changed counts as working again.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn save_tenant(
        &self,
        slug: &Slug,
        seen: u64,
        settings: &Settings,
        now_ms: i64,
    ) -> Result<Saved, StoreError> {
        let Some(current) = self.tenant(slug).await? else { return Ok(Saved::Missing) };
        if current.revision != seen {
            return Ok(Saved::Conflict(Box::new(current)));
        }
        let earlier = EarlierLimits::after(current.earlier_limits, current.settings.limits, settings.limits, now_ms);
        let failing = failing::unchanged(&current.failing_engines, &current.settings, settings);
        let save = Update::builder()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(slug.as_str(), TENANT_SK)))
            .update_expression(
                "SET settings = :settings, #name = :name, #primary = :primary, revision = :next, updated_at_ms = :now, \
                 failing_engines = :failing, earlier_limits = :earlier, updated_by = :author",
            )
            .condition_expression("revision = :seen AND attribute_not_exists(deleted_at_ms)")
            .expression_attribute_names("#name", "name")
            .expression_attribute_names("#primary", "primary")
            .expression_attribute_values(":settings", serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(settings)?)
            .expression_attribute_values(":failing", serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(&failing)?)
            .expression_attribute_values(":earlier", serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(earlier)?)
            .expression_attribute_values(
                ":author",
                serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(self.author())?,
            )
            .expression_attribute_values(":name", s(&settings.name))
            .expression_attribute_values(":primary", s(settings.tokens.brand.primary.as_str()))
            .expression_attribute_values(":seen", n(seen))
            .expression_attribute_values(":next", n(seen + 1))
            .expression_attribute_values(":now", n(now_ms))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()?;
        let version = self.put_version(slug, seen + 1, settings, now_ms)?;
        let writes = vec![TransactWriteItem::builder().update(save).build(), version];
        let (before, after) = (json(&current.settings)?, json(settings)?);
        let noting = self.noting_changes(&before, &after, Some(seen + 1));
        match noting.transact(writes).await? {
            Ok(()) => {
                let (settings, updated_at_ms) = (settings.clone(), now_ms);
                let saved = Tenant { revision: seen + 1, settings, updated_at_ms, failing_engines: failing, ..current };
                Ok(Saved::Done(Box::new(Tenant { earlier_limits: earlier, updated_by: self.author(), ..saved })))
            }
            Err(current) => {
                let current = current.map(live).transpose()?.flatten();
                Ok(current.map_or(Saved::Missing, |current| Saved::Conflict(Box::new(current))))
            }
        }
    }

    /// Sets a secret for a provider. The engines that use it count as working again.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_provider_key(
        &self,
        slug: &Slug,
        name: &SecretName,
        key: &SealedKey,
    ) -> Result<SecretSet, StoreError> {
        let set = self
            .update_secret(slug, name)
            .update_expression("SET provider_keys.#name = :key")
            .condition_expression(format!(
                "{IS_LIVE} AND (size(provider_keys) < :most OR attribute_exists(provider_keys.#name))"
            ))
            .expression_attribute_values(":most", n(SECRETS_MAX))
            .expression_attribute_values(":key", serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(key)?)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()?;
        match self.transact(vec![TransactWriteItem::builder().update(set).build()]).await? {
            Ok(()) => {
                self.forget_failures(slug, name).await?;
                Ok(SecretSet::Done)
            }
            Err(tenant) => {
                let tenant = tenant.map(live).transpose()?.flatten();
                Ok(if tenant.is_some() { SecretSet::TooMany } else { SecretSet::Missing })
            }
        }
    }

    /// Removes a secret for a provider, if it is set. False if there is no such tenant.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn remove_provider_key(&self, slug: &Slug, name: &SecretName) -> Result<bool, StoreError> {
        let remove = self.update_secret(slug, name).update_expression("REMOVE provider_keys.#name");
        let remove = remove.condition_expression(IS_LIVE).build()?;
        let exists = self.change(vec![TransactWriteItem::builder().update(remove).build()]).await?;
        self.forget_failures(slug, name).await?;
        Ok(exists)
    }

    fn update_secret(&self, slug: &Slug, name: &SecretName) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(slug.as_str(), TENANT_SK)))
            .expression_attribute_names("#name", name.to_string())
    }
}

/// What the audit compares.
fn json(settings: &Settings) -> Result<Value, StoreError> {
    serde_json::to_value(settings).map_err(|error| StoreError::Malformed(error.to_string()))
}

/// Reads a tenant from its item; `None` if only the mark of a deleted one is left.
pub(super) fn live(item: Item) -> Result<Option<Tenant>, StoreError> {
    if item.contains_key("deleted_at_ms") { Ok(None) } else { item::from_item(item).map(Some) }
}
