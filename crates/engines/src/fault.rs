//! Maps every way a provider can fail to one [`EngineError`], without the provider's own words.

use crate::error::EngineError;
use crate::guard::NotPublic;
use genai::webc::StreamTimeout;
use jiff::Timestamp;
use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};
use serde_json::Value;
use std::{error::Error as StdError, string::FromUtf8Error, time::Duration};

/// An error, with the part of its cause that may be logged.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) error: EngineError,
    /// What went wrong, in our own words.
    pub(crate) kind: &'static str,
    /// The HTTP status, when there was one.
    pub(crate) status: Option<u16>,
}

impl Fault {
    pub(crate) const fn new(error: EngineError, kind: &'static str) -> Self {
        Self { error, kind, status: None }
    }

    pub(crate) fn of(error: &genai::Error) -> Self {
        use genai::Error::{
            AdapterNotSupported, ChatResponse, HttpError, InvalidJsonResponseElement, JsonValueExt, SerdeJson,
            StreamParse, WebModelCall, WebStream,
        };
        match error {
            HttpError { status, body, headers, .. } => Self::of_status(*status, headers, body),
            WebStream { error, .. } => Self::of_transport(error.as_ref()),
            ChatResponse { body, .. } => Self::of_error_event(body),
            // The stream ended in the middle of this frame.
            StreamParse { serde_error, .. } if serde_error.is_eof() => Self::new(EngineError::Cut, "half a frame"),
            StreamParse { .. } | JsonValueExt(_) | SerdeJson(_) | InvalidJsonResponseElement { .. } => {
                Self::new(EngineError::Garbage, "unreadable frame")
            }
            AdapterNotSupported { .. } => {
                let text = "no usable AWS credentials; grant the function's role bedrock:InvokeModelWithResponseStream";
                Self::new(EngineError::Misconfigured(text.into()), "no AWS credentials")
            }
            WebModelCall { .. } => Self::unsendable(),
            _ => Self::new(EngineError::Misconfigured("this provider cannot take the request".into()), "request"),
        }
    }

    fn of_status(status: StatusCode, headers: &HeaderMap, body: &str) -> Self {
        let misconfigured = |text: &str| EngineError::Misconfigured(text.to_owned());
        let error = match status.as_u16() {
            401 | 403 => EngineError::Unauthorized,
            // Gemini's and xAI's response to a wrong key.
            400 if body.contains("API_KEY_INVALID") || body.contains("Incorrect API key") => EngineError::Unauthorized,
            404 => misconfigured("the provider has no such model, or the base URL is wrong"),
            // Bedrock's response to an unknown model.
            400 if body.contains("model identifier is invalid") => misconfigured("the provider has no such model"),
            429 => EngineError::RateLimited { retry_after: retry_after(headers, body, Timestamp::now()) },
            408 => EngineError::Unavailable,
            400..=499 => EngineError::Refused,
            300..=399 => misconfigured("the base URL redirects; use the address it redirects to"),
            _ => EngineError::Unavailable,
        };
        Self { error, kind: "status", status: Some(status.as_u16()) }
    }

    /// Errors of the connection, or of a response in transit.
    fn of_transport(error: &(dyn StdError + 'static)) -> Self {
        if let Some(error) = error.downcast_ref::<genai::Error>() {
            return Self::of(error);
        }
        if let Some(timeout) = error.downcast_ref::<StreamTimeout>() {
            let kind = match timeout {
                StreamTimeout::Headers => "no response",
                StreamTimeout::Read => "silence",
            };
            return Self::new(EngineError::Stalled, kind);
        }
        if let Some(error) = error.downcast_ref::<FromUtf8Error>() {
            return match error.utf8_error().error_len() {
                Some(_) => Self::new(EngineError::Garbage, "not UTF-8"),
                None => Self::new(EngineError::Cut, "half a character"),
            };
        }
        match error.downcast_ref::<reqwest::Error>() {
            Some(_) if caused_by::<NotPublic>(error) => Self::new(
                EngineError::Misconfigured("the base URL must point to a public address".into()),
                "private address",
            ),
            Some(error) if error.is_builder() => Self::unsendable(),
            Some(error) if error.is_body() || error.is_decode() => Self::new(EngineError::Cut, "connection lost"),
            Some(error) if error.is_connect() => Self::new(EngineError::Unavailable, "no connection"),
            _ => Self::new(EngineError::Unavailable, "transport"),
        }
    }

    fn unsendable() -> Self {
        let text = "the key or the base URL contains characters that cannot be sent";
        Self::new(EngineError::Misconfigured(text.into()), "unsendable request")
    }

    /// An error that arrived as an event in a stream that began normally.
    fn of_error_event(body: &Value) -> Self {
        let inner = body.get("error").unwrap_or(body);
        if body.get("error").is_some_and(Value::is_string) {
            // How genai reports an invalid Bedrock frame.
            return Self::new(EngineError::Garbage, "unreadable frame");
        }
        let number = |name| inner.get(name).and_then(Value::as_u64).and_then(|n| u16::try_from(n).ok());
        let status = number("code").or_else(|| number("status")).and_then(|n| StatusCode::from_u16(n).ok());
        if let Some(status) = status.filter(|status| status.as_u16() >= 400) {
            return Self { kind: "error event", ..Self::of_status(status, &HeaderMap::new(), &body.to_string()) };
        }
        let names = ["type", "code", "status"].map(|name| inner.get(name).and_then(Value::as_str).unwrap_or_default());
        let names = names.join(" ").to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| names.contains(word));
        let error = if has(&["rate_limit", "resource_exhausted", "quota", "throttl"]) {
            EngineError::RateLimited { retry_after: None }
        } else if has(&["authentication", "permission", "unauthenticated", "invalid_api_key"]) {
            EngineError::Unauthorized
        } else if has(&["invalid_request", "invalid_argument", "content_filter"]) {
            EngineError::Refused
        } else {
            EngineError::Unavailable
        };
        Self::new(error, "error event")
    }
}

