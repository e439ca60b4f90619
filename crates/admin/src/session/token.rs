//! The session's token: a JWT, signed with HS256 and nothing else.

use bubblechat_core::{secret::KeyRing, store::Session};
use bubblechat_http::{ApiError, ErrorCode};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode, errors::ErrorKind,
};
use serde::{Deserialize, Serialize};

/// How long a token is valid, and so how long a session lasts that nobody uses, in seconds.
pub(super) const LIFETIME_S: u64 = 3600;
/// After how long a request renews the token, in seconds.
const RENEWED_AFTER_S: u64 = 600;
const ISSUER: &str = "bubblechat";
const AUDIENCE: &str = "bubblechat-admin";

/// A token's claims.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The operator's id.
    pub(crate) sub: String,
    /// The session's id.
    pub(crate) sid: String,
    /// Unix seconds.
    pub(crate) iat: u64,
    /// Unix seconds.
    pub(crate) exp: u64,
    iss: String,
    aud: String,
}

impl Claims {
    /// A token for a session, valid from now on for an hour or until the session ends.
    pub(super) fn of(session: &Session, now_ms: i64) -> Self {
        let (now_s, ends_at_s) = (now_ms.unsigned_abs() / 1000, session.ends_at_ms.unsigned_abs() / 1000);
        Self {
            sub: session.operator.to_string(),
            sid: session.id.clone(),
            iat: now_s,
            exp: (now_s + LIFETIME_S).min(ends_at_s),
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
        }
    }

    /// Whether the token is so old that a request renews it.
    pub(super) fn is_due(&self, now_ms: i64) -> bool {
        now_ms.unsigned_abs() / 1000 >= self.iat + RENEWED_AFTER_S
    }

    /// Signs the claims with the ring's current key, whose id goes into the header.
    pub(super) fn sign(&self, ring: &KeyRing) -> Result<String, ApiError> {
        let (id, key) = ring.current();
        let header = Header { kid: Some(id.to_owned()), ..Header::new(Algorithm::HS256) };
        encode(&header, self, &EncodingKey::from_secret(key)).map_err(ApiError::internal)
    }
}

/// Reads a token signed by one of the ring's keys.
pub(super) fn read(token: &str, ring: &KeyRing) -> Result<Claims, ApiError> {
    let invalid = || ApiError::of(ErrorCode::InvalidSession);
    let header = decode_header(token).map_err(|_| invalid())?;
    let key = header.kid.as_deref().and_then(|id| ring.get(id)).ok_or_else(invalid)?;
    let mut rules = Validation::new(Algorithm::HS256);
    rules.leeway = 0;
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    match decode::<Claims>(token, &DecodingKey::from_secret(key), &rules) {
        Ok(token) => Ok(token.claims),
        Err(error) if matches!(error.kind(), ErrorKind::ExpiredSignature) => {
            Err(ApiError::of(ErrorCode::SessionExpired))
        }
        Err(_) => Err(invalid()),
    }
}
