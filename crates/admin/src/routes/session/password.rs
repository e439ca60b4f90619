//! `POST /v1/admin/password`

use super::{NewSession, SessionView, attempt::Attempt, new_session};
use crate::{
    State,
    documented::{ConfirmationHeader, RuleErrors, SessionErrors},
    email::Email,
    passwords,
    session::{SignedIn, end_preview_keys},
};
use axum::extract;
use bubblechat_core::Invalid;
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};
use http::HeaderMap;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

/// A change of password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"current": "correct horse battery", "new": "staple battery horse"}))]
pub(crate) struct PasswordChange {
    /// The current password.
    #[schema(value_type = String, format = Password, max_length = 72)]
    current: SecretString,
    /// The new password: at least 10 characters, at most 72 bytes.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 72)]
    new: SecretString,
}

/// Changes the operator's password.
///
/// Ends the operator's other sessions at their next request. This one continues with a new cookie.
#[utoipa::path(
    post,
    path = "/v1/admin/password",
    operation_id = "change_password",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = PasswordChange,
    responses(
        (status = 200, description = "Changed", body = SessionView, headers(("Set-Cookie" = String, description = "The new session"))),
        BodyErrors,
        SessionErrors,
        (status = 403, description = "`wrong_password`: `current` is wrong; `csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        (status = 409, description = "`password_changed`: it was changed elsewhere at the same time", body = ErrorBody),
        RuleErrors,
        (status = 429, description = "`too_many_attempts`: `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn change_password(
    extract::State(state): extract::State<State>,
    session: SignedIn,
    headers: HeaderMap,
    StrictJson(change): StrictJson<PasswordChange>,
) -> Result<NewSession, ApiError> {
    passwords::check_claimed(&change.current, "current")?;
    passwords::check_new(&change.new, "new")?;
    if change.new.expose_secret() == change.current.expose_secret() {
        return Err(Invalid::new("new must differ from current.").into());
    }
    let email = Email::parse(&session.session.email)?;
    // Somebody who finds a signed-in browser must not be able to guess passwords there either.
    let attempt = Attempt::known(&state, &session.session.id).await?;
    let operator = state.store.operator(email.as_str()).await?;
    let hash = operator.as_ref().map(|operator| operator.password_hash.as_str());
    let is_right = attempt.is_right(&change.current, hash).await?;
    let Some(operator) = operator.filter(|_| is_right) else {
        return Err(ApiError::of(ErrorCode::WrongPassword));
    };
    attempt.succeeded().await?;
    let hash = attempt.hash(&change.new).await?;
    let version = state.store.set_password(email.as_str(), operator.session_version, &hash).await?;
    let version = version.ok_or_else(|| ApiError::of(ErrorCode::PasswordChanged))?;
    end_preview_keys(&state, state.store.preview_keys_of_ended_sessions(email.as_str()).await?).await?;
    let (signed_in, cookie) = SignedIn::begin(&state, &email, version, &headers).await?;
    Ok(new_session(&signed_in, [cookie]))
}
