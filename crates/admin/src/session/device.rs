//! Devices on which an operator signed in before. Guesses from elsewhere do not hold up who sits at one.

use crate::{State, email::Email};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use bubblechat_core::secret::KeyRing;
use bubblechat_http::ApiError;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderValue};
use sha2::{Digest as _, Sha256};

/// How long a device is known after its last sign-in, in seconds.
const LIFETIME_S: u64 = 180 * 24 * 60 * 60;
const PATH: &str = "/v1/admin/login";

/// A device that is known to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    /// Random; means nothing elsewhere.
    pub(crate) id: String,
}

impl Device {
    /// A device that nobody knows yet.
    pub(crate) fn new() -> Self {
        Self { id: uuid::Uuid::new_v4().simple().to_string() }
    }

    /// The device that the request's cookie names, if it is known to this account.
    pub(crate) fn known(
        headers: &HeaderMap,
        state: &State,
        ring: &KeyRing,
        email: &Email,
        now_ms: i64,
    ) -> Option<Self> {
        let text = state.cookie.read_other(headers, (&name(email), PATH))?;
        Self::verify(&text, ring, email, now_ms)
    }

    /// `Set-Cookie` that keeps the device known. Sent to the sign-in alone.
    pub(crate) fn cookie(
        &self,
        state: &State,
        ring: &KeyRing,
        email: &Email,
        now_ms: i64,
    ) -> Result<HeaderValue, ApiError> {
        let text = self.sign(ring, email, now_ms.unsigned_abs() / 1000 + LIFETIME_S);
        state.cookie.set_other((&name(email), PATH), &text, LIFETIME_S)
    }

    /// `id . expiry in seconds . key id . base64url(HMAC-SHA-256)`. The HMAC covers the account, too.
    fn sign(&self, ring: &KeyRing, email: &Email, expires_at_s: u64) -> String {
        let (key_id, key) = ring.current();
        let mac = mac(key, &self.id, email, expires_at_s).finalize().into_bytes();
        format!("{}.{expires_at_s}.{key_id}.{}", self.id, BASE64.encode(mac))
    }

    fn verify(text: &str, ring: &KeyRing, email: &Email, now_ms: i64) -> Option<Self> {
        let mut parts = text.splitn(4, '.');
        let (id, expires_at_s, key_id, tag) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let expires_at_s = expires_at_s.parse().ok()?;
        mac(ring.get(key_id)?, id, email, expires_at_s).verify_slice(&BASE64.decode(tag).ok()?).ok()?;
        (expires_at_s > now_ms.unsigned_abs() / 1000).then(|| Self { id: id.to_owned() })
    }
}

/// One cookie per account, so that operators who share a browser do not take each other's. The name does not tell the address.
fn name(email: &Email) -> String {
    let digest = Sha256::digest(email.as_str());
    let account: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("bc_device_{account}")
}

fn mac(key: &[u8; 32], id: &str, email: &Email, expires_at_s: u64) -> Hmac<Sha256> {
    // HMAC takes keys of any length (RFC 2104), so this cannot fail for 32 bytes.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("32 bytes are a key"));
    mac.update(b"bubblechat device\0");
    mac.update(format!("{id}.{expires_at_s}.{}", email.as_str()).as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::parse(text).expect("an address")
    }

    #[test]
    fn a_device_is_known_to_its_account_until_it_expires_unless_tampered_with() {
        let (ring, ada, device) = (KeyRing::generate(), email("ada@acme.example"), Device::new());
        let text = device.sign(&ring, &ada, 1_000);
        assert_eq!(Device::verify(&text, &ring, &ada, 999_999), Some(device));
        assert_eq!(Device::verify(&text, &ring, &ada, 1_000_000), None);
        assert_eq!(Device::verify(&text, &ring, &email("bob@acme.example"), 0), None);
        assert_eq!(Device::verify(&text, &KeyRing::generate(), &ada, 0), None);
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert_eq!(Device::verify(&changed, &ring, &ada, 0), None, "{changed}");
        }
    }
}
