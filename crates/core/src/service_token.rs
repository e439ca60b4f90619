//! Service tokens: `bc_at_…`, with which scripts call the operators' routes. Only their SHA-256 is stored.

use crate::{
    key::{self, KeyHash, KeyId, NotAKey, RANDOM_CHARS, TAG_CHARS},
    secret::KeyRing,
};
use rand::{RngExt as _, distr::Alphanumeric};
use secrecy::{ExposeSecret as _, SecretString};

/// What a service token begins with.
pub const PREFIX: &str = "bc_at_";

/// A token that the service made: `bc_at_`, 24 random letters and digits and a tag of eight, as API keys have one.
#[derive(Debug, Clone)]
pub struct ServiceToken(SecretString);

impl ServiceToken {
    /// Generates a token with 142 bits of randomness, tagged with the ring's current key.
    pub fn generate(tags: &KeyRing) -> Self {
        let random: String = rand::rng().sample_iter(Alphanumeric).take(RANDOM_CHARS).map(char::from).collect();
        Self(key::tagged(&format!("{PREFIX}{random}"), tags))
    }

    /// Parses a token and checks its tag. Whether it still exists is up to the store.
    ///
    /// # Errors
    /// [`NotAKey`]
    pub fn parse(text: &str, tags: &KeyRing) -> Result<Self, NotAKey> {
        let secret = text.strip_prefix(PREFIX).ok_or(NotAKey::Malformed)?;
        if secret.len() != RANDOM_CHARS + TAG_CHARS || !secret.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(NotAKey::Malformed);
        }
        let (body, tag) = text.split_at(text.len() - TAG_CHARS);
        if key::is_tag(body, tag.as_bytes(), tags) { Ok(Self(SecretString::from(text))) } else { Err(NotAKey::MadeUp) }
    }

    /// The whole token, for the one response that shows it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What lists show: the prefix and the last four characters.
    pub fn hint(&self) -> String {
        format!("{PREFIX}…{}", &self.expose()[self.expose().len() - 4..])
    }

    /// Its public id, under which its record is found.
    pub fn id(&self) -> KeyId {
        KeyId::of(self.expose())
    }

    /// The hash that its record stores.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(self.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_that_the_service_made_are_parsed() {
        let ring = KeyRing::generate();
        let token = ServiceToken::generate(&ring);
        let again = ServiceToken::parse(token.expose(), &ring).expect("ours");
        assert_eq!((again.id(), again.hash()), (token.id(), token.hash()));
        assert!(!format!("{token:?}").contains(token.expose()));
        assert!(ServiceToken::parse(token.expose(), &KeyRing::generate()).is_err());
        for at in 0..token.expose().len() {
            let mut changed = token.expose().to_owned().into_bytes();
            changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(ServiceToken::parse(&changed, &ring).is_err(), "{at}");
        }
    }
}
