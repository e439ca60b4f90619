//! Which of a tenant's engines fail. Kept in the tenant's record beside its settings, so whoever reads the tenant knows it too, and the list of
//! tenants shows it. A tenant that is deleted loses them all, and none is kept for a tenant that does not exist.

use super::{
    Store, StoreError, condition,
    item::{self, n},
    schema::TENANT_SK,
};
use crate::{
    Slug,
    engine::FailingEngine,
    tenant::{SecretName, Settings},
};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use std::collections::BTreeMap;

impl Store {
    /// Records that an engine fails, unless it is recorded to fail for longer. False if it is, or if the tenant was saved or deleted after
    /// `revision`: the engine may be another one by now.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn note_failing_engine(
        &self,
        slug: &Slug,
        revision: u64,
        failing: &FailingEngine,
    ) -> Result<bool, StoreError> {
        let note = self
            .update_failing(slug, revision, &failing.fault.engine)
            .update_expression("SET failing_engines.#engine = :failing")
            .condition_expression(
                "revision = :seen AND attribute_exists(failing_engines) \
                 AND (attribute_not_exists(failing_engines.#engine) OR failing_engines.#engine.since_ms >= :since)",
            )
            .expression_attribute_values(":failing", serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(failing)?)
            .expression_attribute_values(":since", n(failing.since_ms));
        condition::held(note.send().await)
    }

    /// Records that an engine has answered. False if none is recorded to fail, or if the tenant was saved or deleted after `revision`.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn note_working_engine(&self, slug: &Slug, revision: u64, engine: &str) -> Result<bool, StoreError> {
        let note = self
            .update_failing(slug, revision, engine)
            .update_expression("REMOVE failing_engines.#engine")
            .condition_expression("revision = :seen AND attribute_exists(failing_engines.#engine)");
        condition::held(note.send().await)
    }

    /// Forgets the failures of the engines that use the secrets of that provider and host: with another secret they have not failed yet.
    pub(super) async fn forget_failures(&self, slug: &Slug, secret: &SecretName) -> Result<(), StoreError> {
        let Some(tenant) = self.tenant(slug).await? else { return Ok(()) };
        let key = SecretName { header: None, ..secret.clone() };
        for engine in tenant.settings.engines.iter().filter(|engine| engine.key_name() == key) {
            if tenant.failing_engines.contains_key(&engine.name) {
                self.note_working_engine(slug, tenant.revision, &engine.name).await?;
            }
        }
        Ok(())
    }

    fn update_failing(&self, slug: &Slug, revision: u64, engine: &str) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.tables.tenants)
            .set_key(Some(item::key(slug.as_str(), TENANT_SK)))
            .expression_attribute_names("#engine", engine)
            .expression_attribute_values(":seen", n(revision))
    }
}

/// The failing engines that are the same in both settings. An engine that was changed has not failed yet.
pub(super) fn unchanged(
    failing: &BTreeMap<String, FailingEngine>,
    before: &Settings,
    after: &Settings,
) -> BTreeMap<String, FailingEngine> {
    let is_same = |name: &str| after.engine_named(name).is_some_and(|engine| before.engine_named(name) == Some(engine));
    failing.iter().filter(|(name, _)| is_same(name)).map(|(name, failing)| (name.clone(), failing.clone())).collect()
}
