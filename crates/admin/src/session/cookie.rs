//! The session's cookie.

use super::token::LIFETIME_S;
use bubblechat_http::ApiError;
use http::{HeaderMap, HeaderValue, header};

/// `__Host-` makes browsers refuse the cookie without `Secure` or with a `Domain`, so no subdomain can plant one.
const fn name(secure: bool) -> &'static str {
    if secure { "__Host-bc_session" } else { "bc_session" }
}

pub(super) fn read(headers: &HeaderMap, secure: bool) -> Option<String> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name(secure)).map(|(_, value)| value.to_owned())
}

/// `Set-Cookie` for a new session.
pub(crate) fn set_cookie(token: &str, secure: bool) -> Result<HeaderValue, ApiError> {
    cookie(token, LIFETIME_S, secure)
}

/// `Set-Cookie` that clears the session.
pub(crate) fn clear_cookie(secure: bool) -> Result<HeaderValue, ApiError> {
    cookie("", 0, secure)
}

fn cookie(value: &str, max_age_s: u64, secure: bool) -> Result<HeaderValue, ApiError> {
    let (name, attribute) = (name(secure), if secure { "; Secure" } else { "" });
    let text = format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{attribute}");
    let mut header = HeaderValue::from_str(&text).map_err(ApiError::internal)?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_found_among_other_cookies_by_its_whole_name() {
        let of = |text: &str, secure| {
            let value = HeaderValue::from_str(text).expect("a header value");
            read(&HeaderMap::from_iter([(header::COOKIE, value)]), secure)
        };
        assert_eq!(of("a=b; bc_session=x.y.z; c=d", false), Some("x.y.z".to_owned()));
        assert_eq!(of("__Host-bc_session=x", true), Some("x".to_owned()));
        assert_eq!(of("bc_session=planted", true), None);
        assert_eq!(of("xbc_session=x", false), None);
    }
}
