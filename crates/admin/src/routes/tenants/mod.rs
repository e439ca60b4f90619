//! Tenants.

pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
mod document;
pub(crate) mod export;
pub(crate) mod if_match;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod read;
pub(crate) mod update;

pub(crate) use document::{TenantDocument, TenantInput};
pub(crate) use update::save;

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use bubblechat_core::{Slug, store::Tenant};
use bubblechat_http::{ApiError, ErrorCode};
use http::{StatusCode, header};

fn slug_taken(slug: &Slug) -> ApiError {
    let code = ErrorCode::SlugTaken;
    ApiError::new(code, format!("A tenant has the slug \"{slug}\", or had it once. {}", code.fix()))
}

/// A document with its revision as the entity tag, ready for `If-Match`.
fn show(status: StatusCode, tenant: Tenant) -> Response {
    let etag = format!("\"{}\"", tenant.revision);
    (status, [(header::ETAG, etag)], Json(TenantDocument::of(tenant))).into_response()
}
