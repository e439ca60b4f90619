//! Tenants.

use super::{
    KeyRecord, Page, Store, StoreError,
    item::{self, Item, n, s},
    page::List,
    schema::TENANTS_BY_SLUG,
};
use crate::{
    Invalid, Slug,
    key::KeyId,
    seal::SealedKey,
    tenant::{Provider, Settings},
};
use aws_sdk_dynamodb::types::{
    KeysAndAttributes, Put, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

pub(super) const TENANT_SK: &str = "tenant";
/// The partition of the index that lists all tenants.
const LIVE: &str = "tenants";
/// The partition of the index that lists the deleted ones of which something is left.
pub(super) const PURGING: &str = "purging";

/// A tenant as it is stored: its settings and what the service keeps about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// Its slug, which is its id.
    #[serde(rename = "pk")]
    pub slug: Slug,
    /// Goes up by one with each save.
    pub revision: u64,
    /// When it was made, milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// When it was last saved, milliseconds since the Unix epoch.
    pub updated_at_ms: i64,
    /// What the operator set.
    pub settings: Settings,
    /// Its provider keys, by provider name.
    #[serde(default)]
    pub provider_keys: BTreeMap<String, SealedKey>,
}

/// What a list shows of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TenantSummary {
    /// Its slug.
    #[serde(rename = "pk")]
    pub slug: Slug,
    /// The customer's name.
    pub name: String,
    /// Its primary colour.
    pub primary: String,
    /// When it was last saved, milliseconds since the Unix epoch.
    pub updated_at_ms: i64,
}

