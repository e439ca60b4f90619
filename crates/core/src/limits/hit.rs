//! A counted request.

use crate::{
    address::Address,
    conversation::ConversationId,
    key::{ApiKey, KeyKind},
};
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};

/// One counted request. Key, session and networks are kept as 32-bit digests: enough to tell a minute's requests apart, useless to identify
/// anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hit {
    /// When it came, milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Digest of the key's id.
    pub key: u32,
    /// Digest of the conversation's id.
    pub session: u32,
    /// Who sent it.
    pub sender: Sender,
    /// Tells simultaneous requests of one visitor apart.
    pub nonce: u32,
}

/// Who sends a request, by digests of the networks that they are in, narrowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// A customer's server, with a secret key. It speaks for many visitors, so its address limits nobody.
    Server,
    /// A visitor with an IPv4 address, or with one that nothing vouches for.
    Address([u32; 1]),
    /// A visitor with an IPv6 address: its /64, /56 and /48.
    Networks([u32; 3]),
}

impl Hit {
    /// A request that came now.
    pub fn new(at_ms: i64, key: &ApiKey, conversation: &ConversationId, address: &Address) -> Self {
        Self {
            at_ms,
            key: digest(key.id().as_str()),
            session: digest(conversation.as_str()),
            sender: match key.kind {
                KeyKind::Secret => Sender::Server,
                KeyKind::Publishable => Sender::visitor(address),
            },
            nonce: rand::rng().random(),
        }
    }
}

impl Sender {
    fn visitor(address: &Address) -> Self {
        let networks: Vec<u32> = address.networks().map(|network| digest(&network)).collect();
        match networks[..] {
            [a, b, c] => Self::Networks([a, b, c]),
            _ => Self::Address([networks.first().copied().unwrap_or_default()]),
        }
    }

    /// The networks, narrowest first; none of a server.
    pub fn networks(&self) -> &[u32] {
        match self {
            Self::Server => &[],
            Self::Address(networks) => networks,
            Self::Networks(networks) => networks,
        }
    }
}

fn digest(text: &str) -> u32 {
    let digest = Sha256::digest(text);
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Slug, conversation::SessionId, secret::KeyRing};

    #[test]
    fn a_hit_holds_a_digest_of_each_thing_that_is_counted() {
        let (acme, session) = (Slug::parse("acme").expect("a slug"), SessionId::parse(&"s".repeat(16)).expect("an id"));
        let (conversation, tags) = (ConversationId::derive(&acme, &session), KeyRing::generate());
        let key = ApiKey::generate(KeyKind::Publishable, &acme, &tags);
        let hit = |address: &str| Hit::new(7, &key, &conversation, &Address::new(address.parse().ok()));
        let known = hit("192.0.2.7");
        assert_eq!((known.at_ms, known.key), (7, digest(key.id().as_str())));
        // The first four bytes of SHA-256, as a standard test vector has them.
        assert_eq!(digest("abc"), 0xba78_16bf);
        assert_eq!(known.session, digest(conversation.as_str()));
        assert_eq!(known.sender, Sender::Address([digest("192.0.2.7")]));
        assert_eq!(hit("2001:db8::1").sender.networks()[2], digest("2001:db8::/48"));
        assert_ne!(known.nonce, hit("192.0.2.7").nonce, "two requests of one visitor at one time are two");
    }

    #[test]
    fn a_servers_address_is_not_counted() {
        let (acme, session) = (Slug::parse("acme").expect("a slug"), SessionId::parse(&"s".repeat(16)).expect("an id"));
        let key = ApiKey::generate(KeyKind::Secret, &acme, &KeyRing::generate());
        let hit = Hit::new(0, &key, &ConversationId::derive(&acme, &session), &Address::default());
        assert_eq!(hit.sender.networks(), [0_u32; 0]);
    }
}
