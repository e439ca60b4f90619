//! Tenants.

pub(crate) mod create;
pub(crate) mod delete;
mod document;
mod if_match;
pub(crate) mod list;
pub(crate) mod read;
pub(crate) mod update;

pub(crate) use document::{TenantDocument, TenantInput};

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use bubblechat_core::{
    Slug,
    store::{Store, Tenant},
};
use bubblechat_http::ApiError;
use http::{StatusCode, header};

/// The tenant does not exist, or no longer.
pub(crate) fn no_tenant(slug: &Slug) -> ApiError {
    ApiError::not_found(format!("there is no tenant \"{slug}\""))
}

/// Refuses requests for a tenant that does not exist.
pub(crate) async fn require_tenant(store: &Store, slug: &Slug) -> Result<Tenant, ApiError> {
    store.tenant(slug).await?.ok_or_else(|| no_tenant(slug))
}

/// A document with its revision as the entity tag, ready for `If-Match`.
fn show(status: StatusCode, tenant: Tenant) -> Response {
    let etag = format!("\"{}\"", tenant.revision);
    (status, [(header::ETAG, etag)], Json(TenantDocument::of(tenant))).into_response()
}
