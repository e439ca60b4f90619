//! `GET /v1/admin/tenants/{slug}/versions/{revision}`

use super::{VersionPath, VersionView, no_version};
use crate::{
    State,
    caller::Caller,
    documented::{NotFoundErrors, SessionErrors},
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::{
    store::{Version, VersionSummary},
    tenant::Settings,
    time::now_ms,
};
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use serde::Serialize;

/// A version, in full.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct VersionDocument {
    #[serde(flatten)]
    about: VersionView,
    /// What was saved, as `PUT` takes it.
    document: Settings,
}

/// Returns a tenant's document as it was saved.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}/versions/{revision}",
    operation_id = "read_version",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(VersionPath),
    responses(
        (status = 200, description = "The version", body = VersionDocument),
        SessionErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn read_version(
    extract::State(state): extract::State<State>,
    _: Caller,
    PathParams(VersionPath { slug, revision }): PathParams<VersionPath>,
) -> Result<Json<VersionDocument>, ApiError> {
    require_tenant(&state.store, &slug).await?;
    let version = state.store.version(&slug, revision, now_ms()).await?.ok_or_else(|| no_version(revision))?;
    let Version { revision, saved_at_ms, author, note, settings: document } = version;
    let about = VersionSummary { revision, saved_at_ms, author, note }.into();
    Ok(Json(VersionDocument { about, document }))
}
