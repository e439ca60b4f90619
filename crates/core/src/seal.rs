//! Secrets that are needed again (provider keys, the values of engines' headers, the keys of second factors), sealed with AES-256-GCM under the
//! service's master key.

use crate::{Slug, operator::OperatorId, secret::KeyRing, tenant::SecretName};
use aes_gcm::{
    Aes256Gcm,
    aead::{Aead as _, KeyInit as _, Nonce, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use rand::RngExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

const NONCE_BYTES: usize = 12;

/// A sealed secret: `key id . base64url(nonce ‖ ciphertext ‖ tag)`. It opens only for the [`Purpose`] it was sealed for. Provider keys from before
/// hosts were told apart open for the provider's own.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedKey(String);

impl std::fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedKey(…)")
    }
}

/// What a secret is sealed for: it opens for nothing else.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// A tenant's provider key, or the value of a header.
    Tenant(&'a Slug, &'a SecretName),
    /// An operator's second factor.
    SecondFactor(&'a OperatorId),
}

/// A sealed key that cannot be opened: its master key is no longer in the ring, or it was sealed for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored secret cannot be opened; set it again")]
pub struct Unopenable;

impl SealedKey {
    /// Seals a secret under the ring's current key.
    ///
    /// # Errors
    /// [`Unopenable`] if the master key isn't 32 bytes long.
    pub fn seal(ring: &KeyRing, purpose: Purpose<'_>, secret: &SecretString) -> Result<Self, Unopenable> {
        let (id, master) = ring.current();
        let cipher = Aes256Gcm::new_from_slice(master).map_err(|_| Unopenable)?;
        let nonce: [u8; NONCE_BYTES] = rand::rng().random();
        let aad = purpose.associated_data();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &aad };
        let sealed = cipher.encrypt(&Nonce::<Aes256Gcm>::from(nonce), payload).map_err(|_| Unopenable)?;
        Ok(Self(format!("{id}.{}", BASE64.encode([&nonce[..], &sealed].concat()))))
    }

    /// Opens the secret.
    ///
    /// # Errors
    /// [`Unopenable`] for another purpose, a tampered text, or a removed master key.
    pub fn open(&self, ring: &KeyRing, purpose: Purpose<'_>) -> Result<SecretString, Unopenable> {
        let open = || {
            let (id, text) = self.0.split_once('.')?;
            let bytes = BASE64.decode(text).ok()?;
            let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
            let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
            let cipher = Aes256Gcm::new_from_slice(ring.get(id)?).ok()?;
            let aad = purpose.associated_data();
            let payload = Payload { msg: sealed, aad: &aad };
            let key = cipher.decrypt(&Nonce::<Aes256Gcm>::from(nonce), payload).ok()?;
            String::from_utf8(key).ok().map(SecretString::from)
        };
        open().ok_or(Unopenable)
    }
}

impl Purpose<'_> {
    fn associated_data(self) -> Vec<u8> {
        match self {
            Self::Tenant(slug, name) => format!("{slug}/{name}"),
            // No slug begins with a slash.
            Self::SecondFactor(operator) => format!("/second-factor/{operator}"),
        }
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{secret::ServiceSecret, tenant::Provider};

    #[test]
    fn opens_only_for_its_purpose_and_master_key() {
        let secret = ServiceSecret::generate();
        let (acme, other) = (Slug::parse("acme").expect("slug"), Slug::parse("other").expect("slug"));
        let key = SecretString::from("sk-123");
        let own = SecretName::own_key(Provider::Openai);
        let there = SecretName { host: Some("llm.example".to_owned()), ..own.clone() };
        let gemini = SecretName::own_key(Provider::Gemini);
        let sealed = SealedKey::seal(&secret.master, Purpose::Tenant(&acme, &own), &key).expect("sealed");
        let opened =
            |ring: &KeyRing, purpose: Purpose<'_>| sealed.open(ring, purpose).map(|k| k.expose_secret().to_owned());
        let open = |ring: &KeyRing, tenant, name| opened(ring, Purpose::Tenant(tenant, name));
        assert_eq!(open(&secret.master, &acme, &own), Ok("sk-123".to_owned()));
        assert_eq!(open(&secret.master, &other, &own), Err(Unopenable));
        assert_eq!(open(&secret.master, &acme, &gemini), Err(Unopenable));
        assert_eq!(open(&secret.master, &acme, &there), Err(Unopenable));
        assert_eq!(open(&ServiceSecret::generate().master, &acme, &own), Err(Unopenable));
        assert_eq!(opened(&secret.master, Purpose::SecondFactor(&OperatorId::generate())), Err(Unopenable));
        assert!(!format!("{sealed:?}").contains(&sealed.0));
    }
}
