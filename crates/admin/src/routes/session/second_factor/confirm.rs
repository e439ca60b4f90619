//! `PUT /v1/admin/second-factor`

use super::RecoveryCodes;
use crate::{
    State,
    documented::{ConfirmationHeader, RuleErrors, SessionErrors},
    second_factor::{self, Proof},
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{
    audit::Action,
    store::{Changed, Operator, SecondFactor},
    time::now_ms,
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};
use secrecy::SecretString;
use serde::Deserialize;

/// A code of the app.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"code": "123456"}))]
pub(crate) struct SecondFactorCode {
    /// The six digits that the app shows.
    #[schema(value_type = String, max_length = 40)]
    code: SecretString,
}

/// Turns on the second factor.
///
/// From now on, signing in takes a code of the app, or one of the recovery codes that this response shows.
#[utoipa::path(
    put,
    path = "/v1/admin/second-factor",
    operation_id = "confirm_second_factor",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = SecondFactorCode,
    responses(
        (status = 200, description = "Turned on", body = RecoveryCodes),
        BodyErrors,
        SessionErrors,
        (status = 403, description = "`wrong_code`: try the next one, and check the app's clock; `csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        (status = 409, description = "`second_factor_on`: it is on already; `second_factor_off`: begin with `POST`", body = ErrorBody),
        RuleErrors,
        (status = 429, description = "`too_many_attempts`: `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn confirm_second_factor(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    StrictJson(SecondFactorCode { code }): StrictJson<SecondFactorCode>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    match &caller.operator.second_factor {
        None => return Err(ApiError::of(ErrorCode::SecondFactorOff)),
        Some(factor) if factor.since_ms.is_some() => return Err(ApiError::of(ErrorCode::SecondFactorOn)),
        Some(_) => {}
    }
    let proof = Proof::parse(&code)?;
    let (entry, used) = (caller.does(Action::SecondFactorSet), caller.does(Action::RecoveryCodeUsed));
    let operator = second_factor::confirm(&state, caller.operator, &proof, &caller.session.id, used).await?;
    let (codes, hashes) = RecoveryCodes::generate();
    let factor = operator.second_factor.clone().ok_or_else(|| ApiError::of(ErrorCode::SecondFactorOff))?;
    let factor = SecondFactor { since_ms: Some(now_ms()), recovery_codes: hashes, ..factor };
    let changed = Operator { second_factor: Some(factor), ..operator.clone() };
    match state.store.noting(entry).change_operator(&operator, changed, None).await? {
        Changed::Done(_) => Ok(Json(codes)),
        Changed::Conflict => Err(ApiError::of(ErrorCode::Busy)),
    }
}
