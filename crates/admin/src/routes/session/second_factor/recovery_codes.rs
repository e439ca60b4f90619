//! `POST /v1/admin/second-factor/recovery-codes`

use super::{Proofs, RecoveryCodes, check};
use crate::{
    State,
    documented::{ConfirmationHeader, RuleErrors, SessionErrors},
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{
    audit::Action,
    store::{Changed, Operator, SecondFactor},
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};

/// Makes new recovery codes. The old ones no longer work.
#[utoipa::path(
    post,
    path = "/v1/admin/second-factor/recovery-codes",
    operation_id = "replace_recovery_codes",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = Proofs,
    responses(
        (status = 200, description = "The codes", body = RecoveryCodes),
        BodyErrors,
        SessionErrors,
        (status = 403, description = "`wrong_password`, `wrong_code`: one of the two is wrong; `csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        (status = 409, description = "`second_factor_off`: there is none", body = ErrorBody),
        RuleErrors,
        (status = 429, description = "`too_many_attempts`: `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn replace_recovery_codes(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    StrictJson(proofs): StrictJson<Proofs>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let operator = check(&state, &caller, &proofs).await?;
    let (codes, recovery_codes) = RecoveryCodes::generate();
    let factor = operator.second_factor.clone().ok_or_else(|| ApiError::of(ErrorCode::SecondFactorOff))?;
    let changed = Operator { second_factor: Some(SecondFactor { recovery_codes, ..factor }), ..operator.clone() };
    let store = state.store.noting(caller.does(Action::RecoveryCodesReplaced));
    match store.change_operator(&operator, changed, None).await? {
        Changed::Done(_) => Ok(Json(codes)),
        Changed::Conflict => Err(ApiError::of(ErrorCode::Busy)),
    }
}
