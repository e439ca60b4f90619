//! `DELETE /v1/admin/operators/{id}/second-factor`

use super::{OperatorPath, change};
use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, SessionErrors},
    session::SignedIn,
};
use axum::extract;
use bubblechat_core::{audit::Action, store::Operator};
use bubblechat_http::{ApiError, ErrorBody, ErrorCode, PathParams, ServerErrors};
use http::StatusCode;

/// Turns off an operator's second factor, for one who has lost the phone and the recovery codes.
///
/// The operator's sessions go on. Their own, owners turn off with `POST /v1/admin/second-factor/remove`, which takes a code.
#[utoipa::path(
    delete,
    path = "/v1/admin/operators/{id}/second-factor",
    operation_id = "remove_operators_second_factor",
    tag = "operators",
    security(("session" = []), ("bearer" = [])),
    params(OperatorPath, ConfirmationHeader),
    responses(
        (status = 204, description = "Turned off"),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 409, description = "`second_factor_off`: there is none; `own_second_factor`: it is the caller's own", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn remove_operators_second_factor(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    PathParams(OperatorPath { id }): PathParams<OperatorPath>,
) -> Result<StatusCode, ApiError> {
    // Whoever finds a signed-in browser must not be able to.
    if caller.operator.id == id {
        return Err(ApiError::of(ErrorCode::OwnSecondFactor));
    }
    let operator = state.store.operator(&id).await?.ok_or_else(super::no_operator)?;
    if operator.second_factor().is_none() {
        return Err(ApiError::of(ErrorCode::SecondFactorOff));
    }
    let entry = caller.does(Action::SecondFactorRemoved);
    change(&state, entry, &id, |seen| Operator { second_factor: None, ..seen.clone() }).await?;
    Ok(StatusCode::NO_CONTENT)
}
