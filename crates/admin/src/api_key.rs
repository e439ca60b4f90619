//! `X-API-Key`, which holds a tenant's key or an operator's service token.

use bubblechat_core::service_token;
use http::{HeaderName, request::Parts};

/// The header.
pub(crate) const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The text of the request's service token, if it has one.
pub(crate) fn token_of(parts: &Parts) -> Option<String> {
    let text = parts.headers.get(API_KEY)?.to_str().ok()?;
    text.starts_with(service_token::PREFIX).then(|| text.to_owned())
}
