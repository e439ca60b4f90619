//! Proving with a code who one is.

use super::{TotpKey, hash_of};
use crate::State;
use bubblechat_core::{
    Invalid,
    audit::AuditEntry,
    seal::Purpose,
    store::{Attempts, AttemptsBy, Changed, Operator, SecondFactor},
    time::now_ms,
};
use bubblechat_http::{ApiError, ErrorCode};
use secrecy::{ExposeSecret as _, SecretString};

/// How often a change is tried anew that others get in the way of.
const ATTEMPTS: usize = 5;
const MAX_CHARS: usize = 40;

/// What an operator typed: six digits of an app, or a recovery code.
pub(crate) enum Proof {
    App(u32),
    Recovery(String),
}

impl Proof {
    /// Spaces do not matter: apps show `123 456`.
    pub(crate) fn parse(text: &SecretString) -> Result<Self, Invalid> {
        let typed: String = text.expose_secret().chars().filter(|c| !c.is_whitespace()).collect();
        if typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit()) {
            return typed.parse().map(Self::App).map_err(|_| invalid());
        }
        if typed.is_empty() || typed.chars().count() > MAX_CHARS {
            return Err(invalid());
        }
        Ok(Self::Recovery(hash_of(&typed)))
    }
}

fn invalid() -> Invalid {
    Invalid::new("code must be the six digits that your app shows, or a recovery code.")
}

/// Lets an operator who gave the right password go on: at once without a second factor, otherwise with a right code.
///
/// # Errors
/// `code_needed`, or those of [`confirm`].
pub(crate) async fn demand(
    state: &State,
    operator: Operator,
    proof: Option<&Proof>,
    whose: &str,
    used_recovery: AuditEntry,
) -> Result<Operator, ApiError> {
    if operator.second_factor().is_none() {
        return Ok(operator);
    }
    let proof = proof.ok_or_else(|| ApiError::of(ErrorCode::CodeNeeded))?;
    confirm(state, operator, proof, whose, used_recovery).await
}

/// Checks the code, and spends it: nobody can use it again. `whose` says by what wrong codes are counted. `used_recovery` is for the audit.
/// Returns the operator as stored now.
///
/// # Errors
/// `wrong_code`, or `too_many_attempts` after five.
pub(crate) async fn confirm(
    state: &State,
    operator: Operator,
    proof: &Proof,
    whose: &str,
    used_recovery: AuditEntry,
) -> Result<Operator, ApiError> {
    let by = AttemptsBy::Code(whose);
    if let Attempts::Locked { retry_after_s } = state.store.count_attempt(by, now_ms()).await? {
        let code = ErrorCode::TooManyAttempts;
        let wait_min = retry_after_s.div_ceil(60);
        let text = format!("Too many wrong codes were tried. Try again in {wait_min} min.");
        return Err(ApiError::new(code, text).retry_after(retry_after_s));
    }
    let store = match proof {
        Proof::App(_) => state.store.clone(),
        Proof::Recovery(_) => state.store.noting(used_recovery),
    };
    let mut seen = operator;
    for _ in 0..ATTEMPTS {
        let spent = spend(state, &seen, proof).await?.ok_or_else(|| ApiError::of(ErrorCode::WrongCode))?;
        let changed = Operator { second_factor: Some(spent), ..seen.clone() };
        if let Changed::Done(operator) = store.change_operator(&seen, changed, None).await? {
            state.store.give_back_attempt(by).await?;
            return Ok(*operator);
        }
        let again = state.store.operator(&seen.id).await?;
        seen = again.ok_or_else(|| ApiError::of(ErrorCode::SessionEnded))?;
    }
    Err(ApiError::of(ErrorCode::Busy))
}

/// The second factor without that code; `None` if the code is wrong.
async fn spend(state: &State, operator: &Operator, proof: &Proof) -> Result<Option<SecondFactor>, ApiError> {
    let Some(factor) = operator.second_factor.clone() else { return Ok(None) };
    match proof {
        Proof::App(code) => {
            let secret = state.secrets.get().await.map_err(ApiError::internal)?;
            let purpose = Purpose::SecondFactor(&operator.id);
            let key = factor.key.open(&secret.master, purpose).map_err(ApiError::internal)?;
            let key = TotpKey::parse(&key).ok_or_else(|| ApiError::internal("a second factor's key is malformed"))?;
            let step = key.step_of(*code, now_ms(), factor.last_step);
            Ok(step.map(|last_step| SecondFactor { last_step, ..factor }))
        }
        Proof::Recovery(hash) => {
            let left: Vec<_> = factor.recovery_codes.iter().filter(|code| *code != hash).cloned().collect();
            let is_known = left.len() < factor.recovery_codes.len();
            Ok(is_known.then_some(SecondFactor { recovery_codes: left, ..factor }))
        }
    }
}
