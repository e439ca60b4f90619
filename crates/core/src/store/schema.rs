//! The tables, for stores that this code sets up itself (the embedded one, tests). On AWS, `template.yaml` creates the same.

use super::{Store, StoreError};
use aws_sdk_dynamodb::{
    client::Waiters as _,
    error::DisplayErrorContext,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType, TimeToLiveSpecification,
    },
};
use std::time::Duration;

/// The index of tenants by slug: partition `list` (`tenants` or `purging`), sort `pk`. It holds only what a list shows,
/// so that long prompts make a list no dearer.
pub const TENANTS_BY_SLUG: &str = "by_slug";
/// The index of conversations by their newest message: partition `tenant` (a slug, or `SLUG#preview`), sort `active_at`.
pub const CONVERSATIONS_BY_ACTIVITY: &str = "by_activity";
/// The index of the audit by tenant: partition `tenant`, sort `sk`.
pub const AUDIT_BY_TENANT: &str = "by_tenant";
/// The sort key of a tenant's record.
pub(super) const TENANT_SK: &str = "tenant";
/// The attribute of an item's expiry, Unix seconds.
pub const TTL_ATTRIBUTE: &str = "expires_at";

const TABLE_READY_WITHIN: Duration = Duration::from_secs(60);

/// An index: its name, partition key, sort key, and the other attributes it holds (if none are named, all).
type Index<'a> = (&'a str, &'a str, &'a str, &'a [&'a str]);

impl Store {
    /// Creates the tables that are missing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the store does not answer.
    pub async fn create_tables(&self) -> Result<(), StoreError> {
        let tenants =
            Some((TENANTS_BY_SLUG, "list", "pk", &["name", "primary", "updated_at_ms", "failing_engines"][..]));
        let conversations = Some((CONVERSATIONS_BY_ACTIVITY, "tenant", "active_at", &[][..]));
        self.create_table(&self.tables.tenants, tenants).await?;
        self.create_table(&self.tables.conversations, conversations).await?;
        let audit = Some((AUDIT_BY_TENANT, "tenant", "sk", &[][..]));
        self.create_table(&self.tables.operators, None).await?;
        self.create_table(&self.tables.audit, audit).await
    }

    async fn create_table(&self, name: &str, index: Option<Index<'_>>) -> Result<(), StoreError> {
        let mut names = vec!["pk", "sk"];
        names.extend(
            index.iter().flat_map(|(_, partition, sort, _)| [*partition, *sort]).filter(|n| !["pk", "sk"].contains(n)),
        );
        let attributes = names.iter().map(|name| {
            AttributeDefinition::builder().attribute_name(*name).attribute_type(ScalarAttributeType::S).build()
        });
        let request = self
            .client
            .create_table()
            .table_name(name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(attributes.collect::<Result<_, _>>()?))
            .set_key_schema(Some(key_schema("pk", "sk")?));
        let request = match index {
            None => request,
            Some((index, partition, sort, fields)) => request.global_secondary_indexes(
                GlobalSecondaryIndex::builder()
                    .index_name(index)
                    .set_key_schema(Some(key_schema(partition, sort)?))
                    .projection(projection(fields))
                    .build()?,
            ),
        };
        let is_new = match request.send().await {
            Ok(_) => true,
            Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => false,
            Err(error) => return Err(error.into()),
        };
        // On AWS that takes some seconds, even if somebody else began it.
        let ready = self.client.wait_until_table_exists().table_name(name).wait(TABLE_READY_WITHIN).await;
        ready.map_err(|error| StoreError::Unavailable(DisplayErrorContext(error).to_string()))?;
        if !is_new {
            return Ok(());
        }
        let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name(TTL_ATTRIBUTE).build()?;
        self.client.update_time_to_live().table_name(name).time_to_live_specification(ttl).send().await?;
        Ok(())
    }
}

fn key_schema(partition: &str, sort: &str) -> Result<Vec<KeySchemaElement>, StoreError> {
    Ok(vec![
        KeySchemaElement::builder().attribute_name(partition).key_type(KeyType::Hash).build()?,
        KeySchemaElement::builder().attribute_name(sort).key_type(KeyType::Range).build()?,
    ])
}

fn projection(fields: &[&str]) -> Projection {
    let projection = Projection::builder();
    if fields.is_empty() {
        return projection.projection_type(ProjectionType::All).build();
    }
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    projection.projection_type(ProjectionType::Include).set_non_key_attributes(Some(fields)).build()
}
