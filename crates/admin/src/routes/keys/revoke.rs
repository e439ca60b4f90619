//! `DELETE /v1/admin/tenants/{slug}/keys/{id}`

use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, KeyPath, NotFoundErrors, SessionErrors},
    tenant::require_tenant,
};
use axum::extract;
use bubblechat_core::{audit::Action, time::now_ms};
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::StatusCode;

/// No id is longer, and a much longer one would exceed the store's limit on keys.
const MAX_ID_BYTES: usize = 64;

/// Revokes a key permanently.
///
/// Its next message is refused. Browsers and the edge may still serve a cached config for up to a minute.
#[utoipa::path(
    delete,
    path = "/v1/admin/tenants/{slug}/keys/{id}",
    operation_id = "revoke_key",
    tag = "keys",
    security(("session" = []), ("bearer" = [])),
    params(KeyPath, ConfirmationHeader),
    responses(
        (status = 204, description = "Revoked, now or earlier"),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn revoke_key(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(KeyPath { slug, id }): PathParams<KeyPath>,
) -> Result<StatusCode, ApiError> {
    require_tenant(&state.store, &slug).await?;
    let store = state.store.noting(caller.does(Action::KeyRevoked).to_tenant(&slug).about(id.as_str()));
    let is_known = id.as_str().len() <= MAX_ID_BYTES && store.revoke_key(&slug, &id, now_ms()).await?;
    if is_known { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found("The tenant has no key with this id.")) }
}
