//! JSON bodies: at most 64 KiB, with errors that say what to send.

use crate::{ApiError, ErrorCode, FieldProblem};
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::header;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

/// The maximum size of a body.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// A visitor's JSON body. Unknown fields are ignored, so that newer widgets can talk to older servers, except those that mean something in
/// [`VisitorBody::ELSEWHERE`].
#[derive(Debug)]
pub struct VisitorJson<T>(pub T);

/// A body that visitors' clients send.
pub trait VisitorBody: DeserializeOwned {
    /// What other services call fields of this body, each with its name here. Where the body lacks the field itself, such a name is refused
    /// instead of being ignored.
    const ELSEWHERE: &[(&str, &str)] = &[];
}

impl VisitorBody for bubblechat_core::conversation::Feedback {}

/// An operator's JSON body. Unknown fields are refused by name, because a misspelt setting must not be lost silently.
#[derive(Debug)]
pub struct StrictJson<T>(pub T);

impl<T: VisitorBody, S: Send + Sync> FromRequest<S> for VisitorJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let bytes = read(request).await?;
        let mut unknown = Vec::new();
        let parsed = parse(&bytes, &mut |path| unknown.push(path));
        match misnamed(&bytes, &unknown, T::ELSEWHERE) {
            Some(names) => Err(refuse(&names)),
            None => parsed.map(Self),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for StrictJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let bytes = read(request).await?;
        let mut unknown = Vec::new();
        let value = parse(&bytes, &mut |path| unknown.push(path))?;
        if unknown.is_empty() {
            return Ok(Self(value));
        }
        let message = format!("Unknown field: {}. {}", unknown.join(", "), ErrorCode::UnknownField.fix());
        Err(ApiError::new(ErrorCode::UnknownField, message))
    }
}

/// The unknown fields that have another name here, if the body lacks that one. `None` if there are none.
fn misnamed<'a>(bytes: &[u8], unknown: &[String], elsewhere: &[(&'a str, &'a str)]) -> Option<Vec<(&'a str, &'a str)>> {
    let mut found = elsewhere.iter().filter(|(theirs, _)| unknown.iter().any(|name| name == theirs)).peekable();
    found.peek()?;
    let body: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes).ok()?;
    let names: Vec<_> = found.filter(|(_, ours)| !body.contains_key(*ours)).copied().collect();
    (!names.is_empty()).then_some(names)
}

fn refuse(names: &[(&str, &str)]) -> ApiError {
    let fields: Vec<_> = names.iter().map(|(theirs, _)| *theirs).collect();
    let told: Vec<_> = names.iter().map(|(theirs, ours)| format!("{theirs} is called {ours} here.")).collect();
    let message = format!("Unknown field: {}. {} /docs lists every field.", fields.join(", "), told.join(" "));
    let problem = |(theirs, ours): &(&str, &str)| FieldProblem {
        field: (*theirs).to_owned(),
        message: format!("is called {ours} here"),
    };
    ApiError { problems: names.iter().map(problem).collect(), ..ApiError::new(ErrorCode::UnknownField, message) }
}

async fn read(request: Request) -> Result<Bytes, ApiError> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::of(ErrorCode::UnsupportedMediaType));
    }
    match Limited::new(request.into_body(), MAX_BODY_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::of(ErrorCode::BodyTooLarge)),
        Err(_) => Err(ApiError::of(ErrorCode::IncompleteBody)),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8], unknown: &mut dyn FnMut(String)) -> Result<T, ApiError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ApiError::of(ErrorCode::InvalidUtf8))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let value = serde_ignored::deserialize(tracked, |path| unknown(path.to_string())).and_then(|value| {
        json.end()?;
        Ok(value)
    });
    value.map_err(|error| match error.classify() {
        serde_json::error::Category::Data => invalid(&track.path(), &error),
        _ => ApiError::new(ErrorCode::InvalidJson, format!("The body is not JSON: {error}")),
    })
}

/// The error for a value that does not fit its type.
fn invalid(path: &serde_path_to_error::Path, error: &serde_json::Error) -> ApiError {
    let field: Vec<String> =
        path.iter().map(|segment| segment.to_string().trim_matches(['[', ']']).to_owned()).collect();
    let (field, message) = (field.join("."), error.to_string());
    // The field's name says more than the position in the text.
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned();
    let told = if field.is_empty() { message.clone() } else { format!("{field}: {message}") };
    let mut refusal = ApiError::new(ErrorCode::InvalidRequest, format!("{told}. See /docs for the request's shape."));
    if !field.is_empty() {
        refusal.problems.push(FieldProblem { field, message });
    }
    refusal
}
