//! The visitor's address, and the site's own.

use http::{HeaderMap, HeaderName};
use std::net::IpAddr;

/// Set by the CloudFront function, which overwrites what a viewer sent, or by the local server, from the socket.
pub const ADDRESS_HEADER: HeaderName = HeaderName::from_static("x-bubblechat-address");

/// The site's host (and port), as visitors see it. Set like [`ADDRESS_HEADER`].
pub const HOST_HEADER: HeaderName = HeaderName::from_static("x-bubblechat-host");

/// On the console: the host (and port) of the site that belongs to it. Set like [`ADDRESS_HEADER`].
pub const SITE_HEADER: HeaderName = HeaderName::from_static("x-bubblechat-site");

/// The site's own origin, for URLs that other pages will use. https, except on a loopback host. `None` if nothing vouches for a host.
pub fn site_origin(headers: &HeaderMap) -> Option<String> {
    origin_in(headers, &HOST_HEADER)
}

/// On the console: the origin of the site that belongs to it. `None` if nothing vouches for one.
pub fn consoles_site(headers: &HeaderMap) -> Option<String> {
    origin_in(headers, &SITE_HEADER)
}

fn origin_in(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let host = headers.get(name)?.to_str().ok().filter(|host| !host.is_empty())?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_loopback =
        name == "localhost" || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    Some(format!("{}://{host}", if is_loopback { "http" } else { "https" }))
}

/// The visitor's network: an IPv4 address, or the /64 of an IPv6 address, because a visitor usually has a whole /64. `unknown` if nothing
/// vouches for an address; all such callers share one limit.
pub fn visitor_address(headers: &HeaderMap) -> String {
    let address = headers.get(ADDRESS_HEADER).and_then(|value| value.to_str().ok()?.parse::<IpAddr>().ok());
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(v4)) => v4.to_string(),
        Some(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_site_is_https_except_on_loopback() {
        let of =
            |text: &'static str| site_origin(&HeaderMap::from_iter([(HOST_HEADER, HeaderValue::from_static(text))]));
        assert_eq!(of("chat.example").as_deref(), Some("https://chat.example"));
        assert_eq!(of("127.0.0.1:8787").as_deref(), Some("http://127.0.0.1:8787"));
        assert_eq!(of("localhost:1").as_deref(), Some("http://localhost:1"));
        assert_eq!(of("[::1]:8787").as_deref(), Some("http://[::1]:8787"));
        assert_eq!(site_origin(&HeaderMap::new()), None);
    }

    #[test]
    fn one_visitor_counts_as_one_address() {
        let of = |text: &str| {
            let value = HeaderValue::from_str(text).expect("a header value");
            visitor_address(&HeaderMap::from_iter([(ADDRESS_HEADER, value)]))
        };
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("me"), "unknown");
    }
}
