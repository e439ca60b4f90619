//! URL parameters, with errors in our envelope.

use crate::{ApiError, ErrorCode};
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

/// The query string. Like [`axum::extract::Query`], with our errors. Unknown parameters are ignored.
#[derive(Debug)]
pub struct QueryParams<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryParams<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query =
            axum::extract::Query::try_from_uri(&parts.uri).map_err(|_| ApiError::of(ErrorCode::InvalidQuery))?;
        Ok(Self(query.0))
    }
}

/// Parts of the path. Like [`axum::extract::Path`], except that a malformed id counts as one that does not exist.
#[derive(Debug)]
pub struct PathParams<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathParams<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| ApiError::not_found("Nothing exists at this address."))
    }
}
