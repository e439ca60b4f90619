//! The tenant that a route is about.

use bubblechat_core::{
    Slug,
    store::{Store, Tenant},
};
use bubblechat_http::ApiError;

/// The refusal for a tenant that does not exist, or no longer.
pub(crate) fn no_tenant(slug: &Slug) -> ApiError {
    ApiError::not_found(format!("The tenant \"{slug}\" does not exist."))
}

/// The tenant, or the refusal if there is none.
pub(crate) async fn require_tenant(store: &Store, slug: &Slug) -> Result<Tenant, ApiError> {
    store.tenant(slug).await?.ok_or_else(|| no_tenant(slug))
}
