//! The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when there is no app at hand.

mod proof;
mod totp;

pub(crate) use proof::{Proof, confirm, demand};
pub(crate) use totp::TotpKey;

use bubblechat_core::store::{Operator, Team};
use data_encoding::BASE32_NOPAD;
use rand::RngExt as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// How many recovery codes an operator gets.
pub(crate) const RECOVERY_CODES: usize = 10;
/// How much randomness one has, in bytes: 16 letters and digits.
const RECOVERY_BYTES: usize = 10;

/// What an operator has and needs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SecondFactorView {
    /// Whether signing in takes a code.
    is_on: bool,
    /// Whether the team demands one of everybody. Without it, nothing else works then.
    is_required: bool,
    /// How many recovery codes are left.
    #[schema(example = 10)]
    recovery_codes_left: usize,
}

impl SecondFactorView {
    pub(crate) fn of(operator: &Operator, team: Team) -> Self {
        let factor = operator.second_factor();
        Self {
            is_on: factor.is_some(),
            is_required: team.second_factor_required,
            recovery_codes_left: factor.map_or(0, |factor| factor.recovery_codes.len()),
        }
    }
}

/// New recovery codes, as the operator sees them this once.
pub(crate) fn new_recovery_codes() -> Vec<String> {
    let code = || {
        let text = BASE32_NOPAD.encode(&rand::rng().random::<[u8; RECOVERY_BYTES]>()).to_lowercase();
        let groups: Vec<_> = (0..text.len()).step_by(4).map(|at| &text[at..at + 4]).collect();
        groups.join("-")
    };
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

/// What is stored of a recovery code. Case, spaces and hyphens do not matter.
pub(crate) fn hash_of(code: &str) -> String {
    let text: String = code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_are_sixteen_letters_and_digits_and_may_be_typed_loosely() {
        let codes = new_recovery_codes();
        assert_eq!(codes.len(), RECOVERY_CODES);
        for code in &codes {
            assert_eq!((code.len(), code.matches('-').count()), (19, 3), "{code}");
            assert_eq!(hash_of(&format!(" {} ", code.replace('-', " ").to_uppercase())), hash_of(code));
            assert_eq!(codes.iter().filter(|other| hash_of(other) == hash_of(code)).count(), 1);
        }
    }
}
