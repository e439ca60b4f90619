//! API keys: `bc_pk_…` in web pages, `bc_sk_…` on servers. Only their SHA-256 is stored.

use crate::{Invalid, Slug};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use rand::{RngExt as _, distr::Alphanumeric};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq as _;

const SECRET_CHARS: usize = 32;

/// Where a key may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// In web pages, from the tenant's origins only.
    Publishable,
    /// On servers, without an origin.
    Secret,
}

impl KeyKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Publishable => "bc_pk_",
            Self::Secret => "bc_sk_",
        }
    }
}

/// What a secret key may do. Publishable keys may chat and read their own session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Scope {
    /// Send messages and read one's own session.
    #[serde(rename = "chat")]
    Chat,
    /// Read the tenant's conversations.
    #[serde(rename = "conversations:read")]
    ConversationsRead,
}

impl Scope {
    /// The name in requests and responses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::ConversationsRead => "conversations:read",
        }
    }
}

/// A key as a caller sent it: `bc_pk_` or `bc_sk_`, the tenant's slug, `_` and 32 letters and digits.
#[derive(Clone)]
pub struct ApiKey {
    /// The kind, from its prefix.
    pub kind: KeyKind,
    /// The tenant that the key claims to belong to.
    pub tenant: Slug,
    text: SecretString,
}

impl ApiKey {
    /// Parses a key. Whether it exists is not checked.
    ///
    /// # Errors
    /// [`Invalid`] if the text does not have the form of a key.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let parse = || {
            let (kind, rest) = [KeyKind::Publishable, KeyKind::Secret]
                .into_iter()
                .find_map(|kind| Some((kind, text.strip_prefix(kind.prefix())?)))?;
            let (slug, secret) = rest.split_once('_')?;
            let well_formed = secret.len() == SECRET_CHARS && secret.bytes().all(|b| b.is_ascii_alphanumeric());
            let tenant = Slug::parse(slug).ok().filter(|_| well_formed)?;
            Some(Self { kind, tenant, text: SecretString::from(text) })
        };
        parse().ok_or_else(|| {
            Invalid::new(
                "The API key is incomplete. Copy it again from the dashboard; it begins with bc_pk_ or bc_sk_.",
            )
        })
    }

    /// Generates a key with 190 bits of randomness.
    pub fn generate(kind: KeyKind, tenant: &Slug) -> Self {
        let secret: String = rand::rng().sample_iter(Alphanumeric).take(SECRET_CHARS).map(char::from).collect();
        let text = SecretString::from(format!("{}{tenant}_{secret}", kind.prefix()));
        Self { kind, tenant: tenant.clone(), text }
    }

    /// The whole key, for responses that show it.
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// What lists show: the prefix and the last four characters.
    pub fn hint(&self) -> String {
        let text = self.expose();
        format!("{}…{}", self.kind.prefix(), &text[text.len() - 4..])
    }

    /// The key's public id, under which its record is found.
    pub fn id(&self) -> KeyId {
        let digest = self.digest(b"bubblechat key id\0");
        KeyId(digest[..8].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The hash that its record stores.
    pub fn hash(&self) -> KeyHash {
        KeyHash(self.digest(b""))
    }

    fn digest(&self, domain: &[u8]) -> [u8; 32] {
        Sha256::new().chain_update(domain).chain_update(self.expose()).finalize().into()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({})", self.hint())
    }
}

/// A key's public id: 16 hex digits derived from the key, unlike its hash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "4f1d9c02ab77e310")]
pub struct KeyId(String);

impl KeyId {
    /// Takes an id from a URL. An id that was never issued has no record.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of a key. A fast hash is enough, because keys are random, and every request computes it. Compared in constant time.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyHash([u8; 32]);

impl From<KeyHash> for String {
    fn from(hash: KeyHash) -> Self {
        BASE64.encode(hash.0)
    }
}

impl TryFrom<String> for KeyHash {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        let bytes = BASE64.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| Invalid::new("a key's hash is base64url of 32 bytes"))
    }
}

impl PartialEq for KeyHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_key_parses_and_prints_only_its_hint() {
        let tenant = Slug::parse("acme-shop").expect("a slug");
        for kind in [KeyKind::Publishable, KeyKind::Secret] {
            let key = ApiKey::generate(kind, &tenant);
            let read = ApiKey::parse(key.expose()).expect("its own text");
            assert_eq!((read.kind, &read.tenant, read.id()), (kind, &tenant, key.id()));
            assert_eq!(read.hash(), key.hash());
            assert!(!format!("{key:?} {:?}", key.hash()).contains(&key.expose()[16..]));
            assert_eq!(KeyHash::try_from(String::from(key.hash())), Ok(key.hash()));
        }
    }

    #[test]
    fn the_public_id_reveals_nothing_of_the_stored_hash() {
        let key = ApiKey::parse("bc_pk_acme_0123456789abcdefghijABCDEFGHIJ01").expect("a key");
        // Of SHA-256: of "bubblechat key id", a zero byte and the key, the first 8 bytes; and of the key alone.
        assert_eq!(key.id().as_str(), "732817bab7f1c7c5");
        assert_eq!(String::from(key.hash()), "czumzby4fLnYb1l5xxqCMvvqh7R52Hg6BAPQkNzs14c");
        let hash: String = key.hash().0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!hash.contains(key.id().as_str()));
    }

    #[test]
    fn a_hint_is_a_keys_prefix_and_its_last_four_characters() {
        let key = ApiKey::parse("bc_sk_acme_0123456789abcdefghijABCDEFGHIJ01").expect("a key");
        assert_eq!(key.hint(), "bc_sk_…IJ01");
    }

    #[test]
    fn a_scope_has_one_name_in_documents_and_in_errors() {
        for scope in [Scope::Chat, Scope::ConversationsRead] {
            assert_eq!(serde_json::to_value(scope).expect("a name"), scope.name());
        }
    }

    #[test]
    fn refuses_malformed_keys() {
        let key = ApiKey::generate(KeyKind::Publishable, &Slug::parse("acme").expect("a slug"));
        let text = key.expose();
        for bad in [
            "",
            "bc_pk_",
            "bc_xx_acme_",
            &text[1..],
            &text[..text.len() - 1],
            &format!("{text}x"),
            &text.replace("acme", "A"),
            &format!("{}-", &text[..text.len() - 1]),
        ] {
            assert!(ApiKey::parse(bad).is_err(), "{bad}");
        }
    }
}
