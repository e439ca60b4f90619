//! What a server needs that people use from elsewhere: [`Production`].

use url::{Host, Url};

/// A public address: an https origin with a host name, for example `https://chat.example`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    name: String,
}

impl PublicUrl {
    /// Parses an address. A slash at its end is dropped.
    ///
    /// # Errors
    /// What to enter instead: for plain http, an IP address, `localhost`, and for a path, a query or credentials.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "https" && url.path() == "/");
        let bare = url.filter(|url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty());
        let bare = bare.filter(|url| url.password().is_none());
        let name = bare.as_ref().and_then(|url| match url.host() {
            Some(Host::Domain(name)) if name != "localhost" && !name.ends_with(".localhost") => Some(name.to_owned()),
            _ => None,
        });
        match (bare, name) {
            (Some(url), Some(name)) => Ok(Self { origin: url.origin().ascii_serialization(), name }),
            _ => Err("enter an https address with a host name and nothing after it, for example https://chat.example"
                .to_owned()),
        }
    }

    /// Without a trailing slash.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The host name alone.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The host name, with the port if it is not https's.
    pub(crate) fn authority(&self) -> &str {
        self.origin.trim_start_matches("https://")
    }
}

/// The addresses by which people reach the server, through a proxy that speaks TLS.
#[derive(Debug, Clone)]
pub struct Production {
    /// The site's: widget and chat.
    pub site: PublicUrl,
    /// The console's: dashboard and admin API.
    pub console: PublicUrl,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_an_https_origin_with_a_name() {
        let url = PublicUrl::parse("https://Chat.example:8443/").expect("it is one");
        assert_eq!(
            [url.origin(), url.authority(), url.name()],
            ["https://chat.example:8443", "chat.example:8443", "chat.example"]
        );
        assert_eq!(PublicUrl::parse("https://chat.example:443").expect("it is one").authority(), "chat.example");
        for wrong in [
            "chat.example",
            "http://chat.example",
            "https://192.0.2.7",
            "https://[2001:db8::1]",
            "https://localhost",
            "https://chat.localhost:8443",
            "https://chat.example/widget",
            "https://chat.example?a=b",
            "https://chat.example#a",
            "https://user@chat.example",
            "https://:password@chat.example",
            "",
        ] {
            assert!(PublicUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}
