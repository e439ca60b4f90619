//! Entity tags: a caller that already has the content gets 304.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};

/// A response with a strong `ETag` derived from its content, or 304 without a body if `If-None-Match` matches it.
pub fn with_etag(request: &HeaderMap, content_type: HeaderValue, body: impl Into<bytes::Bytes>) -> Response {
    let body = body.into();
    let etag = etag_of(&body);
    with_known_etag(request, content_type, body, &etag)
}

/// The same for content whose [`etag_of`] the caller has kept.
pub fn with_known_etag(
    request: &HeaderMap,
    content_type: HeaderValue,
    body: impl Into<bytes::Bytes>,
    etag: &str,
) -> Response {
    let body = body.into();
    let mut response = if is_named(request, etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, content_type)], body).into_response()
    };
    if let Ok(value) = HeaderValue::from_str(etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// A strong entity tag.
pub fn etag_of(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let digits: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

/// Compares weakly, as RFC 9110 requires for `If-None-Match`, because a CDN that compresses makes our tags weak.
fn is_named(request: &HeaderMap, etag: &str) -> bool {
    let lists = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(if_none_match: &str, body: &'static str) -> StatusCode {
        let value = HeaderValue::from_str(if_none_match).expect("a header value");
        let request = HeaderMap::from_iter([(header::IF_NONE_MATCH, value)]);
        with_etag(&request, HeaderValue::from_static("text/plain"), body).status()
    }

    #[test]
    fn unchanged_content_is_not_sent_again() {
        let etag = etag_of(b"a");
        assert_eq!(status(&etag, "a"), StatusCode::NOT_MODIFIED);
        assert_eq!(status(&format!("\"x\", W/{etag}"), "a"), StatusCode::NOT_MODIFIED);
        assert_eq!(status("*", "a"), StatusCode::NOT_MODIFIED);
        assert_eq!(status(&etag, "b"), StatusCode::OK);
        assert_eq!(status("\"x\"", "a"), StatusCode::OK);
    }
}