fn caused_by<T: StdError + 'static>(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<T>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Reads `Retry-After`, in seconds or as a date, or Gemini's form of it, `{"retryDelay":"34s"}` in the body.
fn retry_after(headers: &HeaderMap, body: &str, now: Timestamp) -> Option<Duration> {
    let Some(text) = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()) else {
        let rest = body.split_once("\"retryDelay\"")?.1;
        let seconds: f64 = rest.split('"').nth(1)?.strip_suffix('s')?.parse().ok()?;
        return Duration::try_from_secs_f64(seconds).ok();
    };
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp();
    // A date in the past means now.
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn after(value: &'static str) -> Option<u64> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, reqwest::header::HeaderValue::from_static(value))]);
        let now = jiff::fmt::rfc2822::parse("Wed, 21 Oct 2026 07:28:00 GMT").ok()?.timestamp();
        retry_after(&headers, "", now).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_may_be_seconds_a_date_or_geminis_body() {
        assert_eq!(after("17"), Some(17));
        assert_eq!(after("Wed, 21 Oct 2026 07:29:30 GMT"), Some(90));
        assert_eq!(after("Wed, 21 Oct 2026 07:00:00 GMT"), Some(0));
        assert_eq!(after("soon"), None);
        let body =
            r#"{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay": "34.5s"}]}}"#;
        assert_eq!(retry_after(&HeaderMap::new(), body, Timestamp::now()), Some(Duration::from_millis(34_500)));
        assert_eq!(retry_after(&HeaderMap::new(), r#"{"retryDelay":-1}"#, Timestamp::now()), None);
    }

    #[test]
    fn error_events_are_distinguished_by_code_or_name() {
        let of = |body: Value| Fault::of_error_event(&body).error;
        let busy = EngineError::RateLimited { retry_after: None };
        assert_eq!(
            of(json!({"type": "error", "error": {"type": "overloaded_error", "message": "m"}})),
            EngineError::Unavailable
        );
        assert_eq!(of(json!({"type": "error", "error": {"type": "rate_limit_error"}})), busy);
        assert_eq!(of(json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}})), busy);
        assert_eq!(of(json!({"error": {"code": 503, "status": "UNAVAILABLE"}})), EngineError::Unavailable);
        assert_eq!(
            of(json!({"type": "invalid_request_error", "code": "context_length_exceeded"})),
            EngineError::Refused
        );
        assert_eq!(of(json!({"code": "invalid_api_key"})), EngineError::Unauthorized);
        assert_eq!(of(json!({"error": "prelude CRC mismatch"})), EngineError::Garbage);
        assert_eq!(of(json!("boom")), EngineError::Unavailable);
    }

    #[test]
    fn every_status_maps_to_an_error() {
        let of = |status: u16, body: &str| {
            StatusCode::from_u16(status).map(|status| Fault::of_status(status, &HeaderMap::new(), body).error).ok()
        };
        for status in 300..600 {
            let error = of(status, "").expect("a status");
            let fits = match status {
                401 | 403 => error == EngineError::Unauthorized,
                429 => error == EngineError::RateLimited { retry_after: None },
                404 | 300..=399 => matches!(error, EngineError::Misconfigured(_)),
                408 | 500.. => error == EngineError::Unavailable,
                _ => error == EngineError::Refused,
            };
            assert!(fits, "{status}: {error:?}");
        }
        assert_eq!(of(400, r#"{"error":{"details":[{"reason":"API_KEY_INVALID"}]}}"#), Some(EngineError::Unauthorized));
    }
}
