//! Web origins, and the patterns by which a tenant allows them.

use crate::{
    Invalid,
    host::{Domain, Host},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The origin of a request, as browsers send it in `Origin` (RFC 6454): scheme, host and port, never `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    host: Host,
    port: u16,
}

impl Origin {
    /// Parses the value of an `Origin` header. Converts hosts to lower case and punycode, and fills in default ports.
    ///
    /// # Errors
    /// [`Invalid`] for `null` (sandboxed frames, files) and for anything that is more or less than an origin.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = || {
            Invalid::new(
                "an origin is a scheme and a host without a path, for example \"https://shop.example\" or \"https://*.preview.example\"",
            )
        };
        let url = url::Url::parse(text).map_err(|_| invalid())?;
        let bare = matches!(url.scheme(), "http" | "https")
            && matches!(url.path(), "" | "/")
            && !text.ends_with(['/', '?', '#', '@'])
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        match (bare, Host::of(&url), url.port_or_known_default()) {
            (true, Some(host), Some(port)) => Ok(Self { scheme: url.scheme().to_owned(), host, port }),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        match (self.scheme.as_str(), self.port) {
            ("http", 80) | ("https", 443) => Ok(()),
            (_, port) => write!(f, ":{port}"),
        }
    }
}

/// A pattern of allowed origins: a single origin, or every origin one label below a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum OriginPattern {
    /// `https://shop.example`
    Exact(Origin),
    /// `https://*.preview.example`: exactly one label in place of the star. Contains the rest.
    OneLabel(Origin),
    /// `*`: every origin. Only the local server accepts it.
    Any,
}

impl OriginPattern {
    /// Parses what an operator typed.
    ///
    /// # Errors
    /// [`Invalid`], which names the two accepted forms.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let Some((scheme, rest)) = text.split_once("://*.") else {
            return if text.contains('*') { Err(wildcard_rule()) } else { Ok(Self::Exact(Origin::parse(text)?)) };
        };
        if rest.contains('*') {
            return Err(wildcard_rule());
        }
        let origin = Origin::parse(&format!("{scheme}://{rest}"))?;
        // `https://*.com` would open the key to everyone, and IP addresses have no labels.
        match &origin.host {
            Host::Domain(name) if name.has_dot() => Ok(Self::OneLabel(origin)),
            _ => Err(wildcard_rule()),
        }
    }

    /// The name below which the wildcard stands, if anybody can get a name there.
    pub fn public_suffix(&self) -> Option<&Domain> {
        match self {
            Self::OneLabel(Origin { host: Host::Domain(name), .. }) if name.is_public_suffix() => Some(name),
            _ => None,
        }
    }

    /// Whether this pattern allows the origin.
    pub fn matches(&self, origin: &Origin) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(allowed) => allowed == origin,
            Self::OneLabel(rest) => {
                let (Host::Domain(name), Host::Domain(parent)) = (&origin.host, &rest.host) else { return false };
                let label = name.as_str().strip_suffix(parent.as_str()).and_then(|head| head.strip_suffix('.'));
                rest.scheme == origin.scheme
                    && rest.port == origin.port
                    && label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
            }
        }
    }
}

fn wildcard_rule() -> Invalid {
    Invalid::new("a wildcard stands for one whole label before a domain, for example \"https://*.preview.example\"")
}

impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Exact(origin) => origin.fmt(f),
            Self::OneLabel(rest) => {
                let text = rest.to_string();
                f.write_str(&text.replacen("://", "://*.", 1))
            }
        }
    }
}

impl TryFrom<String> for OriginPattern {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<OriginPattern> for String {
    fn from(pattern: OriginPattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, origin: &str) -> bool {
        let pattern = OriginPattern::parse(pattern).expect("a pattern");
        Origin::parse(origin).is_ok_and(|origin| pattern.matches(&origin))
    }

    #[test]
    fn exact_origins_compare_scheme_host_and_port() {
        assert!(matches("https://shop.example", "https://shop.example"));
        assert!(matches("https://SHOP.example:443", "https://shop.example"));
        assert!(matches("https://bücher.example", "https://xn--bcher-kva.example"));
        assert!(matches("https://my_shop.example", "https://my_shop.example"));
        assert!(!matches("https://shop.example", "http://shop.example"));
        assert!(!matches("https://shop.example", "https://shop.example:8443"));
        assert!(!matches("https://shop.example", "https://www.shop.example"));
        assert!(!matches("https://shop.example", "https://shop.example.evil.example"));
        assert!(!matches("https://shop.example", "null"));
    }

    #[test]
    fn a_wildcard_is_one_label() {
        assert!(matches("https://*.preview.example", "https://pr-7.preview.example"));
        assert!(!matches("https://*.preview.example", "https://a.b.preview.example"));
        assert!(!matches("https://*.preview.example", "https://preview.example"));
        assert!(!matches("https://*.preview.example", "https://evilpreview.example"));
        assert!(!matches("https://*.preview.example", "http://pr-7.preview.example"));
        assert!(!matches("https://*.preview.example", "https://.preview.example"));
    }

    #[test]
    fn a_wildcard_stands_for_hosts_on_its_own_port_only() {
        assert!(matches("https://*.preview.example", "https://pr-7.preview.example:443"));
        assert!(!matches("https://*.preview.example", "https://pr-7.preview.example:8443"));
        assert!(matches("https://*.preview.example:8443", "https://pr-7.preview.example:8443"));
        assert!(!matches("https://*.preview.example:8443", "https://pr-7.preview.example"));
    }

    #[test]
    fn refuses_malformed_and_overly_broad_patterns() {
        for bad in [
            "",
            "null",
            "shop.example",
            "https://",
            "https://*.com",
            "https://*",
            "https://a*.shop.example",
            "https://*.*.shop.example",
            "https://shop.example/",
            "https://shop.example/path",
            "https://u@shop.example",
            "https://:p@shop.example",
            "https://shop.example?x",
            "https://shop.example?",
            "https://shop.example#x",
            "https://shop.example#",
            "file:///etc",
            "https://*.127.0.0.1",
            "https://*.[::1]",
            "javascript://shop.example",
            "https://*.com.",
            "https://shop.example.",
            "https://*.preview.example.",
            "https://x\"onload=",
            "https://x'onload=",
            "https://a;b.example",
            "https://a,b.example",
            "https://-a.example",
            "https://a..example",
            "https://xn--a.example",
            "https://*.*.example",
            "https://*.0x7f.1",
        ] {
            assert!(OriginPattern::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_wildcard_below_a_public_suffix_is_known_as_such() {
        let suffix = |text: &str| {
            let pattern = OriginPattern::parse(text).expect("a pattern");
            pattern.public_suffix().map(|name| name.as_str().to_owned())
        };
        for (text, found) in [
            ("https://*.vercel.app", Some("vercel.app")),
            ("https://*.co.uk:8443", Some("co.uk")),
            ("https://*.github.io", Some("github.io")),
            ("https://acme.vercel.app", None),
            ("https://*.acme.vercel.app", None),
            ("https://*.preview.example", None),
            ("*", None),
        ] {
            assert_eq!(suffix(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn prints_as_it_was_written() {
        for text in [
            "https://shop.example",
            "http://localhost:3000",
            "https://*.preview.example",
            "https://my_shop.example",
            "https://*.my_shop.example:8443",
            "*",
        ] {
            assert_eq!(OriginPattern::parse(text).map(|p| p.to_string()), Ok(text.to_owned()));
        }
    }
}
