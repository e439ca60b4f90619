//! Cookies.

use bubblechat_http::ApiError;
use http::{HeaderMap, HeaderValue, header};

/// How cookies are called and sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookie {
    pub(crate) secure: bool,
    /// Ends the name of one that is not secure.
    pub(crate) instance: Option<u16>,
}

/// The session's, which goes along with every request.
const SESSION: (&str, &str) = ("bc_session", "/");

impl Cookie {
    /// `__Host-` makes browsers refuse a cookie without `Secure` or with a `Domain`, so no subdomain can plant one. A cookie for one path can
    /// only have `__Secure-`, which leaves out the latter.
    fn name(self, (name, path): (&str, &str)) -> String {
        match self {
            Self { secure: true, .. } if path == "/" => format!("__Host-{name}"),
            Self { secure: true, .. } => format!("__Secure-{name}"),
            Self { instance: Some(instance), .. } => format!("{name}_{instance}"),
            Self { instance: None, .. } => name.to_owned(),
        }
    }

    /// The session's token that the request carries.
    pub(crate) fn read(self, headers: &HeaderMap) -> Option<String> {
        self.read_other(headers, SESSION)
    }

    /// `Set-Cookie` for a session's token.
    pub(crate) fn set(self, token: &str, lifetime_s: u64) -> Result<HeaderValue, ApiError> {
        self.set_other(SESSION, token, lifetime_s)
    }

    /// `Set-Cookie` that clears the session.
    pub(crate) fn clear(self) -> Result<HeaderValue, ApiError> {
        self.set_other(SESSION, "", 0)
    }

    /// The value of another cookie, by its name and path.
    pub(crate) fn read_other(self, headers: &HeaderMap, of: (&str, &str)) -> Option<String> {
        let name = self.name(of);
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = pairs.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    }

    /// `Set-Cookie` for another cookie, by its name and path.
    pub(crate) fn set_other(self, of: (&str, &str), value: &str, max_age_s: u64) -> Result<HeaderValue, ApiError> {
        let (name, path, attribute) = (self.name(of), of.1, if self.secure { "; Secure" } else { "" });
        let text = format!("{name}={value}; Path={path}; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{attribute}");
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
