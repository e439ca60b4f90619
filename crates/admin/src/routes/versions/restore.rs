//! `POST /v1/admin/tenants/{slug}/versions/{revision}/restore`

use super::{VersionPath, no_version};
use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, RuleErrors, SessionErrors},
    routes::tenants::{TenantDocument, if_match, save},
    tenant::require_tenant,
};
use axum::{extract, response::Response};
use bubblechat_core::{audit::Action, time::now_ms};
use bubblechat_http::{ApiError, ErrorBody, PathParams, ServerErrors};
use http::HeaderMap;

/// Saves an earlier version once more, as a new revision.
#[utoipa::path(
    post,
    path = "/v1/admin/tenants/{slug}/versions/{revision}/restore",
    operation_id = "restore_version",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(VersionPath, ConfirmationHeader, ("If-Match" = String, Header, description = "The revision that you read last", example = "7")),
    responses(
        (status = 200, description = "Saved", body = TenantDocument, headers(("ETag" = String, description = "The revision"))),
        (status = 400, description = "`invalid_if_match`: the header is not a revision", body = ErrorBody),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 412, description = "`revision_conflict`: somebody else saved since you read it; `current` is the stored document", body = ErrorBody),
        RuleErrors,
        (status = 428, description = "`precondition_required`: the header `If-Match` is missing", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn restore_version(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(VersionPath { slug, revision }): PathParams<VersionPath>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let seen = if_match::revision(&headers)?;
    require_tenant(&state.store, &slug).await?;
    let version = state.store.version(&slug, revision, now_ms()).await?.ok_or_else(|| no_version(revision))?;
    // A rule may be stricter by now.
    version.settings.validate(state.policy)?;
    let entry = caller.does(Action::TenantSaved).to_tenant(&slug).about(format!("revision {revision}"));
    save(&state.store.noting(entry), &slug, seen, &version.settings).await
}
