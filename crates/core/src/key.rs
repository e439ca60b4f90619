//! API keys: `bc_pk_…` in web pages, `bc_sk_…` on servers. Only their SHA-256 is stored.
//!
//! The last characters of a key are a tag: a truncated HMAC of the rest. A key that somebody made up is recognised by it, so it costs nobody a
//! call to the store. The tag only saves that call; what opens a tenant is the record with the key's hash.

use crate::{Invalid, Slug, secret::KeyRing};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::{RngExt as _, distr::Alphanumeric};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq as _;

pub(crate) const RANDOM_CHARS: usize = 24;
pub(crate) const TAG_CHARS: usize = 8;
const TAG_DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

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
    /// Read what the tenant's answers took.
    #[serde(rename = "usage:read")]
    UsageRead,
}

impl Scope {
    /// The name in requests and responses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::ConversationsRead => "conversations:read",
            Self::UsageRead => "usage:read",
        }
    }
}

/// Why a text is not one of the service's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAKey {
    /// It does not have the form of a key.
    #[error("the API key is incomplete")]
    Malformed,
    /// It has the form of a key, but the service never made it.
    #[error("the API key was made up or mistyped")]
    MadeUp,
}

/// A key that the service made: `bc_pk_` or `bc_sk_`, the tenant's slug, `_`, 24 random letters and digits and a tag of eight.
#[derive(Clone)]
pub struct ApiKey {
    /// The kind, from its prefix.
    pub kind: KeyKind,
    /// The tenant that the key claims to belong to.
    pub tenant: Slug,
    text: SecretString,
}

impl ApiKey {
    /// Parses a key and checks its tag. Whether the key still exists is up to the store.
    ///
    /// # Errors
    /// [`NotAKey`]
    pub fn parse(text: &str, tags: &KeyRing) -> Result<Self, NotAKey> {
        let (key, body, tag) = Self::split(text).ok_or(NotAKey::Malformed)?;
        if is_tag(body, tag, tags) { Ok(key) } else { Err(NotAKey::MadeUp) }
    }

    /// The key, and what of it is the tagged part and the tag.
    fn split(text: &str) -> Option<(Self, &str, &[u8])> {
        let (kind, rest) = [KeyKind::Publishable, KeyKind::Secret]
            .into_iter()
            .find_map(|kind| Some((kind, text.strip_prefix(kind.prefix())?)))?;
        let (slug, secret) = rest.split_once('_')?;
        let is_well_formed =
            secret.len() == RANDOM_CHARS + TAG_CHARS && secret.bytes().all(|b| b.is_ascii_alphanumeric());
        let tenant = Slug::parse(slug).ok().filter(|_| is_well_formed)?;
        let (body, tag) = text.split_at(text.len() - TAG_CHARS);
        Some((Self { kind, tenant, text: SecretString::from(text) }, body, tag.as_bytes()))
    }

    /// Generates a key with 142 bits of randomness, tagged with the ring's current key.
    pub fn generate(kind: KeyKind, tenant: &Slug, tags: &KeyRing) -> Self {
        let random: String = rand::rng().sample_iter(Alphanumeric).take(RANDOM_CHARS).map(char::from).collect();
        let body = format!("{}{tenant}_{random}", kind.prefix());
        Self { kind, tenant: tenant.clone(), text: tagged(&body, tags) }
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
        KeyId::of(self.expose())
    }

    /// The hash that its record stores.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(self.expose())
    }
}

/// A text with the tag of the ring's current key.
pub(crate) fn tagged(body: &str, tags: &KeyRing) -> SecretString {
    let tag = tag_of(body, tags.current().1).map(char::from);
    SecretString::from(body.chars().chain(tag).collect::<String>())
}

/// Whether a tag is one of the ring's. All keys are tried, since the text does not say which one it was tagged with: two during a rotation.
pub(crate) fn is_tag(body: &str, tag: &[u8], tags: &KeyRing) -> bool {
    tags.all().fold(subtle::Choice::from(0), |found, secret| found | tag_of(body, secret).ct_eq(tag)).into()
}

