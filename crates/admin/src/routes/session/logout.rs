//! `POST /v1/admin/logout`

use crate::{
    State,
    documented::Confirmation,
    session::{Confirmed, SignedIn, end_preview_keys},
};
use axum::extract;
use bubblechat_http::{ApiError, ErrorBody, ServerErrors};
use http::{HeaderName, HeaderValue, StatusCode, header};

/// Signs the operator out of this browser.
///
/// Ends the session and clears its cookie. Succeeds even without one. `DELETE /v1/admin/sessions` ends those in other browsers, too.
#[utoipa::path(
    post,
    path = "/v1/admin/logout",
    operation_id = "logout",
    tag = "session",
    params(("X-BubbleChat" = inline(Confirmation), Header, description = "Always `1`: other sites cannot make a browser send this header", example = "1")),
    responses(
        (status = 204, description = "Signed out", headers(("Set-Cookie" = String, description = "Clears the session cookie"))),
        (status = 403, description = "`csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn logout(
    extract::State(state): extract::State<State>,
    _: Confirmed,
    signed_in: Result<SignedIn, ApiError>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), ApiError> {
    // A session that is invalid or has ended needs no end.
    if let Ok(SignedIn { session, .. }) = signed_in {
        let previews = state.store.end_session(&session.operator, &session.id).await?;
        end_preview_keys(&state, previews.unwrap_or_default()).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, state.cookie.clear()?)]))
}
