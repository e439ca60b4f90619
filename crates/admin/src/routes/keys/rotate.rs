//! `POST /v1/admin/tenants/{slug}/keys/{id}/rotate`

use super::{create::NewKey, subject};
use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, KeyPath, NotFoundErrors, SessionErrors},
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::{
    audit::Action,
    key::ApiKey,
    time::{HOUR_MS, now_ms},
};
use bubblechat_http::{ApiError, ErrorBody, ErrorCode, PathParams, QueryParams, ServerErrors};
use http::StatusCode;
use serde::Deserialize;

/// The longest grace period: thirty days.
const MAX_GRACE_HOURS: u32 = 720;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Grace {
    /// How many hours the old key stays valid, 0–720. The default is 24.
    #[param(minimum = 0, maximum = 720, default = 24)]
    grace_hours: Option<u32>,
}

/// Replaces a key with a new one of the same name, kind, scopes and limit.
///
/// The old key stays valid for a grace period, or until its own expiry if that is sooner.
#[utoipa::path(
    post,
    path = "/v1/admin/tenants/{slug}/keys/{id}/rotate",
    operation_id = "rotate_key",
    tag = "keys",
    security(("session" = []), ("bearer" = [])),
    params(KeyPath, Grace, ConfirmationHeader),
    responses(
        (status = 201, description = "Created", body = NewKey),
        (status = 400, description = "`invalid_query`: the grace period is not 0 to 720 hours", body = ErrorBody),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 409, description = "`key_not_live`: the key is revoked or has expired; create a new one", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn rotate_key(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(KeyPath { slug, id }): PathParams<KeyPath>,
    QueryParams(Grace { grace_hours }): QueryParams<Grace>,
) -> Result<(StatusCode, Json<NewKey>), ApiError> {
    let grace_hours = grace_hours.unwrap_or(24);
    if grace_hours > MAX_GRACE_HOURS {
        return Err(ApiError::new(
            ErrorCode::InvalidQuery,
            format!("grace_hours must be from 0 to {MAX_GRACE_HOURS}."),
        ));
    }
    require_tenant(&state.store, &slug).await?;
    let now_ms = now_ms();
    let old = state.store.keys(&slug).await?.into_iter().find(|key| key.id == id);
    let old = old.ok_or_else(|| ApiError::not_found("The tenant has no key with this id."))?;
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let key = ApiKey::generate(old.kind, &slug, &secret.key_tag);
    let grace_ends_at_ms = now_ms + i64::from(grace_hours) * HOUR_MS;
    let old_ends_at_ms = old.expires_at_ms.map_or(grace_ends_at_ms, |own_end| own_end.min(grace_ends_at_ms));
    let is_live = old.revoked_at_ms.is_none() && old.expires_at_ms.is_none_or(|at_ms| at_ms > now_ms);
    let store = state.store.noting(caller.does(Action::KeyRotated).to_tenant(&slug).about(subject(&old)));
    // The old key's expiry was set on purpose, so the new key keeps it.
    let record = old.replaced_by(&key, now_ms);
    if !is_live || !store.rotate_key(&slug, &id, &record, old_ends_at_ms).await? {
        return Err(ApiError::of(ErrorCode::KeyNotLive));
    }
    Ok((StatusCode::CREATED, Json(NewKey::of(&key, record))))
}
