//! Lists of tenants.

use super::{
    ListError, Page, PageRequest, Store,
    item::{self, s},
    page::List,
    schema::{TENANT_SK, TENANTS_BY_SLUG},
};
use crate::{Slug, engine::FailingEngine};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The partition of the index that lists all tenants.
pub(super) const LIVE: &str = "tenants";
/// The partition of the index that lists the deleted ones of which something is left.
pub(super) const PURGING: &str = "purging";

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
    /// Its engines that fail, by their names.
    #[serde(default)]
    pub failing_engines: BTreeMap<String, FailingEngine>,
}

impl Store {
    /// A page of the tenants that `wanted` names, by slug. `purging`: of the deleted ones of which something is left.
    ///
    /// # Errors
    /// [`ListError`]
    pub async fn tenants(
        &self,
        purging: bool,
        request: PageRequest<'_>,
        wanted: impl Fn(&TenantSummary) -> bool,
        now_ms: i64,
    ) -> Result<Page<TenantSummary>, ListError> {
        let partition = if purging { PURGING } else { LIVE };
        list(partition).read(self.by_slug(partition), request, wanted, now_ms).await
    }

    /// The same of up to 100 tenants by their slugs, read one by one: a search would cost by how many other tenants there are. Consistent.
    ///
    /// # Errors
    /// [`ListError`]
    pub async fn named_tenants(
        &self,
        slugs: &BTreeSet<Slug>,
        purging: bool,
        request: PageRequest<'_>,
        wanted: impl Fn(&TenantSummary) -> bool,
        now_ms: i64,
    ) -> Result<Page<TenantSummary>, ListError> {
        let keys = slugs.iter().map(|slug| item::key(slug.as_str(), TENANT_SK)).collect();
        let items = self.batch_get(&self.tables.tenants, keys).await?;
        list(if purging { PURGING } else { LIVE }).cut(items, request, wanted, now_ms)
    }

    /// A query of a list of tenants, by slug.
    pub(super) fn by_slug(&self, list: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.tables.tenants)
            .index_name(TENANTS_BY_SLUG)
            .key_condition_expression("#list = :list")
            .expression_attribute_names("#list", "list")
            .expression_attribute_values(":list", s(list))
    }
}

fn list(partition: &str) -> List<'_> {
    List { partition: ("list", partition), key: &["list", "pk", "sk"] }
}
