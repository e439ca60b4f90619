//! The one envelope of all errors.

use axum::response::{IntoResponse, Response};
use bubblechat_core::{
    Invalid,
    access::Denied,
    limits::{LimitedBy, OverLimit},
    store::StoreError,
    tenant::{Problem, Problems},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

/// An error on its way out: a status, a stable code, and a text that says what to do. The request id is filled in by [`crate::finish`].
#[derive(Debug, Clone)]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// Stable, for programs.
    pub code: &'static str,
    /// For people: what happened and what to do about it.
    pub message: String,
    /// More headers, such as `Retry-After`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The fields that break a rule, and which.
    pub problems: Vec<FieldProblem>,
    /// What a conflict shows besides: the document as it is now.
    pub current: Option<Box<serde_json::Value>>,
}

/// The body of every error.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorDetail,
    /// With 412: the document as it is stored now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<serde_json::Value>,
}

/// An error.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErrorDetail {
    /// Stable, for programs.
    #[schema(example = "origin_not_allowed")]
    pub code: String,
    /// What happened and what to do about it.
    pub message: String,
    /// The id of the request, as in the header `x-request-id` and in the logs.
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
    /// An error of that status, code and text.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), headers: Vec::new(), problems: Vec::new(), current: None }
    }

    /// 400 for a request that can never succeed as it is.
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 401
    pub fn unauthorized(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, message)
    }

    /// 403
    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// 404
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// 409
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// 405
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "this route has other methods; see /docs for those there are",
        )
    }

    /// 500 with a fixed text; the cause goes to the log.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "internal error");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "something went wrong on our side; try again, and name the request id if it stays",
        )
    }

    /// With one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.with_header(header::RETRY_AFTER, seconds)
    }

    /// The body it will have.
    pub fn body(&self, request_id: &str) -> ErrorBody {
        let error = ErrorDetail {
            code: self.code.to_owned(),
            message: self.message.clone(),
            request_id: request_id.to_owned(),
            problems: self.problems.clone(),
        };
        ErrorBody { error, current: self.current.as_deref().cloned() }
    }
}

impl IntoResponse for ApiError {
    /// Leaves the body to [`crate::finish`], which knows the request id. No cache may keep an error: what caused it may be mended by now.
    fn into_response(self) -> Response {
        let mut response = (self.status, [(header::CACHE_CONTROL, crate::NO_STORE)]).into_response();
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", invalid.0)
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
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "busy",
                    "too much is going on right now; try again in a moment",
                )
                .retry_after(1)
            }
            error => Self::internal(error),
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::UnknownKey => Self::unauthorized(
                "invalid_key",
                "this API key is not known; copy it again from the dashboard under \"Keys and origins\"",
            ),
            Denied::Revoked => Self::unauthorized("key_revoked", "this API key was revoked; use another one"),
            Denied::Expired => Self::unauthorized("key_expired", "this API key has expired; use another one"),
            Denied::WrongKind => Self::forbidden(
                "wrong_key_kind",
                "this kind of key does not work here: web pages use a publishable key (bc_pk_…), servers a secret one (bc_sk_…)",
            ),
            Denied::MissingScope(scope) => Self::forbidden(
                "missing_scope",
                format!("this API key has not the scope \"{}\"; make one that has", scope.name()),
            ),
            Denied::OriginMissing => Self::forbidden(
                "origin_not_allowed",
                "publishable keys work in web pages only, where browsers send the header Origin; use a secret key on a server",
            ),
            Denied::OriginNotAllowed(origin) => {
                let origin: String = origin.chars().take(200).collect();
                Self::forbidden(
                    "origin_not_allowed",
                    format!(
                        "the origin \"{origin}\" is not allowed; add it in the dashboard under \"Keys and origins\""
                    ),
                )
            }
        }
    }
}

impl From<OverLimit> for ApiError {
    fn from(over: OverLimit) -> Self {
        let (code, whose) = match over.by {
            LimitedBy::Key => ("key_limit_reached", "this site"),
            LimitedBy::Session => ("session_limit_reached", "this conversation"),
            LimitedBy::Address => ("address_limit_reached", "your network address"),
        };
        let wait = over.retry_after_s;
        let message = format!("too many messages from {whose} in a minute; you can write again in {wait} s");
        Self::new(StatusCode::TOO_MANY_REQUESTS, code, message)
            .retry_after(wait)
            .with_header(HeaderName::from_static("ratelimit-limit"), over.limit)
            .with_header(HeaderName::from_static("ratelimit-remaining"), 0)
            .with_header(HeaderName::from_static("ratelimit-reset"), wait)
    }
}
