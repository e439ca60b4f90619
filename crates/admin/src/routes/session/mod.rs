//! Signing in and out.

pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod me;
pub(crate) mod password;

use crate::{
    State,
    email::Email,
    session::{Claims, LIFETIME_S},
};
use axum::Json;
use bubblechat_core::{store::Attempts, time::rfc3339};
use bubblechat_http::{ApiError, ErrorCode};
use http::{HeaderName, HeaderValue, header};
use serde::Serialize;

/// A session.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SessionView {
    /// The operator's e-mail address.
    #[schema(example = "ada@acme.example")]
    email: String,
    /// When the session expires, in RFC 3339.
    #[schema(format = DateTime, example = "2026-11-20T15:00:00.000Z")]
    expires_at: String,
}

impl SessionView {
    fn of(claims: &Claims) -> Self {
        let expires_at_ms = i64::try_from(claims.exp).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
        Self { email: claims.sub.clone(), expires_at: rfc3339(expires_at_ms) }
    }
}

/// A new session: its cookie, and whose it is.
type NewSession = ([(HeaderName, HeaderValue); 1], Json<SessionView>);

async fn begin_session(state: &State, email: &Email, version: u64) -> Result<NewSession, ApiError> {
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let claims = Claims::begin(email, version);
    let cookie = state.cookie.set(&claims.sign(&secret.jwt)?, LIFETIME_S)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(SessionView::of(&claims))))
}

/// Counts an attempt before the password is checked.
async fn count_attempt(state: &State, email: &Email, address: &str, now_ms: i64) -> Result<(), ApiError> {
    match state.store.count_attempt(email.as_str(), address, now_ms).await? {
        Attempts::Counted => Ok(()),
        Attempts::Locked { retry_after_s } => Err(ApiError::new(
            ErrorCode::TooManyAttempts,
            format!("{} Try again in {} min.", ErrorCode::TooManyAttempts.meaning(), retry_after_s.div_ceil(60)),
        )
        .retry_after(retry_after_s)),
    }
}
