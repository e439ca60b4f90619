//! `POST /v1/admin/second-factor/remove`

use super::{Proofs, check};
use crate::{
    State,
    documented::{ConfirmationHeader, RuleErrors, SessionErrors},
    session::SignedIn,
};
use axum::extract;
use bubblechat_core::{
    audit::Action,
    store::{Changed, Operator},
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};
use http::StatusCode;

/// Turns off the second factor, for instance to set it up on another phone.
///
/// If the team demands one, nothing else works until there is one again.
#[utoipa::path(
    post,
    path = "/v1/admin/second-factor/remove",
    operation_id = "remove_second_factor",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = Proofs,
    responses(
        (status = 204, description = "Turned off"),
        BodyErrors,
        SessionErrors,
        (status = 403, description = "`wrong_password`, `wrong_code`: one of the two is wrong; `csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        (status = 409, description = "`second_factor_off`: there is none", body = ErrorBody),
        RuleErrors,
        (status = 429, description = "`too_many_attempts`: `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn remove_second_factor(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    StrictJson(proofs): StrictJson<Proofs>,
) -> Result<StatusCode, ApiError> {
    let operator = check(&state, &caller, &proofs).await?;
    let changed = Operator { second_factor: None, ..operator.clone() };
    let store = state.store.noting(caller.does(Action::SecondFactorRemoved));
    match store.change_operator(&operator, changed, None).await? {
        Changed::Done(_) => Ok(StatusCode::NO_CONTENT),
        Changed::Conflict => Err(ApiError::of(ErrorCode::Busy)),
    }
}
