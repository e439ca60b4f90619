//! `DELETE /v1/admin/sessions/{id}`

use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, SessionErrors},
    session::{SignedIn, end_preview_keys},
};
use axum::extract;
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::StatusCode;
use serde::Deserialize;

/// A session's address.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SessionPath {
    /// The session's id.
    id: String,
}

/// Ends one of the operator's sessions. It is refused at its next request.
#[utoipa::path(
    delete,
    path = "/v1/admin/sessions/{id}",
    operation_id = "end_session",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    params(SessionPath, ConfirmationHeader),
    responses((status = 204, description = "Ended"), SessionErrors, ConfirmationErrors, NotFoundErrors, ServerErrors)
)]
pub(crate) async fn end_session(
    extract::State(state): extract::State<State>,
    SignedIn { session, .. }: SignedIn,
    PathParams(SessionPath { id }): PathParams<SessionPath>,
) -> Result<StatusCode, ApiError> {
    let previews = state.store.end_session(&session.operator, &id).await?;
    end_preview_keys(&state, previews.ok_or_else(|| ApiError::not_found("You have no such session."))?).await?;
    Ok(StatusCode::NO_CONTENT)
}
