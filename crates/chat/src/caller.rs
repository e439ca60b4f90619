//! Who calls: key, origin and address, from the headers.

use crate::State;
use axum::extract::FromRequestParts;
use bubblechat_core::{Invalid, access::Source, address::Address, conversation::SessionId, key::ApiKey};
use bubblechat_http::{ApiError, ErrorCode, site_origin, visitor_address};
use http::{HeaderMap, HeaderName, header, request::Parts};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const SESSION_ID: HeaderName = HeaderName::from_static("x-session-id");

/// A caller with a key that the service made. The store knows whether the key opens anything.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) key: ApiKey,
    /// The `Origin` header. One that isn't UTF-8 matches no origin.
    origin: Option<String>,
    /// The site's own origin.
    site: Option<String>,
    pub(crate) address: Address,
}

impl Caller {
    /// The source of a call that writes.
    pub(crate) fn source(&self) -> Source<'_> {
        Source { origin: self.origin.as_deref(), site: self.site.as_deref(), may_lack_origin: false }
    }
}

impl FromRequestParts<State> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let key = text(&parts.headers, &API_KEY).ok_or_else(|| ApiError::of(ErrorCode::KeyMissing))?;
        let secret = state.secrets.get().await.map_err(ApiError::internal)?;
        let key = ApiKey::parse(&key, &secret.key_tag)?;
        let origin =
            parts.headers.get(header::ORIGIN).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        Ok(Self { key, origin, site: site_origin(&parts.headers), address: visitor_address(&parts.headers) })
    }
}

/// The session id. It is the visitor's credential, so it is never in a URL.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what the extractor Session reads")]
pub(crate) struct SessionHeader {
    /// The visitor's session, as in the messages' `session_id`.
    #[param(
        rename = "X-Session-Id",
        pattern = "^[A-Za-z0-9._:-]{16,128}$",
        example = "0c2ce3a1-6f0e-4d9b-8f57-6a4a3a0d3b6e"
    )]
    session_id: String,
}

/// The session in a request without a body.
#[derive(Debug)]
pub(crate) struct Session(pub(crate) SessionId);

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let text = text(&parts.headers, &SESSION_ID)
            .ok_or_else(|| Invalid::new("Send the session id in the header X-Session-Id."))?;
        Ok(Self(SessionId::parse(&text)?))
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}
