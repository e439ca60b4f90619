//! `POST /v1/admin/login`

use super::{NewSession, SessionView, attempt::Attempt, new_session};
use crate::{
    State,
    documented::Confirmation,
    email::Email,
    passwords::Password,
    second_factor::{self, Proof},
    session::{Confirmed, Device, begin, note},
};
use axum::extract;
use bubblechat_core::{audit::Action, time::now_ms};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson, visitor_address};
use http::HeaderMap;
use secrecy::SecretString;
use serde::Deserialize;

/// An operator's credentials.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"email": "ada@acme.example", "password": "correct horse battery"}))]
pub(crate) struct Credentials {
    /// The operator's e-mail address; case does not matter.
    #[schema(format = "email", max_length = 254)]
    email: String,
    /// At most 72 bytes.
    #[schema(value_type = String, format = Password, max_length = 72)]
    password: SecretString,
    /// Six digits of the operator's app, or a recovery code, if the operator has a second factor.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40)]
    code: Option<SecretString>,
}

/// Signs an operator in.
///
/// Sets a cookie for a session, which ends after an hour without use and after twelve hours at the latest, and another one by which this
/// browser is known at the next sign-in. From elsewhere, an account can be tried ten times at once and a hundred times a day, a network
/// address may try thirty times at once. A browser that is known has ten tries of its own. Who has a second factor is refused with `code_needed`
/// after the right password, and signs in by sending the code with it: five at once, and one more an hour.
#[utoipa::path(
    post,
    path = "/v1/admin/login",
    operation_id = "login",
    tag = "session",
    params(("X-BubbleChat" = inline(Confirmation), Header, description = "Always `1`: other sites cannot make a browser send this header", example = "1")),
    request_body = Credentials,
    responses(
        (status = 200, description = "Signed in", body = SessionView, headers(("Set-Cookie" = String, description = "The session"))),
        BodyErrors,
        (status = 401, description = "`invalid_credentials`: no operator has that e-mail address and password", body = ErrorBody),
        (status = 403, description = "`code_needed`: send a code, too; `wrong_code`: it is wrong or was used; `csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        (status = 422, description = "`invalid_request`, `unknown_field`: a field is missing, unknown or too long", body = ErrorBody),
        (status = 429, description = "`too_many_attempts`: `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn login(
    extract::State(state): extract::State<State>,
    _: Confirmed,
    headers: HeaderMap,
    StrictJson(credentials): StrictJson<Credentials>,
) -> Result<NewSession, ApiError> {
    let email = Email::parse(&credentials.email)?;
    let password = Password::claimed(&credentials.password, "password")?;
    let proof = credentials.code.as_ref().map(Proof::parse).transpose()?;
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let (network, now_ms) = (visitor_address(&headers).network(), now_ms());
    let device = Device::known(&headers, &state, &secret.jwt, &email, now_ms);
    let attempt = match &device {
        Some(device) => Attempt::known(&state, &device.id).await?,
        None => Attempt::stranger(&state, &email, &network).await?,
    };
    let operator = state.store.operator_by_email(email.as_str()).await?;
    let hash = operator.as_ref().and_then(|operator| operator.password_hash.as_deref());
    let is_right = attempt.is_right(&password, hash).await?;
    let Some(operator) = operator.filter(|operator| is_right && !operator.is_disabled) else {
        return Err(ApiError::of(ErrorCode::InvalidCredentials));
    };
    attempt.succeeded().await?;
    let whose = device.as_ref().map_or(email.as_str(), |device| &device.id);
    let used_recovery = note(&operator, &network, Action::RecoveryCodeUsed);
    let operator = second_factor::demand(&state, operator, proof.as_ref(), whose, used_recovery).await?;
    let begun = begin(&state, &operator, &headers).await?;
    let device = device.unwrap_or_else(Device::new).cookie(&state, &secret.jwt, &email, now_ms)?;
    Ok(new_session(&operator, begun, Some(device)))
}
