//! Hosts, in the one form in which all of the service compares, stores and prints them.

use crate::Invalid;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
};
use url::Url;

/// A domain name: labels of letters, digits and hyphens with dots between them, in lower case, others than ASCII as A-labels (`xn--…`, UTS 46).
/// Within an address it may have underscores too. So it can stand in a header, in a policy and in HTML without escaping.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Domain(String);

/// ASCII that no name of an address has. Unlike STD 3, it spares the underscore: DNS knows it, browsers open `https://my_shop.example`, and
/// containers are often named so.
const DENIED_IN_ADDRESSES: AsciiDenyList = AsciiDenyList::new(true, r##"!"#$%&'()*+,/:;<=>?@[\]^`{|}~"##);

impl Domain {
    /// Parses a name, also one in Unicode or in capitals.
    ///
    /// # Errors
    /// [`Invalid`] for anything that is no host name: another character, an empty or overlong label, a dot at the end, or the form of an IP
    /// address.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::without(AsciiDenyList::STD3, text).ok_or_else(|| {
            Invalid::new(
                "must be a host name: letters, digits, hyphens and single dots, for example \"images.acme.example\"",
            )
        })
    }

    fn without(denied: AsciiDenyList, text: &str) -> Option<Self> {
        let name = Uts46::new().to_ascii(text.as_bytes(), denied, Hyphens::CheckFirstLast, DnsLength::Verify).ok()?;
        // Browsers take a name for an IPv4 address if its last label looks like a number.
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_hex = last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let is_number = is_hex || last.bytes().all(|b| b.is_ascii_digit());
        (!is_number).then(|| Self(name.into_owned()))
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
    /// The host of a URL. `None` if it has none, or one that is no name, which URLs may have.
    pub fn of(url: &Url) -> Option<Self> {
        match url.host()? {
            url::Host::Domain(name) => Domain::without(DENIED_IN_ADDRESSES, name).map(Self::Domain),
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
    fn the_name_in_an_address_may_have_underscores_too() {
        let host = |address: &str| Host::of(&Url::parse(address).expect("a URL")).map(|host| host.to_string());
        for (address, kept) in [
            ("https://My_Shop.example/cart", "my_shop.example"),
            ("http://ollama_server:11434", "ollama_server"),
            ("https://_a.b_.example", "_a.b_.example"),
            ("https://bü_cher.example", "xn--b_cher-3ya.example"),
        ] {
            assert_eq!(host(address).as_deref(), Some(kept), "{address}");
        }
        for wrong in [
            "https://a;b.example",
            "https://a_b.example.",
            "https://x\"onload=",
            "https://a'_.example",
            "https://_..example",
        ] {
            assert_eq!(host(wrong), None, "{wrong}");
        }
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

    fn is_plain(name: &Domain, also: &[u8]) -> bool {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b) || also.contains(&b);
        let name = name.as_str();
        name.bytes().all(is_plain) && name.len() <= 253 && name.split('.').all(|label| (1..=63).contains(&label.len()))
    }

    proptest! {
        /// Whatever is accepted can be printed anywhere, and means the same when it is read again.
        #[test]
        fn what_is_accepted_is_plain_and_stable(text in "\\PC{0,40}|[a-zA-Z0-9._-]{1,70}|[a-zäß中.]{1,12}") {
            if let Ok(name) = Domain::parse(&text) {
                prop_assert!(is_plain(&name, b""), "{}", name);
                prop_assert_eq!(Domain::parse(name.as_str()), Ok(name));
            }
            if let Some(name) = Domain::without(DENIED_IN_ADDRESSES, &text) {
                prop_assert!(is_plain(&name, b"_"), "{}", name);
                prop_assert_eq!(Domain::without(DENIED_IN_ADDRESSES, name.as_str()), Some(name));
            }
        }
    }
}
