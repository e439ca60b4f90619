//! The visitor's address.

use http::{HeaderMap, HeaderName};

/// Written by the CloudFront function, which overwrites what a viewer sent; by the local server from the socket.
pub const ADDRESS_HEADER: HeaderName = HeaderName::from_static("x-bubblechat-address");

/// The visitor's network: an IPv4 address, or the /64 of an IPv6 address, since one visitor has all of that. `unknown` when nothing vouches
/// for an address: then all such callers share one limit.
pub fn visitor_address(headers: &HeaderMap) -> String {
    let address = headers.get(ADDRESS_HEADER).and_then(|value| value.to_str().ok()?.parse::<std::net::IpAddr>().ok());
    match address.map(|address| address.to_canonical()) {
        Some(std::net::IpAddr::V4(v4)) => v4.to_string(),
        Some(std::net::IpAddr::V6(v6)) => {
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
    fn one_visitor_is_one_address() {
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
