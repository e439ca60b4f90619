//! The visitor's address, and the site's own.

use bubblechat_core::address::Address;
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

/// The visitor's address, if something vouches for one.
pub fn visitor_address(headers: &HeaderMap) -> Address {
    Address::new(headers.get(ADDRESS_HEADER).and_then(|value| value.to_str().ok()?.parse().ok()))
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
}
