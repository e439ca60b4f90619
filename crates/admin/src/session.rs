//! Operators' sessions: a signed token in a cookie, or in `Authorization: Bearer`.

mod token;

pub(crate) use token::{Claims, LIFETIME_S};

use crate::{State, cookie::Cookie};
use axum::extract::FromRequestParts;
use bubblechat_http::{ApiError, ErrorCode};
use http::{HeaderMap, HeaderName, header, request::Parts};

const CONFIRMATION: HeaderName = HeaderName::from_static("x-bubblechat");

/// The operator who calls. A route that extracts it is private.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) claims: Claims,
}

impl FromRequestParts<State> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let (token, is_cookie) =
            credentials(&parts.headers, state.cookie).ok_or_else(|| ApiError::of(ErrorCode::NotSignedIn))?;
        let secret = state.secrets.get().await.map_err(ApiError::internal)?;
        let claims = token::read(&token, &secret.jwt)?;
        if !state.versions.hold(&state.store, &claims.sub, claims.ver).await? {
            return Err(ApiError::of(ErrorCode::SessionEnded));
        }
        // Browsers send the cookie by themselves, so a form on another site could use it, but it cannot add this header.
        if is_cookie && !parts.method.is_safe() {
            Confirmed::check(&parts.headers)?;
        }
        Ok(Self { claims })
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
