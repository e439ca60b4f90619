//! `POST /v1/admin/login`

use super::{NewSession, SessionView, begin_session, count_attempt};
use crate::{State, documented::Confirmation, email::Email, passwords, session::Confirmed};
use axum::extract;
use bubblechat_core::time::now_ms;
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
}

/// Signs an operator in.
///
/// Sets a session cookie for one hour. After ten failures within 15 minutes, the account is locked for that network address for another 15 minutes.
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
        (status = 403, description = "`csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
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
    passwords::check_claimed(&credentials.password, "password")?;
    let address = visitor_address(&headers);
    count_attempt(&state, &email, &address, now_ms()).await?;
    let operator = state.store.operator(email.as_str()).await?;
    let hash = operator.as_ref().map(|operator| operator.password_hash.as_str());
    let is_right = state.passwords.is_right(&credentials.password, hash).await.map_err(ApiError::internal)?;
    let Some(operator) = operator.filter(|_| is_right) else {
        return Err(ApiError::of(ErrorCode::InvalidCredentials));
    };
    state.store.forget_attempts(email.as_str(), &address).await?;
    state.versions.note(email.as_str(), operator.session_version);
    begin_session(&state, &email, operator.session_version).await
}
