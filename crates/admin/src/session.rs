//! Operators' sessions: a record in the store, and a signed token that names it, in a cookie or in `Authorization: Bearer`.

mod device;
mod renewal;
mod token;

pub(crate) use device::Device;
pub(crate) use renewal::send_renewal;

use crate::{State, access::Need, api_key::token_of, cookie::Cookie};
use axum::extract::{FromRequestParts, RawPathParams};
use bubblechat_core::{
    audit::{Action, Actor, AuditEntry},
    operator::OperatorId,
    store::{Operator, PreviewKey, Session, Team},
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
    pub(crate) operator: Operator,
    pub(crate) session: Session,
    /// What the team demands.
    pub(crate) team: Team,
    /// Where the request comes from.
    pub(crate) address: String,
    /// When the session ends unless it is used, in seconds since the Unix epoch.
    pub(crate) expires_at_s: u64,
}

impl FromRequestParts<State> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let signed_in = Self::of(parts, state).await?;
        let (operator, need) = (&signed_in.operator, Need::of(parts)?);
        need.judge_factor(operator, signed_in.team)?;
        need.judge(operator.role, &operator.tenants, &slug_of(parts, state).await?)?;
        Ok(signed_in)
    }
}

/// An entry for the audit: what an operator does from an address.
pub(crate) fn note(operator: &Operator, address: &str, action: Action) -> AuditEntry {
    let (name, address) = (operator.email.clone(), address.to_owned());
    AuditEntry::new(Actor { operator: Some(operator.id.clone()), name, token: None, address }, action, now_ms())
}

/// The text of the route's `{slug}`; empty if it has none.
pub(crate) async fn slug_of(parts: &mut Parts, state: &State) -> Result<String, ApiError> {
    let params = RawPathParams::from_request_parts(parts, state).await.map_err(ApiError::internal)?;
    Ok(params.iter().find_map(|(name, value)| (name == "slug").then_some(value)).unwrap_or_default().to_owned())
}

impl SignedIn {
    /// Who sends a request, whatever it asks for.
    async fn of(parts: &Parts, state: &State) -> Result<Self, ApiError> {
        let (now_ms, address) = (now_ms(), visitor_address(&parts.headers).network());
        let (token, is_cookie) = credentials(&parts.headers, state.cookie).ok_or_else(|| match token_of(parts) {
            Some(_) => ApiError::of(ErrorCode::PeopleOnly),
            None => ApiError::of(ErrorCode::NotSignedIn),
        })?;
        let secret = state.secrets.get().await.map_err(ApiError::internal)?;
        let claims = token::read(&token, &secret.jwt)?;
        let id = OperatorId::parse(&claims.sub).map_err(|_| ApiError::of(ErrorCode::SessionEnded))?;
        let session = state.store.session(&id, &claims.sid, now_ms).await?;
        let (operator, session, team) = session.ok_or_else(|| ApiError::of(ErrorCode::SessionEnded))?;
        // Browsers send the cookie by themselves, so a form on another site could use it, but it cannot add this header.
        if is_cookie && !parts.method.is_safe() {
            Confirmed::check(&parts.headers)?;
        }
        let Some(renewal) = parts.extensions.get::<Renewal>().filter(|_| is_cookie && claims.is_due(now_ms)) else {
            return Ok(Self { operator, session, team, address, expires_at_s: claims.exp });
        };
        let claims = Claims::of(&session, now_ms);
        renewal.set(state.cookie.set(&claims.sign(&secret.jwt)?, LIFETIME_S)?);
        // Whoever is signed in can go on reading while nothing can be written.
        if let Err(error) = state.store.note_session_use(&session, now_ms).await {
            tracing::warn!(%error, "a session's use could not be noted");
        }
        Ok(Self { operator, session, team, address, expires_at_s: claims.exp })
    }

    /// An entry for the audit: what the operator does.
    pub(crate) fn does(&self, action: Action) -> AuditEntry {
        note(&self.operator, &self.address, action)
    }
}

/// A session that has just begun.
#[derive(Debug)]
pub(crate) struct BegunSession {
    pub(crate) session: Session,
    /// When it ends unless it is used, in seconds since the Unix epoch.
    pub(crate) expires_at_s: u64,
    pub(crate) cookie: HeaderValue,
}

/// Begins an operator's session.
pub(crate) async fn begin(state: &State, operator: &Operator, headers: &HeaderMap) -> Result<BegunSession, ApiError> {
    let now_ms = now_ms();
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let session = Session {
        id: uuid::Uuid::new_v4().simple().to_string(),
        operator: operator.id.clone(),
        version: operator.session_version,
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
    Ok(BegunSession { session, expires_at_s: claims.exp, cookie })
}

/// Ends the preview keys that were made in sessions that have ended.
pub(crate) async fn end_preview_keys(state: &State, keys: Vec<PreviewKey>) -> Result<(), ApiError> {
    let now_ms = now_ms();
    let ends = keys.iter().map(|key| state.store.revoke_key(&key.tenant, &key.id, now_ms));
    futures_util::future::try_join_all(ends).await?;
    Ok(())
}

/// Ends the preview keys that were made in an operator's sessions under a session version below `version`.
pub(crate) async fn end_preview_keys_below(state: &State, operator: &OperatorId, version: u64) -> Result<(), ApiError> {
    end_preview_keys(state, state.store.preview_keys_of_sessions_below(operator, version).await?).await
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
