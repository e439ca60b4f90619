//! `DELETE /v1/admin/tenants/{slug}`

use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, SessionErrors, TenantPath},
    tenant::no_tenant,
};
use axum::{
    Json, extract,
    response::{IntoResponse as _, Response},
};
use bubblechat_core::{audit::Action, store::Purged, time::now_ms};
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::{StatusCode, header};
use serde::Serialize;
use std::time::{Duration, Instant};

/// How long one request keeps deleting: well within a function's time limit, so that the response always arrives.
const WORKS_FOR: Duration = Duration::from_secs(5);

/// The progress of a deletion.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Deletion {
    status: DeletionStatus,
    /// How many records this request deleted.
    deleted: u64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeletionStatus {
    /// Gone for visitors and operators. Some of its records still exist, and scheduled work deletes them.
    Purging,
    /// All its records are deleted. Its slug stays taken.
    Purged,
}

/// Deletes a tenant permanently.
///
/// Visitors lose it at once. This request deletes records for a few seconds, and scheduled work deletes the rest, which takes at least a minute.
/// Repeating the request after `Retry-After` shows the progress. `GET /v1/admin/tenants?state=purging` lists the tenants whose deletion is
/// unfinished.
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
    caller: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
) -> Result<Response, ApiError> {
    let store = state.store.noting(caller.does(Action::TenantDeleted).to_tenant(&slug));
    let was_live = store.delete_tenant(&slug, now_ms()).await?;
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
