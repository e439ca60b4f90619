//! `GET /v1/admin/tenants/{slug}`

use super::{TenantDocument, show};
use crate::{
    State,
    caller::Caller,
    documented::{NotFoundErrors, SessionErrors, TenantPath},
    tenant::require_tenant,
};
use axum::{extract, response::Response};
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::StatusCode;

/// Returns a tenant in full.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}",
    operation_id = "read_tenant",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath),
    responses(
        (status = 200, description = "The tenant", body = TenantDocument, headers(("ETag" = String, description = "The revision"))),
        SessionErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn read_tenant(
    extract::State(state): extract::State<State>,
    _: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
) -> Result<Response, ApiError> {
    Ok(show(StatusCode::OK, require_tenant(&state.store, &slug).await?))
}