/// What a key opens: the tenant it names and its own record, as far as they exist.
#[derive(Debug, Default)]
pub struct Access {
    /// The tenant, unless it is deleted.
    pub tenant: Option<Tenant>,
    /// The key's record, also when it is revoked or expired.
    pub key: Option<KeyRecord>,
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
    /// Reads a key's record and its tenant in one consistent call, so that a revocation holds from the next request on.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn access(&self, slug: &Slug, key: &KeyId) -> Result<Access, StoreError> {
        let keys = vec![item::key(slug.as_str(), TENANT_SK), item::key(slug.as_str(), &super::keys::sk(key))];
        let mut access = Access::default();
        for item in self.batch_get(&self.tables.tenants, keys).await? {
            if item.get("sk").and_then(|sk| sk.as_s().ok()).is_some_and(|sk| sk == TENANT_SK) {
                access.tenant = live(item)?;
            } else {
                access.key = Some(item::from_item(item)?);
            }
        }
        Ok(access)
    }

    /// Reads items in one consistent call, and again those that a busy store left out.
    async fn batch_get(&self, table: &str, mut keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        for attempt in 0..5_u32 {
            let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build()?;
            let answer = self.client.batch_get_item().request_items(table, wanted).send().await?;
            items.extend(answer.responses.into_iter().flatten().flat_map(|(_, items)| items));
            keys = answer.unprocessed_keys.into_iter().flatten().flat_map(|(_, left)| left.keys).collect();
            if keys.is_empty() {
                return Ok(items);
            }
            tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
        }
        Err(StoreError::Busy("items were left unprocessed five times".to_owned()))
    }

    /// Makes a tenant. `None` when the slug is taken, also by a deleted one.
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
            settings,
            provider_keys: BTreeMap::new(),
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
        let made = self
            .client
            .transact_write_items()
            .transact_items(put(&self.tables.tenants, item)?)
            .transact_items(put(&self.tables.conversations, self.limiter().empty_log(slug)?)?)
            .send()
            .await;
        match made {
            Ok(_) => Ok(Some(tenant)),
            Err(error) => match error.as_service_error().filter(|e| e.is_transaction_canceled_exception()) {
                Some(_) => match self.tenant(slug).await? {
                    Some(_) => Ok(None),
                    None if self.is_tombstone(slug).await? => Ok(None),
                    None => Err(error.into()),
                },
                None => Err(error.into()),
            },
        }
    }

    /// The tenant, unless it is deleted. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn tenant(&self, slug: &Slug) -> Result<Option<Tenant>, StoreError> {
        Ok(self.tenant_item(slug).await?.map(live).transpose()?.flatten())
    }

    async fn is_tombstone(&self, slug: &Slug) -> Result<bool, StoreError> {
        Ok(self.tenant_item(slug).await?.is_some())
    }

    pub(super) async fn tenant_item(&self, slug: &Slug) -> Result<Option<Item>, StoreError> {
        let key = item::key(slug.as_str(), TENANT_SK);
        let get = self.client.get_item().table_name(&self.tables.tenants).set_key(Some(key)).consistent_read(true);
        Ok(get.send().await?.item)
    }

    /// Saves settings over the revision that the operator saw.
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
        let saved = self
            .client
            .update_item()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(slug.as_str(), TENANT_SK)))
            .update_expression(
                "SET settings = :settings, #name = :name, #primary = :primary, revision = :next, updated_at_ms = :now",
            )
            .condition_expression("revision = :seen AND attribute_not_exists(deleted_at_ms)")
            .expression_attribute_names("#name", "name")
            .expression_attribute_names("#primary", "primary")
            .expression_attribute_values(":settings", serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(settings)?)
            .expression_attribute_values(":name", s(&settings.name))
            .expression_attribute_values(":primary", s(settings.tokens.brand.primary.as_str()))
            .expression_attribute_values(":seen", n(seen))
            .expression_attribute_values(":next", n(seen + 1))
            .expression_attribute_values(":now", n(now_ms))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match saved {
            Ok(answer) => Ok(Saved::Done(Box::new(item::from_item(answer.attributes.unwrap_or_default())?))),
            Err(error) => match error.into_service_error_if_condition_failed() {
                Ok(Some(item)) => Ok(live(item)?.map_or(Saved::Missing, |current| Saved::Conflict(Box::new(current)))),
                Ok(None) => Ok(Saved::Missing),
                Err(error) => Err(error),
            },
        }
    }

    /// Sets or takes away a provider key. False when there is no such tenant.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn set_provider_key(
        &self,
        slug: &Slug,
        provider: Provider,
        key: Option<&SealedKey>,
    ) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(slug.as_str(), TENANT_SK)))
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(deleted_at_ms)")
            .expression_attribute_names("#provider", provider.name());
        let update = match key {
            Some(key) => update
                .update_expression("SET provider_keys.#provider = :key")
                .expression_attribute_values(":key", serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(key)?),
            None => update.update_expression("REMOVE provider_keys.#provider"),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => error.into_service_error_if_condition_failed().map(|_| false),
        }
    }

    /// A page of tenants by slug: those that `wanted` names, of the next `read` there are, `limit` at the most. `purging`: of the deleted
    /// ones of which something is left.
    ///
    /// # Errors
    /// [`StoreError`]; the inner [`Invalid`] for a cursor of another list.
    pub async fn tenants(
        &self,
        purging: bool,
        wanted: impl Fn(&TenantSummary) -> bool,
        cursor: Option<&str>,
        (read, limit): (u32, u32),
        now_ms: i64,
    ) -> Result<Result<Page<TenantSummary>, Invalid>, StoreError> {
        let partition = if purging { PURGING } else { LIVE };
        let list = List { partition: ("list", partition), key: &["list", "pk", "sk"] };
        let start = match list.start(cursor) {
            Ok(start) => start,
            Err(invalid) => return Ok(Err(invalid)),
        };
        let query = self
            .client
            .query()
            .table_name(&self.tables.tenants)
            .index_name(TENANTS_BY_SLUG)
            .key_condition_expression("#list = :list")
            .expression_attribute_names("#list", "list")
            .expression_attribute_values(":list", s(partition))
            .set_exclusive_start_key(start)
            .limit(read as i32);
        list.page(query.send().await?, item::from_item, wanted, limit, now_ms).map(Ok)
    }
}

/// A tenant out of its item; `None` when only the mark of a deleted one is left.
fn live(item: Item) -> Result<Option<Tenant>, StoreError> {
    if item.contains_key("deleted_at_ms") { Ok(None) } else { item::from_item(item).map(Some) }
}

/// The item that a failed condition returned, or the error it really was.
pub(super) trait ConditionFailed {
    /// `Ok` when a condition failed: the item as it was, if there was one.
    fn into_service_error_if_condition_failed(self) -> Result<Option<Item>, StoreError>;
}

macro_rules! condition_failed {
    ($($operation:ident :: $error:ident),+) => {$(
        impl ConditionFailed
            for aws_sdk_dynamodb::error::SdkError<aws_sdk_dynamodb::operation::$operation::$error>
        {
            fn into_service_error_if_condition_failed(self) -> Result<Option<Item>, StoreError> {
                use aws_sdk_dynamodb::operation::$operation::$error as Error;
                match self.as_service_error() {
                    Some(Error::ConditionalCheckFailedException(failed)) => Ok(failed.item.clone()),
                    _ => Err(self.into()),
                }
            }
        }
    )+};
}

condition_failed!(update_item::UpdateItemError, put_item::PutItemError, delete_item::DeleteItemError);
