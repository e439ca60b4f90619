//! `GET /v1/admin/tenants/{slug}/export`

use crate::{
    State,
    caller::Caller,
    documented::{NotFoundErrors, SessionErrors, TenantPath},
    tenant::require_tenant,
};
use axum::{
    Json, extract,
    response::{IntoResponse as _, Response},
};
use bubblechat_core::{
    Slug,
    tenant::Settings,
    time::{now_ms, rfc3339},
};
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::header;
use serde::{Deserialize, Serialize};

/// A tenant as a file, which `POST /v1/admin/imports` reads, also on another deployment. It has no keys, no secrets and no conversations.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct TenantFile {
    /// What the file is, and its version.
    format: FileFormat,
    /// The tenant's slug when it was exported.
    pub(super) slug: Slug,
    /// When it was exported, in RFC 3339.
    #[schema(format = DateTime)]
    exported_at: String,
    /// Everything that an operator sets.
    pub(super) document: Settings,
}

/// The formats of a tenant's file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) enum FileFormat {
    /// The only one so far.
    #[serde(rename = "bubblechat-tenant-1")]
    Tenant1,
}

/// Exports a tenant as a file, without its keys, provider keys and conversations.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}/export",
    operation_id = "export_tenant",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath),
    responses(
        (status = 200, description = "The file", body = TenantFile, headers(("Content-Disposition" = String, description = "The file's name"))),
        SessionErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn export_tenant(
    extract::State(state): extract::State<State>,
    _: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
) -> Result<Response, ApiError> {
    let document = require_tenant(&state.store, &slug).await?.settings;
    let disposition = format!("attachment; filename=\"{slug}.bubblechat.json\"");
    let file = TenantFile { format: FileFormat::Tenant1, slug, exported_at: rfc3339(now_ms()), document };
    Ok(([(header::CONTENT_DISPOSITION, disposition)], Json(file)).into_response())
}
