//! Tenants' provider keys, sealed with AES-256-GCM under the service's master key.

use crate::{Slug, secret::KeyRing, tenant::Provider};
use aes_gcm::{
    Aes256Gcm,
    aead::{Aead as _, KeyInit as _, Nonce, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use rand::RngExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

const NONCE_BYTES: usize = 12;

/// A sealed provider key: `key id . base64url(nonce ‖ ciphertext ‖ tag)`. It opens only for the tenant and provider it was sealed for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedKey(String);

impl std::fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedKey(…)")
    }
}

/// A sealed key that cannot be opened: its master key is no longer in the ring, or it was sealed for another tenant or provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored provider key cannot be opened; set it again")]
pub struct Unopenable;

impl SealedKey {
    /// Seals a provider key under the ring's current key.
    ///
    /// # Errors
    /// [`Unopenable`] if the master key isn't 32 bytes long.
    pub fn seal(ring: &KeyRing, tenant: &Slug, provider: Provider, key: &SecretString) -> Result<Self, Unopenable> {
        let (id, master) = ring.current();
        let cipher = Aes256Gcm::new_from_slice(master).map_err(|_| Unopenable)?;
        let nonce: [u8; NONCE_BYTES] = rand::rng().random();
        let aad = associated_data(tenant, provider);
        let payload = Payload { msg: key.expose_secret().as_bytes(), aad: &aad };
        let sealed = cipher.encrypt(&Nonce::<Aes256Gcm>::from(nonce), payload).map_err(|_| Unopenable)?;
        Ok(Self(format!("{id}.{}", BASE64.encode([&nonce[..], &sealed].concat()))))
    }

    /// Opens the key.
    ///
    /// # Errors
    /// [`Unopenable`] for another tenant or provider, a tampered text, or a removed master key.
    pub fn open(&self, ring: &KeyRing, tenant: &Slug, provider: Provider) -> Result<SecretString, Unopenable> {
        let open = || {
            let (id, text) = self.0.split_once('.')?;
            let bytes = BASE64.decode(text).ok()?;
            let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
            let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
            let cipher = Aes256Gcm::new_from_slice(ring.get(id)?).ok()?;
            let aad = associated_data(tenant, provider);
            let payload = Payload { msg: sealed, aad: &aad };
            let key = cipher.decrypt(&Nonce::<Aes256Gcm>::from(nonce), payload).ok()?;
            String::from_utf8(key).ok().map(SecretString::from)
        };
        open().ok_or(Unopenable)
    }
}

fn associated_data(tenant: &Slug, provider: Provider) -> Vec<u8> {
    format!("{tenant}/{}", provider.name()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::ServiceSecret;

    #[test]
    fn opens_only_for_its_tenant_provider_and_master_key() {
        let secret = ServiceSecret::generate();
        let (acme, other) = (Slug::parse("acme").expect("slug"), Slug::parse("other").expect("slug"));
        let key = SecretString::from("sk-123");
        let sealed = SealedKey::seal(&secret.master, &acme, Provider::Openai, &key).expect("sealed");
        let open = |ring, tenant, provider| sealed.open(ring, tenant, provider).map(|k| k.expose_secret().to_owned());
        assert_eq!(open(&secret.master, &acme, Provider::Openai), Ok("sk-123".to_owned()));
        assert_eq!(open(&secret.master, &other, Provider::Openai), Err(Unopenable));
        assert_eq!(open(&secret.master, &acme, Provider::Gemini), Err(Unopenable));
        assert_eq!(open(&ServiceSecret::generate().master, &acme, Provider::Openai), Err(Unopenable));
        assert!(!format!("{sealed:?}").contains(&sealed.0));
    }
}
