//! `GET /v1/admin/tenants/{slug}/versions`

use super::VersionView;
use crate::{
    State,
    caller::Caller,
    documented::{NotFoundErrors, PagingErrors, SessionErrors, TenantPath},
    paging::{self, Paging},
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::time::now_ms;
use bubblechat_http::{ApiError, PathParams, QueryParams, ServerErrors};
use serde::Serialize;

/// A page of versions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct VersionList {
    /// Newest first.
    items: Vec<VersionView>,
    /// Send it to get the next page; null on the last page.
    cursor: Option<String>,
}

/// Lists a tenant's versions, newest first. Each save has kept one, for 400 days.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}/versions",
    operation_id = "list_versions",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath, Paging),
    responses(
        (status = 200, description = "A page", body = VersionList),
        PagingErrors,
        SessionErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn list_versions(
    extract::State(state): extract::State<State>,
    _: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<VersionList>, ApiError> {
    let request = paging.request()?;
    require_tenant(&state.store, &slug).await?;
    let page = state.store.versions(&slug, request, now_ms()).await.map_err(paging::refusal)?;
    Ok(Json(VersionList { items: page.items.into_iter().map(Into::into).collect(), cursor: page.cursor }))
}
