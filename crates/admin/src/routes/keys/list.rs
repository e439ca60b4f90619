//! `GET /v1/admin/tenants/{slug}/keys`

use super::KeyView;
use crate::{
    State,
    caller::Caller,
    documented::{NotFoundErrors, SessionErrors, TenantPath},
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::store::KeyRecord;
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use serde::Serialize;

/// A tenant's keys.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct KeyList {
    /// Newest first, including revoked keys.
    items: Vec<KeyView>,
    /// Always null, because all keys fit on one page.
    cursor: Option<String>,
}

/// Lists a tenant's keys.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}/keys",
    operation_id = "list_keys",
    tag = "keys",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath),
    responses((status = 200, description = "The keys", body = KeyList), SessionErrors, NotFoundErrors, ServerErrors)
)]
pub(crate) async fn list_keys(
    extract::State(state): extract::State<State>,
    _: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
) -> Result<Json<KeyList>, ApiError> {
    require_tenant(&state.store, &slug).await?;
    let (mut keys, uses) = tokio::try_join!(state.store.keys(&slug), state.store.key_uses(&slug))?;
    keys.sort_by_key(|key| std::cmp::Reverse(key.created_at_ms));
    let view = |key: KeyRecord| {
        let used_at_ms = uses.get(key.id.as_str()).copied();
        KeyView::new(key, used_at_ms)
    };
    Ok(Json(KeyList { items: keys.into_iter().map(view).collect(), cursor: None }))
}
