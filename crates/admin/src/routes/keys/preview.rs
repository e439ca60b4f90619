//! `POST /v1/admin/tenants/{slug}/preview-key`

use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, SessionErrors, TenantPath},
    session::SignedIn,
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::{
    key::{ApiKey, KeyKind},
    store::{self, KeyRecord},
    time::{now_ms, rfc3339},
};
use bubblechat_http::{ApiError, ErrorCode, PathParams, ServerErrors, site_origin};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

/// How long a preview key is valid.
const LIFE_MS: i64 = 15 * 60 * 1000;

/// A preview key.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PreviewKey {
    /// The key, for `GET /v1/widget/frame` in an iframe of the dashboard.
    #[schema(example = "bc_pk_acme_4bRk2mQe7Xw9TzL1pVs6Hd3Jf8Yc5NaG")]
    key: String,
    /// When the key expires, in RFC 3339.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Creates a key for the dashboard's preview. It is valid for 15 minutes, and only in an iframe of the console that requested it.
#[utoipa::path(
    post,
    path = "/v1/admin/tenants/{slug}/preview-key",
    operation_id = "create_preview_key",
    tag = "keys",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath, ConfirmationHeader),
    responses(
        (status = 201, description = "Created", body = PreviewKey),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn create_preview_key(
    extract::State(state): extract::State<State>,
    SignedIn { session, .. }: SignedIn,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<PreviewKey>), ApiError> {
    let console = site_origin(&headers).ok_or_else(|| ApiError::internal("nothing vouches for the console's host"))?;
    require_tenant(&state.store, &slug).await?;
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let key = ApiKey::generate(KeyKind::Publishable, &slug, &secret.key_tag);
    if !state.store.note_preview_key(&session, &store::PreviewKey { tenant: slug.clone(), id: key.id() }).await? {
        return Err(ApiError::of(ErrorCode::SessionEnded));
    }
    let now_ms = now_ms();
    let expires_at_ms = now_ms + LIFE_MS;
    let record = KeyRecord {
        // Nobody is ever shown it again.
        key: None,
        expires_at_ms: Some(expires_at_ms),
        preview_in: Some(console),
        ..KeyRecord::new(&key, "Preview", now_ms)
    };
    state.store.create_preview_key(&slug, &record, expires_at_ms).await?;
    let made = PreviewKey { key: key.expose().to_owned(), expires_at: rfc3339(expires_at_ms) };
    Ok((StatusCode::CREATED, Json(made)))
}
