//! Time-based one-time passwords, RFC 6238 with the settings that all authenticator apps know: SHA-1, six digits, steps of 30 seconds.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::RngExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha1::Sha1;
use url::form_urlencoded::byte_serialize;

/// RFC 4226 recommends 160 bits.
const KEY_BYTES: usize = 20;
const STEP_MS: i64 = 30_000;
const ISSUER: &str = "BubbleChat";

/// The key that an authenticator app shares with the service.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct TotpKey([u8; KEY_BYTES]);

impl TotpKey {
    pub(crate) fn generate() -> Self {
        Self(rand::rng().random())
    }

    /// As people type it into an app, and as it is sealed: base32 (RFC 4648) without padding.
    pub(crate) fn text(&self) -> SecretString {
        BASE32_NOPAD.encode(&self.0).into()
    }

    pub(crate) fn parse(text: &SecretString) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.expose_secret().as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What a QR code tells an app (github.com/google/google-authenticator/wiki/Key-Uri-Format).
    pub(crate) fn uri(&self, account: &str) -> String {
        let account: String = byte_serialize(account.as_bytes()).collect();
        format!("otpauth://totp/{ISSUER}:{account}?secret={}&issuer={ISSUER}", self.text().expose_secret())
    }

    /// The step whose code this is: the present one, the one before or the one after, if it comes later than `last`.
    pub(crate) fn step_of(&self, code: u32, now_ms: i64, last: u64) -> Option<u64> {
        let now = (now_ms.max(0) / STEP_MS).unsigned_abs();
        // All are computed, so that the time says nothing.
        let steps = [now.saturating_sub(1), now, now + 1].map(|step| (step, self.code(step)));
        steps.into_iter().find(|(step, expected)| *expected == code && *step > last).map(|(step, _)| step)
    }

    /// RFC 4226, 5.3.
    fn code(&self, step: u64) -> u32 {
        // HMAC takes keys of any length (RFC 2104).
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("20 bytes are a key"));
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let at = usize::from(digest[19] & 0xf);
        let word = [digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]];
        u32::from_be_bytes(word) % 1_000_000
    }
}

impl std::fmt::Debug for TotpKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use totp_rs::{Algorithm, Builder};

    #[test]
    fn the_rfcs_examples_come_out() {
        // RFC 6238, appendix B: the last six of their eight digits.
        let key = TotpKey(*b"12345678901234567890");
        for (at_s, code) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(key.step_of(code, at_s * 1000, 0), Some((at_s / 30).unsigned_abs()), "{at_s}");
        }
    }

    #[test]
    fn an_independent_library_agrees() {
        for at_s in (1_764_000_000..1_764_100_000).step_by(997) {
            let key = TotpKey::generate();
            let theirs = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30);
            let theirs = theirs.with_secret(key.0.to_vec()).build().expect("settings that it knows");
            let code = theirs.generate(at_s).to_string().parse().expect("digits");
            assert_eq!(key.step_of(code, at_s as i64 * 1000, 0), Some(at_s / 30), "{at_s}");
        }
    }

    #[test]
    fn a_code_is_good_for_a_step_before_and_after_and_once() {
        let (key, step) = (TotpKey::generate(), 58_800_000_i64);
        let now_ms = step * STEP_MS + 1;
        for (offset, is_good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let at = step + offset;
            let code = key.code(at.unsigned_abs());
            assert_eq!(key.step_of(code, now_ms, 0).is_some(), is_good, "{offset}");
            assert_eq!(key.step_of(code, now_ms, at.unsigned_abs()), None, "{offset}, again");
        }
    }

    #[test]
    fn the_address_for_apps_has_what_they_need() {
        let key = TotpKey(*b"12345678901234567890");
        assert_eq!(
            key.uri("ada+1@acme.example"),
            "otpauth://totp/BubbleChat:ada%2B1%40acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=BubbleChat"
        );
        assert_eq!(TotpKey::parse(&key.text()), Some(key));
        assert_eq!(TotpKey::parse(&"GEZDGNBV".into()), None);
    }
}
