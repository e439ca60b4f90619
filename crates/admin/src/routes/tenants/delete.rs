//! `DELETE /v1/admin/tenants/{slug}`

use super::no_tenant;
use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, SessionErrors, TenantPath},
    session::SignedIn,
};
use axum::{
    Json, extract,
    response::{IntoResponse as _, Response},
};
use bubblechat_core::{store::Purged, time::now_ms};
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::{StatusCode, header};
use serde::Serialize;
use std::time::{Duration, Instant};

/// How long one request goes on deleting: well within a function's time, so that every answer arrives.
const WORKS_FOR: Duration = Duration::from_secs(5);

/// How far a deletion is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Deletion {
    status: DeletionStatus,
    /// How many records this request deleted.
    deleted: u64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeletionStatus {
    /// Gone for visitors and operators; records of it are still to be deleted: send the request again after `Retry-After`.
    Purging,
    /// Nothing of it is left. Its slug stays taken.
    Purged,
}

/// Deletes a tenant for good.
///
/// It is gone for its visitors at once. Its records are deleted in batches: each request deletes for some seconds, and the same request
/// again goes on until the answer is `purged`, a minute after the first one at the earliest. `GET /v1/admin/tenants?state=purging` names the tenants whose deletion was begun and not
/// ended.
#[utoipa::path(
    delete,
    path = "/v1/admin/tenants/{slug}",
    operation_id = "delete_tenant",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath, ConfirmationHeader),
    responses(
        (status = 200, description = "`purged`", body = Deletion),
        (status = 202, description = "`purging`", body = Deletion, headers(("Retry-After" = u64, description = "Seconds"))),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn delete_tenant(
    extract::State(state): extract::State<State>,
    _: SignedIn,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
) -> Result<Response, ApiError> {
    let was_live = state.store.delete_tenant(&slug, now_ms()).await?;
    let begun = Instant::now();
    let mut deleted = 0;
    let retry_after_s = loop {
        match state.store.purge_tenant(&slug, now_ms()).await? {
            Purged::Missing if !was_live => return Err(no_tenant(&slug)),
            Purged::All | Purged::Missing => {
                return Ok(Json(Deletion { status: DeletionStatus::Purged, deleted }).into_response());
            }
            Purged::Settling(for_ms) => break for_ms / 1000 + 1,
            Purged::Some(items) => deleted += items,
        }
        if begun.elapsed() >= WORKS_FOR {
            break 1;
        }
    };
    let body = Json(Deletion { status: DeletionStatus::Purging, deleted });
    Ok((StatusCode::ACCEPTED, [(header::RETRY_AFTER, retry_after_s.to_string())], body).into_response())
}
