//! JSON bodies: at most 64 KiB, with errors that say what to send.

use crate::{ApiError, FieldProblem};
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::{StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

/// The most a body may have.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// A visitor's JSON body. Fields it does not know are ignored, so that newer widgets talk to older servers.
#[derive(Debug)]
pub struct VisitorJson<T>(pub T);

/// An operator's JSON body. Fields it does not know are refused by name: a misspelt setting must not be lost silently.
#[derive(Debug)]
pub struct StrictJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for VisitorJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let bytes = read(request).await?;
        parse(&bytes, &mut |_| {}).map(Self)
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
        let message = format!("unknown field: {}; see /docs for those there are", unknown.join(", "));
        Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_field", message))
    }
}

async fn read(request: Request) -> Result<Bytes, ApiError> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "send JSON, with the header Content-Type: application/json",
        ));
    }
    match Limited::new(request.into_body(), MAX_BODY_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "the body is over 64 KiB; send less at once",
        )),
        Err(_) => Err(ApiError::bad_request("incomplete_body", "the body ended early; send the request again")),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8], unknown: &mut dyn FnMut(String)) -> Result<T, ApiError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ApiError::bad_request("invalid_utf8", "the body is not UTF-8; send JSON in UTF-8"))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let value = serde_ignored::deserialize(tracked, |path| unknown(path.to_string())).and_then(|value| {
        json.end()?;
        Ok(value)
    });
    value.map_err(|error| match error.classify() {
        serde_json::error::Category::Data => invalid(&track.path(), &error),
        _ => ApiError::bad_request("invalid_json", format!("the body is not JSON: {error}")),
    })
}

/// The refusal of a value that its type does not take.
fn invalid(path: &serde_path_to_error::Path, error: &serde_json::Error) -> ApiError {
    let field: Vec<String> =
        path.iter().map(|segment| segment.to_string().trim_matches(['[', ']']).to_owned()).collect();
    let (field, message) = (field.join("."), error.to_string());
    // Where in the text it stands says less than the field's name.
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned();
    let told = if field.is_empty() { message.clone() } else { format!("{field}: {message}") };
    let mut refusal = ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid_request",
        format!("{told}; see /docs for the request's shape"),
    );
    if !field.is_empty() {
        refusal.problems.push(FieldProblem { field, message });
    }
    refusal
}
