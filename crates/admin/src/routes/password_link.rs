//! `POST /v1/admin/password-link`

use super::session::{NewSession, SessionView, new_session};
use crate::{
    State,
    documented::{Confirmation, RuleErrors},
    email::Email,
    password_link::LinkSecret,
    passwords::{Password, PasswordError},
    second_factor::{self, Proof},
    session::{Confirmed, Device, begin, end_preview_keys_below, note},
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
    /// Six digits of the operator's app, or a recovery code, if the operator has a second factor.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 40)]
    code: Option<SecretString>,
}

/// Chooses a password with a link, and signs in.
///
/// Spends the link, ends the operator's other sessions, and sets the same cookies as a sign-in. Who has a second factor sends a code, too; without
/// a right one, the link is not spent.
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
        (status = 403, description = "`code_needed`: send a code, too; `wrong_code`: it is wrong or was used; `csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
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
    let proof = input.code.as_ref().map(Proof::parse).transpose()?;
    let too_many = |wait_s| ApiError::of(ErrorCode::TooManyAttempts).retry_after(wait_s);
    let (network, now_ms) = (visitor_address(&headers).network(), now_ms());
    state.sign_ins.admit(&network, running_ms()).map_err(too_many)?;
    let operator = state.store.operator(&link.operator).await?;
    let operator = operator.filter(|operator| link.opens(operator, now_ms)).ok_or_else(invalid)?;
    let does = |action| note(&operator, &network, action);
    let (entry, used_recovery) = (does(Action::PasswordChanged), does(Action::RecoveryCodeUsed));
    let email = Email::parse(&operator.email)?;
    let operator = second_factor::demand(&state, operator, proof.as_ref(), email.as_str(), used_recovery).await?;
    let operator = spend(&state, operator, &password, entry).await?;
    end_preview_keys_below(&state, &operator.id, operator.session_version).await?;
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let begun = begin(&state, &operator, &headers).await?;
    let device = Device::new().cookie(&state, &secret.jwt, &email, now_ms)?;
    Ok(new_session(&operator, begun, Some(device)))
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
