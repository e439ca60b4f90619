//! Operators' sessions: a record in the store, and a signed token that names it, in a cookie or in `Authorization: Bearer`.

mod device;
mod renewal;
mod token;

pub(crate) use device::Device;
pub(crate) use renewal::send_renewal;

use crate::{State, cookie::Cookie, email::Email};
use axum::extract::FromRequestParts;
use bubblechat_core::{
    store::{PreviewKey, Session},
    time::now_ms,
};
use bubblechat_http::{ApiError, ErrorCode, visitor_address};
use http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts};
use renewal::Renewal;
use token::{Claims, LIFETIME_S};

const CONFIRMATION: HeaderName = HeaderName::from_static("x-bubblechat");
/// How long a session may be renewed, in milliseconds.
const LIFE_MS: i64 = 12 * 60 * 60 * 1000;
/// How much of a `User-Agent` is kept, in characters.
const USER_AGENT_CHARS: usize = 200;

/// The operator who calls. A route that extracts it is private.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) session: Session,
    /// When the session ends unless it is used, in seconds since the Unix epoch.
    pub(crate) expires_at_s: u64,
}

impl FromRequestParts<State> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let now_ms = now_ms();
        let (token, is_cookie) =
            credentials(&parts.headers, state.cookie).ok_or_else(|| ApiError::of(ErrorCode::NotSignedIn))?;
        let secret = state.secrets.get().await.map_err(ApiError::internal)?;
        let claims = token::read(&token, &secret.jwt)?;
        let session = state.store.session(&claims.sub, &claims.sid, now_ms).await?;
        let session = session.ok_or_else(|| ApiError::of(ErrorCode::SessionEnded))?;
        // Browsers send the cookie by themselves, so a form on another site could use it, but it cannot add this header.
        if is_cookie && !parts.method.is_safe() {
            Confirmed::check(&parts.headers)?;
        }
        let Some(renewal) = parts.extensions.get::<Renewal>().filter(|_| is_cookie && claims.is_due(now_ms)) else {
            return Ok(Self { session, expires_at_s: claims.exp });
        };
        let claims = Claims::of(&session, now_ms);
        renewal.set(state.cookie.set(&claims.sign(&secret.jwt)?, LIFETIME_S)?);
        // Whoever is signed in can go on reading while nothing can be written.
        if let Err(error) = state.store.note_session_use(&session, now_ms).await {
            tracing::warn!(%error, "a session's use could not be noted");
        }
        Ok(Self { session, expires_at_s: claims.exp })
    }
}

/// Ends the preview keys that were made in sessions that have ended.
pub(crate) async fn end_preview_keys(state: &State, keys: Vec<PreviewKey>) -> Result<(), ApiError> {
    let now_ms = now_ms();
    let ends = keys.iter().map(|key| state.store.revoke_key(&key.tenant, &key.id, now_ms));
    futures_util::future::try_join_all(ends).await?;
    Ok(())
}

impl SignedIn {
    /// Begins a session. Returns it with its cookie.
    pub(crate) async fn begin(
        state: &State,
        email: &Email,
        version: u64,
        headers: &HeaderMap,
    ) -> Result<(Self, HeaderValue), ApiError> {
        let now_ms = now_ms();
        let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let session = Session {
            id: uuid::Uuid::new_v4().simple().to_string(),
            email: email.as_str().to_owned(),
            version,
            created_at_ms: now_ms,
            seen_at_ms: now_ms,
            ends_at_ms: now_ms + LIFE_MS,
            address: visitor_address(headers).network(),
            user_agent: user_agent.chars().take(USER_AGENT_CHARS).collect(),
        };
        let secret = state.secrets.get().await.map_err(ApiError::internal)?;
        let claims = Claims::of(&session, now_ms);
        let cookie = state.cookie.set(&claims.sign(&secret.jwt)?, LIFETIME_S)?;
        state.store.begin_session(&session).await?;
        Ok((Self { session, expires_at_s: claims.exp }, cookie))
    }
}

/// A request with `X-BubbleChat: 1`, which other sites cannot make a browser send.
#[derive(Debug)]
pub(crate) struct Confirmed;

impl Confirmed {
    fn check(headers: &HeaderMap) -> Result<Self, ApiError> {
        match headers.get(CONFIRMATION) {
            Some(value) if value == "1" => Ok(Self),
            _ => Err(ApiError::of(ErrorCode::CsrfHeaderMissing)),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Confirmed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::check(&parts.headers)
    }
}

/// The token, and whether it came in the cookie. Ignores other schemes of `Authorization`, because CloudFront signs its requests with that header.
fn credentials(headers: &HeaderMap, cookie: Cookie) -> Option<(String, bool)> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer =
        authorization.and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match bearer {
        Some((_, token)) => Some((token.trim().to_owned(), false)),
        None => cookie.read(headers).map(|token| (token, true)),
    }
}
