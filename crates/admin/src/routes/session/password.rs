//! `POST /v1/admin/password`

use super::{NewSession, SessionView, begin_session, count_attempt};
use crate::{
    State,
    documented::{ConfirmationHeader, RuleErrors, SessionErrors},
    email::Email,
    passwords,
    session::SignedIn,
};
use axum::extract;
use bubblechat_core::{Invalid, time::now_ms};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson, visitor_address};
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
/// Ends the operator's other sessions within a minute. This one continues with a new cookie.
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
    let email = Email::parse(&session.claims.sub)?;
    let address = visitor_address(&headers);
    // Somebody who finds a signed-in browser must not be able to guess passwords there either.
    count_attempt(&state, &email, &address, now_ms()).await?;
    let operator = state.store.operator(email.as_str()).await?;
    let hash = operator.as_ref().map(|operator| operator.password_hash.as_str());
    let is_right = state.passwords.is_right(&change.current, hash).await.map_err(ApiError::internal)?;
    let Some(operator) = operator.filter(|_| is_right) else {
        return Err(ApiError::of(ErrorCode::WrongPassword));
    };
    state.store.forget_attempts(email.as_str(), &address).await?;
    let hash = state.passwords.hash(&change.new).await.map_err(ApiError::internal)?;
    let version = state.store.set_password(email.as_str(), operator.session_version, &hash).await?;
    let version = version.ok_or_else(|| ApiError::of(ErrorCode::PasswordChanged))?;
    state.versions.note(email.as_str(), version);
    begin_session(&state, &email, version).await
}
