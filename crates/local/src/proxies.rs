//! The proxies whose word about visitors counts.

use std::{net::IpAddr, sync::Arc};

/// The addresses of trusted proxies. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proxies(Arc<[IpAddr]>);

impl Proxies {
    pub(crate) fn new(addresses: &[IpAddr]) -> Self {
        Self(addresses.iter().map(IpAddr::to_canonical).collect())
    }

    /// Whether this is one of them, also as an IPv4 address in IPv6's form.
    pub(crate) fn include(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}
