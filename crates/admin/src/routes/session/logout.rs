//! `POST /v1/admin/logout`

use crate::{State, documented::Confirmation, session::Confirmed};
use axum::extract;
use bubblechat_http::{ApiError, ErrorBody, ServerErrors};
use http::{HeaderName, HeaderValue, StatusCode, header};

/// Signs the operator out of this browser.
///
/// Clears the session cookie, and succeeds even without one. To end sessions in other browsers, change the password.
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
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), ApiError> {
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, state.cookie.clear()?)]))
}
