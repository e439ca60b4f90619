//! `GET /v1/admin/tenants`

use crate::{
    State,
    documented::{PagingErrors, SessionErrors},
    paging::{Paging, invalid_cursor},
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{Slug, store, time::rfc3339};
use bubblechat_http::{ApiError, QueryParams, ServerErrors};
use serde::{Deserialize, Serialize};

/// A page of tenants.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TenantList {
    /// By slug.
    items: Vec<TenantSummary>,
    /// Where the next page begins; null at the end.
    cursor: Option<String>,
}

/// What the list shows of a tenant.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TenantSummary {
    /// Its slug.
    slug: Slug,
    /// The customer's name.
    #[schema(example = "Acme")]
    name: String,
    /// Its primary colour.
    #[schema(example = "#0f766e")]
    primary: String,
    /// When it was last saved, RFC 3339.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<store::TenantSummary> for TenantSummary {
    fn from(tenant: store::TenantSummary) -> Self {
        Self {
            slug: tenant.slug,
            name: tenant.name,
            primary: tenant.primary,
            updated_at: rfc3339(tenant.updated_at_ms),
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// Only tenants whose slug begins so.
    #[serde(default)]
    #[param(max_length = 40)]
    q: String,
}

/// Lists tenants by slug.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants",
    operation_id = "list_tenants",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(Search, Paging),
    responses((status = 200, description = "A page", body = TenantList), PagingErrors, SessionErrors, ServerErrors)
)]
pub(crate) async fn list_tenants(
    extract::State(state): extract::State<State>,
    _: SignedIn,
    QueryParams(search): QueryParams<Search>,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<TenantList>, ApiError> {
    let prefix = search.q.trim().to_lowercase();
    if prefix.chars().count() > 40 {
        return Err(ApiError::bad_request("invalid_query", "q must be the beginning of a slug: at most 40 characters"));
    }
    let page = state.store.tenants(&prefix, paging.cursor(), paging.limit()?).await?.map_err(invalid_cursor)?;
    Ok(Json(TenantList { items: page.items.into_iter().map(Into::into).collect(), cursor: page.cursor }))
}
