//! A caller's network address, and the networks that it is in.

use std::net::{IpAddr, Ipv6Addr};

/// A caller's network address, as far as something vouches for one. All callers without one count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Address(Option<IpAddr>);

/// How many leading bits of an IPv6 address name a network that one party may have to itself: a visitor usually has a /64, a household a /56,
/// an organisation or a rented server a /48 (RFC 6177).
const PREFIXES: [u32; 3] = [64, 56, 48];

impl Address {
    /// The address of a socket or of a trusted header.
    pub fn new(address: Option<IpAddr>) -> Self {
        Self(address.map(|address| address.to_canonical()))
    }

    /// What one visitor has: an IPv4 address, or the /64 of an IPv6 address.
    pub fn network(&self) -> String {
        self.networks().next().unwrap_or_default()
    }

    /// The networks that the address is in, narrowest first: of IPv4 the address alone; of IPv6 the /64, the /56 and the /48.
    pub fn networks(&self) -> impl Iterator<Item = String> + use<> {
        let (one, v6) = match self.0 {
            Some(IpAddr::V6(v6)) => (None, Some(v6)),
            Some(IpAddr::V4(v4)) => (Some(v4.to_string()), None),
            None => (Some("unknown".to_owned()), None),
        };
        one.into_iter().chain(v6.into_iter().flat_map(|v6| PREFIXES.map(|bits| prefix(v6, bits))))
    }
}

fn prefix(address: Ipv6Addr, bits: u32) -> String {
    let kept = u128::MAX << (u128::BITS - bits);
    format!("{}/{bits}", Ipv6Addr::from_bits(address.to_bits() & kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(text: &str) -> Vec<String> {
        Address::new(text.parse().ok()).networks().collect()
    }

    #[test]
    fn an_ipv4_address_is_one_network_however_it_is_written() {
        assert_eq!(networks("192.0.2.7"), ["192.0.2.7"]);
        assert_eq!(networks("::ffff:192.0.2.7"), ["192.0.2.7"]);
        assert_eq!(networks("me"), ["unknown"]);
    }

    #[test]
    fn an_ipv6_address_is_in_ever_wider_networks() {
        assert_eq!(
            networks("2001:db8:1:2ff:3:4:5:6"),
            ["2001:db8:1:2ff::/64", "2001:db8:1:200::/56", "2001:db8:1::/48"]
        );
        let network = |text: &str| Address::new(text.parse().ok()).network();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
