//! What a key opens: the tenant that it names and the key's own record, in one read.

use super::{KeyRecord, Store, StoreError, Tenant, item, keys, schema::TENANT_SK, tenants};
use crate::{Slug, key::KeyId};

/// What a key opens, as far as it exists.
#[derive(Debug, Default)]
pub struct Access {
    /// The tenant, unless it is deleted.
    pub tenant: Option<Tenant>,
    /// The key's record, also if it is revoked or expired.
    pub key: Option<KeyRecord>,
}

impl Store {
    /// Reads a tenant and one of its keys in one call. Consistent.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn access(&self, slug: &Slug, key: &KeyId) -> Result<Access, StoreError> {
        let keys = vec![item::key(slug.as_str(), TENANT_SK), item::key(slug.as_str(), &keys::sk(key))];
        let mut access = Access::default();
        for item in self.batch_get(&self.tables.tenants, keys).await? {
            if item.get("sk").and_then(|sk| sk.as_s().ok()).is_some_and(|sk| sk == TENANT_SK) {
                access.tenant = tenants::live(item)?;
            } else {
                access.key = Some(item::from_item(item)?);
            }
        }
        Ok(access)
    }
}
