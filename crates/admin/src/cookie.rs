//! The session's cookie.

use bubblechat_http::ApiError;
use http::{HeaderMap, HeaderValue, header};

/// How the session's cookie is called and sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookie {
    pub(crate) secure: bool,
    /// Ends the name where it is not secure.
    pub(crate) instance: Option<u16>,
}

impl Cookie {
    /// `__Host-` makes browsers refuse the cookie without `Secure` or with a `Domain`, so no subdomain can plant one.
    fn name(self) -> String {
        match self {
            Self { secure: true, .. } => "__Host-bc_session".to_owned(),
            Self { instance: Some(instance), .. } => format!("bc_session_{instance}"),
            Self { instance: None, .. } => "bc_session".to_owned(),
        }
    }

    /// The token that the request carries.
    pub(crate) fn read(self, headers: &HeaderMap) -> Option<String> {
        let name = self.name();
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = pairs.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    }

    /// `Set-Cookie` for a new session.
    pub(crate) fn set(self, token: &str, lifetime_s: u64) -> Result<HeaderValue, ApiError> {
        self.header(token, lifetime_s)
    }

    /// `Set-Cookie` that clears the session.
    pub(crate) fn clear(self) -> Result<HeaderValue, ApiError> {
        self.header("", 0)
    }

    fn header(self, value: &str, max_age_s: u64) -> Result<HeaderValue, ApiError> {
        let (name, attribute) = (self.name(), if self.secure { "; Secure" } else { "" });
        let text = format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{attribute}");
        let mut header = HeaderValue::from_str(&text).map_err(ApiError::internal)?;
        header.set_sensitive(true);
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, secure: bool, instance: Option<u16>) -> Option<String> {
        let value = HeaderValue::from_str(text).expect("a header value");
        Cookie { secure, instance }.read(&HeaderMap::from_iter([(header::COOKIE, value)]))
    }

    #[test]
    fn is_found_among_other_cookies_by_its_whole_name() {
        let of = |text: &str, secure| read(text, secure, None);
        assert_eq!(of("a=b; bc_session=x.y.z; c=d", false), Some("x.y.z".to_owned()));
        assert_eq!(of("__Host-bc_session=x", true), Some("x".to_owned()));
        assert_eq!(of("bc_session=planted", true), None);
        assert_eq!(of("xbc_session=x", false), None);
    }

    #[test]
    fn two_servers_on_one_machine_do_not_take_each_others() {
        let both = "bc_session_8788=a; bc_session_9788=b; bc_session=c";
        assert_eq!(read(both, false, Some(9788)), Some("b".to_owned()));
        assert_eq!(read(both, false, Some(8787)), None);
        assert_eq!(read("__Host-bc_session=x", true, Some(8788)), Some("x".to_owned()));
    }
}
