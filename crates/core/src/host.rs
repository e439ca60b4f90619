//! Hosts, in the one form in which all of the service compares, stores and prints them.

use crate::Invalid;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
};
use url::Url;

/// A domain name: labels of letters, digits and hyphens with dots between them, in lower case, others than ASCII as A-labels (`xn--…`, UTS 46).
/// So it can stand in a header, in a policy and in HTML without escaping.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Domain(String);

impl Domain {
    /// Parses a name, also one in Unicode or in capitals.
    ///
    /// # Errors
    /// [`Invalid`] for anything that is no host name: another character, an empty or overlong label, a dot at the end, or the form of an IP
    /// address.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = || {
            Invalid::new(
                "must be a host name: letters, digits, hyphens and single dots, for example \"images.acme.example\"",
            )
        };
        let name = Uts46::new()
            .to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
            .map_err(|_| invalid())?;
        // Browsers take a name for an IPv4 address if its last label looks like a number.
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_hex = last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        if is_hex || last.bytes().all(|b| b.is_ascii_digit()) {
            return Err(invalid());
        }
        Ok(Self(name.into_owned()))
    }

    /// As it is written in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has more than one label.
    pub fn has_dot(&self) -> bool {
        self.0.contains('.')
    }

    /// Whether anybody can get a name of their own below this one, such as `co.uk` or `vercel.app`.
    pub fn is_public_suffix(&self) -> bool {
        psl::suffix(self.0.as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == self.0.as_bytes())
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The host of an address: a name, or an IP address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// A name.
    Domain(Domain),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address, which addresses write in brackets.
    Ipv6(Ipv6Addr),
}

impl Host {
    /// The host of a URL. `None` if it has none, or one that is no host name, which URLs may have.
    pub fn of(url: &Url) -> Option<Self> {
        match url.host()? {
            url::Host::Domain(name) => Domain::parse(name).ok().map(Self::Domain),
            url::Host::Ipv4(address) => Some(Self::Ipv4(address)),
            url::Host::Ipv6(address) => Some(Self::Ipv6(address)),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Domain(name) => name.fmt(f),
            Self::Ipv4(address) => address.fmt(f),
            Self::Ipv6(address) => write!(f, "[{address}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> Option<String> {
        Domain::parse(text).ok().map(|name| name.to_string())
    }

    #[test]
    fn a_name_is_kept_in_lower_case_and_as_a_labels() {
        for (text, kept) in [
            ("images.acme.example", "images.acme.example"),
            ("Images.ACME.example", "images.acme.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("faß.example", "xn--fa-hia.example"),
            ("日本。example", "xn--wgv71a.example"),
            ("ａｃｍｅ.example", "acme.example"),
            ("localhost", "localhost"),
            ("r3---sn-4g5e.example", "r3---sn-4g5e.example"),
            ("0xg.example", "0xg.example"),
        ] {
            assert_eq!(name(text).as_deref(), Some(kept), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let long_label = format!("{}.example", "a".repeat(64));
        let long_name = format!("{}example", "a.".repeat(124));
        for text in [
            "",
            ".",
            "a..example",
            ".a.example",
            "a.example.",
            "a.example。",
            "-a.example",
            "a-.example",
            "a_b.example",
            "a b.example",
            "a.b;frame-ancestors",
            "x\"onload=",
            "a.example:8443",
            "a.example/",
            "*.example",
            "u@a.example",
            "a%2eexample",
            "a\u{200b}\u{2028}.example",
            "xn--a.example",
            "127.0.0.1",
            "1.2.3",
            "0x7f.0x1",
            "a.0x",
            "[::1]",
            &long_label,
            &long_name,
        ] {
            assert_eq!(name(text), None, "{text:?}");
        }
        assert!(name(&format!("{}.example", "a".repeat(63))).is_some());
        assert!(name(&format!("{}exampl", "a.".repeat(123))).is_some());
    }

    #[test]
    fn a_suffix_below_which_anybody_gets_a_name_is_public() {
        let is_public = |text: &str| Domain::parse(text).expect("a name").is_public_suffix();
        for text in [
            "com",
            "co.uk",
            "vercel.app",
            "github.io",
            "pages.dev",
            "netlify.app",
            "web.app",
            "xn--55qx5d.cn",
            "foo.ck",
        ] {
            assert!(is_public(text), "{text}");
        }
        for text in ["acme.com", "acme.co.uk", "acme.vercel.app", "preview.example", "localhost", "www.ck"] {
            assert!(!is_public(text), "{text}");
        }
    }

    proptest! {
        /// Whatever is accepted can be printed anywhere, and means the same when it is read again.
        #[test]
        fn what_is_accepted_is_plain_and_stable(text in "\\PC{0,40}|[a-zA-Z0-9.-]{1,70}|[a-zäß中.]{1,12}") {
            if let Ok(name) = Domain::parse(&text) {
                let kept = name.as_str();
                prop_assert!(kept.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.'));
                prop_assert!(kept.len() <= 253 && kept.split('.').all(|label| (1..=63).contains(&label.len())));
                prop_assert_eq!(Domain::parse(kept), Ok(name));
            }
        }
    }
}
