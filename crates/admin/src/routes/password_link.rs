//! `POST /v1/admin/password-link`

use super::session::{NewSession, SessionView, new_session};
use crate::{
    State,
    documented::{Confirmation, RuleErrors},
    email::Email,
    password_link::LinkSecret,
    passwords::{Password, PasswordError},
    session::{Confirmed, Device, SignedIn, end_preview_keys_below, note},
};
use axum::extract;
use bubblechat_core::{
    audit::{Action, AuditEntry},
    store::{Changed, Operator},
    time::{now_ms, running_ms},
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson, visitor_address};
use http::HeaderMap;
use secrecy::SecretString;
use serde::Deserialize;

/// A link's secret, and the password that the operator chooses with it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct LinkedPassword {
    /// What follows the `#` in the link.
    #[schema(value_type = String, max_length = 100)]
    secret: SecretString,
    /// The password: at least 10 characters, at most 72 bytes.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 72)]
    password: SecretString,
}

/// Chooses a password with a link, and signs in.
///
/// Spends the link, ends the operator's other sessions, and sets the same cookies as a sign-in.
#[utoipa::path(
    post,
    path = "/v1/admin/password-link",
    operation_id = "spend_password_link",
    tag = "session",
    params(("X-BubbleChat" = inline(Confirmation), Header, description = "Always `1`: other sites cannot make a browser send this header", example = "1")),
    request_body = LinkedPassword,
    responses(
        (status = 200, description = "Signed in", body = SessionView, headers(("Set-Cookie" = String, description = "The session"))),
        BodyErrors,
        (status = 403, description = "`csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        (status = 410, description = "`invalid_link`: it has expired, was used or replaced, or never existed", body = ErrorBody),
        RuleErrors,
        (status = 429, description = "`too_many_attempts`: `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn spend_password_link(
    extract::State(state): extract::State<State>,
    _: Confirmed,
    headers: HeaderMap,
    StrictJson(input): StrictJson<LinkedPassword>,
) -> Result<NewSession, ApiError> {
    let invalid = || ApiError::of(ErrorCode::InvalidLink);
    let password = Password::chosen(&input.password, "password")?;
    let link = LinkSecret::parse(&input.secret).ok_or_else(invalid)?;
    let too_many = |wait_s| ApiError::of(ErrorCode::TooManyAttempts).retry_after(wait_s);
    state.sign_ins.admit(&visitor_address(&headers).network(), running_ms()).map_err(too_many)?;
    let now_ms = now_ms();
    let operator = state.store.operator(&link.operator).await?;
    let operator = operator.filter(|operator| link.opens(operator, now_ms)).ok_or_else(invalid)?;
    let entry = note(&operator, &visitor_address(&headers).network(), Action::PasswordChanged);
    let operator = spend(&state, operator, &password, entry).await?;
    end_preview_keys_below(&state, &operator.id, operator.session_version).await?;
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let email = Email::parse(&operator.email)?;
    let (signed_in, cookie) = SignedIn::begin(&state, operator, &headers).await?;
    let device = Device::new().cookie(&state, &secret.jwt, &email, now_ms)?;
    Ok(new_session(&signed_in, [cookie, device]))
}

/// Sets the password. Of two who spend a link at once, one is refused.
async fn spend(
    state: &State,
    operator: Operator,
    password: &Password,
    entry: AuditEntry,
) -> Result<Operator, ApiError> {
    let worker = state.passwords.worker_for_known().await.ok_or(PasswordError::Busy).map_err(ApiError::internal)?;
    let changed = Operator {
        password_hash: Some(state.passwords.hash(&worker, password).await.map_err(ApiError::internal)?),
        password_link: None,
        session_version: operator.session_version + 1,
        ..operator.clone()
    };
    match state.store.noting(entry).change_operator(&operator, changed, None).await? {
        Changed::Done(operator) => Ok(*operator),
        Changed::Conflict => Err(ApiError::of(ErrorCode::InvalidLink)),
    }
}
