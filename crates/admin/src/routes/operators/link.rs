//! `POST /v1/admin/operators/{id}/password-link`

use super::{OperatorPath, OperatorWithLink, change};
use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, SessionErrors},
    password_link::LinkSecret,
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{audit::Action, store::Operator, time::now_ms};
use bubblechat_http::{ApiError, ErrorBody, ErrorCode, PathParams, ServerErrors};
use http::{HeaderMap, StatusCode};

/// Creates a link with which an operator chooses a password.
///
/// For an invitation that has expired, or a password that is forgotten. The link is valid for 72 hours and replaces an earlier one. The old
/// password works until the operator has chosen another.
#[utoipa::path(
    post,
    path = "/v1/admin/operators/{id}/password-link",
    operation_id = "create_password_link",
    tag = "operators",
    security(("session" = []), ("bearer" = [])),
    params(OperatorPath, ConfirmationHeader),
    responses(
        (status = 201, description = "Created", body = OperatorWithLink),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 409, description = "`operator_disabled`: enable the operator first", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn create_password_link(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    PathParams(OperatorPath { id }): PathParams<OperatorPath>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<OperatorWithLink>), ApiError> {
    let secret = LinkSecret::generate(&id);
    let link = secret.record(now_ms());
    let changed = change(&state, caller.does(Action::PasswordLinkCreated), &id, |seen| Operator {
        password_link: Some(link.clone()).filter(|_| !seen.is_disabled),
        ..seen.clone()
    });
    let operator = changed.await?;
    if operator.is_disabled {
        return Err(ApiError::of(ErrorCode::OperatorDisabled));
    }
    Ok((StatusCode::CREATED, Json(OperatorWithLink::new(operator, &secret, &headers)?)))
}