/// Eight digits of base 62, 47 bits: nobody guesses one while the service looks on, and what a guess would win is one read.
fn tag_of(body: &str, secret: &[u8; 32]) -> [u8; TAG_CHARS] {
    // HMAC takes keys of any length (RFC 2104), so this cannot fail for 32 bytes.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("32 bytes are a key"));
    mac.update(b"bubblechat key tag\0");
    mac.update(body.as_bytes());
    let mac = mac.finalize().into_bytes();
    let mut number = mac[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    [(); TAG_CHARS].map(|()| {
        let digit = TAG_DIGITS[(number % 62) as usize];
        number /= 62;
        digit
    })
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
    /// The id of a key or a token.
    pub(crate) fn of(text: &str) -> Self {
        let digest = Sha256::new().chain_update(b"bubblechat key id\0").chain_update(text).finalize();
        Self(digest[..8].iter().map(|byte| format!("{byte:02x}")).collect())
    }

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

impl KeyHash {
    /// The hash of a key or a token.
    pub(crate) fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }
}

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

    /// A ring whose only key is 32 bytes of that value.
    fn ring(byte: u8) -> KeyRing {
        let key = BASE64.encode([byte; 32]);
        serde_json::from_value(serde_json::json!({ "current": "1", "keys": { "1": key } })).expect("a ring")
    }

    fn acme() -> Slug {
        Slug::parse("acme").expect("a slug")
    }

    const KNOWN: &str = "bc_pk_acme_0123456789abcdefghijABCD6mzcbLIq";

    #[test]
    fn a_generated_key_parses_and_prints_only_its_hint() {
        let (tenant, tags) = (Slug::parse("acme-shop").expect("a slug"), KeyRing::generate());
        for kind in [KeyKind::Publishable, KeyKind::Secret] {
            let key = ApiKey::generate(kind, &tenant, &tags);
            let read = ApiKey::parse(key.expose(), &tags).expect("its own text");
            assert_eq!((read.kind, &read.tenant, read.id()), (kind, &tenant, key.id()));
            assert_eq!(read.hash(), key.hash());
            assert!(!format!("{key:?} {:?}", key.hash()).contains(&key.expose()[16..]));
            assert_eq!(KeyHash::try_from(String::from(key.hash())), Ok(key.hash()));
        }
    }

    #[test]
    fn a_key_that_was_made_up_or_mistyped_is_recognised() {
        let tags = KeyRing::generate();
        let text = ApiKey::generate(KeyKind::Publishable, &acme(), &tags).expose().to_owned();
        assert_eq!(ApiKey::parse(&text, &KeyRing::generate()).err(), Some(NotAKey::MadeUp), "another service's");
        let others = [text.replacen("acme", "acmf", 1), text.replacen("pk", "sk", 1)];
        let typos = ("bc_pk_acme_".len()..text.len()).map(|at| {
            let mut typo = text.clone().into_bytes();
            typo[at] = if typo[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(typo).expect("ASCII")
        });
        for made_up in typos.chain(others) {
            assert_eq!(ApiKey::parse(&made_up, &tags).err(), Some(NotAKey::MadeUp), "{made_up}");
        }
    }

    #[test]
    fn keys_of_an_older_secret_are_known_until_it_leaves_the_ring() {
        let (old, new) = (ring(1), ring(2));
        let key = ApiKey::generate(KeyKind::Secret, &acme(), &old);
        let bytes = [1, 2].map(|byte: u8| BASE64.encode([byte; 32]));
        let both = serde_json::json!({ "current": "2", "keys": { "1": bytes[0], "2": bytes[1] } });
        let both: KeyRing = serde_json::from_value(both).expect("a ring");
        assert!(ApiKey::parse(key.expose(), &both).is_ok());
        let later = ApiKey::generate(KeyKind::Secret, &acme(), &both);
        assert!(ApiKey::parse(later.expose(), &new).is_ok(), "tagged with the current one");
        assert_eq!(ApiKey::parse(key.expose(), &new).err(), Some(NotAKey::MadeUp));
    }

    #[test]
    fn the_public_id_reveals_nothing_of_the_stored_hash() {
        let key = ApiKey::parse(KNOWN, &ring(1)).expect("a key");
        // Of SHA-256: of "bubblechat key id", a zero byte and the key, the first 8 bytes; and of the key alone.
        assert_eq!(key.id().as_str(), "ed86876c0b5e6b6d");
        assert_eq!(String::from(key.hash()), "rChmDp0NoRUF1utUODyDFVGgiFyuRVpg3UNO-qpy2oc");
        let hash: String = key.hash().0.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!hash.contains(key.id().as_str()));
    }

    #[test]
    fn a_hint_is_a_keys_prefix_and_its_last_four_characters() {
        assert_eq!(ApiKey::parse(KNOWN, &ring(1)).expect("a key").hint(), "bc_pk_…bLIq");
    }

    #[test]
    fn a_scope_has_one_name_in_documents_and_in_errors() {
        for scope in [Scope::Chat, Scope::ConversationsRead, Scope::UsageRead] {
            assert_eq!(serde_json::to_value(scope).expect("a name"), scope.name());
        }
    }

    #[test]
    fn refuses_malformed_keys() {
        let tags = KeyRing::generate();
        let key = ApiKey::generate(KeyKind::Publishable, &acme(), &tags);
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
            assert_eq!(ApiKey::parse(bad, &tags).err(), Some(NotAKey::Malformed), "{bad}");
        }
    }
}
