//! `POST /v1/admin/password`

use super::{NewSession, SessionView, attempt::Attempt, new_session};
use crate::{
    State,
    documented::{ConfirmationHeader, RuleErrors, SessionErrors},
    passwords::Password,
    session::{SignedIn, begin, end_preview_keys_below},
};
use axum::extract;
use bubblechat_core::{
    Invalid,
    audit::Action,
    store::{Changed, Operator},
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};
use http::HeaderMap;
use secrecy::SecretString;
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
    caller: SignedIn,
    headers: HeaderMap,
    StrictJson(change): StrictJson<PasswordChange>,
) -> Result<NewSession, ApiError> {
    let (current, new) = (Password::claimed(&change.current, "current")?, Password::chosen(&change.new, "new")?);
    if new.is(&current) {
        return Err(Invalid::new("new must differ from current.").into());
    }
    let store = state.store.noting(caller.does(Action::PasswordChanged));
    let SignedIn { operator, session, .. } = caller;
    // Somebody who finds a signed-in browser must not be able to guess passwords there either.
    let attempt = Attempt::known(&state, &session.id).await?;
    if !attempt.is_right(&current, operator.password_hash.as_deref()).await? {
        return Err(ApiError::of(ErrorCode::WrongPassword));
    }
    attempt.succeeded().await?;
    let changed = Operator {
        password_hash: Some(attempt.hash(&new).await?),
        password_link: None,
        session_version: operator.session_version + 1,
        ..operator.clone()
    };
    let Changed::Done(operator) = store.change_operator(&operator, changed, None).await? else {
        return Err(ApiError::of(ErrorCode::PasswordChanged));
    };
    end_preview_keys_below(&state, &operator.id, operator.session_version).await?;
    let begun = begin(&state, &operator, &headers).await?;
    Ok(new_session(&operator, begun, None))
}
