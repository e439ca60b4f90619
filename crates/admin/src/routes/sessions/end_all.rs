//! `DELETE /v1/admin/sessions`

use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, SessionErrors},
    session::{SignedIn, end_preview_keys_below},
};
use axum::extract;
use bubblechat_http::{ApiError, ServerErrors};
use http::{HeaderName, HeaderValue, StatusCode, header};

/// Signs the operator out everywhere, this session included.
#[utoipa::path(
    delete,
    path = "/v1/admin/sessions",
    operation_id = "end_sessions",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    responses(
        (status = 204, description = "Ended", headers(("Set-Cookie" = String, description = "Clears the session cookie"))),
        SessionErrors,
        ConfirmationErrors,
        ServerErrors,
    )
)]
pub(crate) async fn end_sessions(
    extract::State(state): extract::State<State>,
    SignedIn { operator, .. }: SignedIn,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), ApiError> {
    // An operator who has just been removed has no sessions any more.
    if let Some(version) = state.store.end_sessions(&operator.id).await? {
        end_preview_keys_below(&state, &operator.id, version).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, state.cookie.clear()?)]))
}
