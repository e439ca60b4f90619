//! The revision that an operator read, from `If-Match`.

use bubblechat_http::{ApiError, ErrorCode};
use http::{HeaderMap, header};

/// The largest integer that JSON numbers represent exactly, far beyond any tenant's revision.
const MAX_REVISION: u64 = 1 << 53;

/// Whether the operator expects that there is nothing yet: `If-None-Match: *`.
pub(super) fn is_none(headers: &HeaderMap) -> bool {
    headers.get(header::IF_NONE_MATCH).is_some_and(|value| value == "*")
}

/// Reads `If-Match: 7`, also if it is quoted or a CDN has made it weak.
pub(crate) fn revision(headers: &HeaderMap) -> Result<u64, ApiError> {
    let value = headers.get(header::IF_MATCH).ok_or_else(|| ApiError::of(ErrorCode::PreconditionRequired))?;
    let text = value.to_str().unwrap_or_default().trim();
    let text = text.strip_prefix("W/").unwrap_or(text);
    let digits = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let revision = digits.parse::<u64>().ok().filter(|revision| *revision <= MAX_REVISION);
    revision.ok_or_else(|| ApiError::of(ErrorCode::InvalidIfMatch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn accepts_a_revision_in_every_usual_form() {
        let of = |text: &'static str| {
            revision(&HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static(text))]))
                .map_err(|error| error.code.as_str())
        };
        for good in ["7", "\"7\"", "W/\"7\"", " 7 "] {
            assert_eq!(of(good), Ok(7), "{good}");
        }
        for bad in ["", "*", "\"7", "-1", "7.0", "18446744073709551615", "\"7\", \"8\""] {
            assert_eq!(of(bad), Err("invalid_if_match"), "{bad}");
        }
        assert_eq!(revision(&HeaderMap::new()).map_err(|error| error.code.as_str()), Err("precondition_required"));
    }
}
