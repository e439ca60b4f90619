//! The envelope of all errors.

use crate::ErrorCode;
use axum::response::{IntoResponse, Response};
use bubblechat_core::{
    Invalid,
    access::Denied,
    key::NotAKey,
    limits::{LimitedBy, OverLimit},
    store::StoreError,
    tenant::{Problem, Problems},
};
use http::{HeaderName, HeaderValue, header};
use serde::Serialize;

/// An error response: a stable code, which determines the status, and a message that says what to do. [`crate::finish`] adds the request id.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// Stable, for programs.
    pub code: ErrorCode,
    /// For people: what happened, and what to do about it.
    pub message: String,
    /// More headers, such as `Retry-After`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The fields that break a rule, with the rules.
    pub problems: Vec<FieldProblem>,
    /// With a conflict: the stored document.
    pub current: Option<Box<serde_json::Value>>,
}

/// The body of every error.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorDetail,
    /// With 412: the stored document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<serde_json::Value>,
}

/// An error.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErrorDetail {
    /// Stable, for programs.
    #[schema(example = "origin_not_allowed")]
    pub code: ErrorCode,
    /// What happened and what to do about it.
    pub message: String,
    /// The request's id, which is also in the header `x-request-id` and in the logs.
    pub request_id: String,
    /// With 422: the fields that break a rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub problems: Vec<FieldProblem>,
}

/// A field that breaks a rule.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// Its path in the body.
    #[schema(example = "engines.0.model")]
    pub field: String,
    /// What is wrong with it.
    #[schema(example = "must have 1 to 200 characters")]
    pub message: String,
}

impl ApiError {
    /// An error with its own message.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), headers: Vec::new(), problems: Vec::new(), current: None }
    }

    /// An error with the standard message of its code.
    pub fn of(code: ErrorCode) -> Self {
        Self::new(code, format!("{} {}", code.meaning(), code.fix()))
    }

    /// 404, with a message that says what does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotFound, message)
    }

    /// 500 with a fixed message. The cause goes to the log.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "internal error");
        Self::of(ErrorCode::Internal)
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.with_header(header::RETRY_AFTER, seconds)
    }

    /// The response's body.
    pub fn body(&self, request_id: &str) -> ErrorBody {
        let error = ErrorDetail {
            code: self.code,
            message: self.message.clone(),
            request_id: request_id.to_owned(),
            problems: self.problems.clone(),
        };
        ErrorBody { error, current: self.current.as_deref().cloned() }
    }
}

impl IntoResponse for ApiError {
    /// Leaves the body to [`crate::finish`], which knows the request id. Errors are never cached, because their cause may be fixed by then.
    fn into_response(self) -> Response {
        let mut response = (self.code.status(), [(header::CACHE_CONTROL, crate::NO_STORE)]).into_response();
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self::new(ErrorCode::InvalidRequest, invalid.0)
    }
}

impl From<Problems> for ApiError {
    fn from(problems: Problems) -> Self {
        let message = problems.to_string();
        let of = |problem: Problem| FieldProblem { field: problem.field, message: problem.rule };
        let problems = problems.0.into_iter().map(of).collect();
        Self { problems, ..Invalid(message).into() }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy(cause) => {
                tracing::warn!(cause, "the store is busy");
                Self::of(ErrorCode::Busy).retry_after(1)
            }
            error => Self::internal(error),
        }
    }
}

impl From<NotAKey> for ApiError {
    fn from(not_a_key: NotAKey) -> Self {
        match not_a_key {
            NotAKey::Malformed => Self::new(
                ErrorCode::InvalidKey,
                "The API key is incomplete. Copy it again from the dashboard; it begins with bc_pk_ or bc_sk_.",
            ),
            NotAKey::MadeUp => Self::of(ErrorCode::InvalidKey),
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::UnknownKey => Self::of(ErrorCode::InvalidKey),
            Denied::Revoked => Self::of(ErrorCode::KeyRevoked),
            Denied::Expired => Self::of(ErrorCode::KeyExpired),
            Denied::WrongKind => Self::of(ErrorCode::WrongKeyKind),
            Denied::MissingScope(scope) => Self::new(
                ErrorCode::MissingScope,
                format!("This API key lacks the scope \"{}\". {}", scope.name(), ErrorCode::MissingScope.fix()),
            ),
            Denied::OriginMissing => Self::new(
                ErrorCode::OriginNotAllowed,
                "A publishable key works only in web pages, where the browser sends an Origin header. Use a secret key on a server.",
            ),
            Denied::OriginNotAllowed(origin) => {
                let origin: String = origin.chars().take(200).collect();
                let fix = ErrorCode::OriginNotAllowed.fix();
                Self::new(ErrorCode::OriginNotAllowed, format!("The origin \"{origin}\" is not allowed. {fix}"))
            }
        }
    }
}

impl From<OverLimit> for ApiError {
    fn from(over: OverLimit) -> Self {
        let code = match over.by {
            LimitedBy::Key => ErrorCode::KeyLimitReached,
            LimitedBy::Session => ErrorCode::SessionLimitReached,
            LimitedBy::Address => ErrorCode::AddressLimitReached,
        };
        let wait = over.retry_after_s;
        Self::new(code, format!("{} Try again in {wait} s.", code.meaning()))
            .retry_after(wait)
            .with_header(HeaderName::from_static("ratelimit-limit"), over.limit)
            .with_header(HeaderName::from_static("ratelimit-remaining"), 0)
            .with_header(HeaderName::from_static("ratelimit-reset"), wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_store_says_when_to_try_again_and_a_broken_one_does_not() {
        let busy = ApiError::from(StoreError::Busy("throttled".to_owned())).into_response();
        assert_eq!((busy.status().as_u16(), &busy.headers()[header::RETRY_AFTER]), (503, &HeaderValue::from(1)));
        let broken = ApiError::from(StoreError::Malformed("no".to_owned())).into_response();
        assert_eq!((broken.status().as_u16(), broken.headers().get(header::RETRY_AFTER)), (500, None));
        for response in [busy, broken] {
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        }
    }
}
