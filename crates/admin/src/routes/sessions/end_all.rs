//! `DELETE /v1/admin/sessions`

use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, SessionErrors},
    session::{SignedIn, end_preview_keys},
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
    SignedIn { session, .. }: SignedIn,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), ApiError> {
    state.store.end_sessions(&session.email).await?;
    end_preview_keys(&state, state.store.preview_keys_of_ended_sessions(&session.email).await?).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, state.cookie.clear()?)]))
}
