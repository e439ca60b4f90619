//! The operator's own second factor.

pub(crate) mod begin;
pub(crate) mod confirm;
pub(crate) mod recovery_codes;
pub(crate) mod remove;

use super::attempt::Attempt;
use crate::{State, passwords::Password, second_factor, second_factor::Proof, session::SignedIn};
use bubblechat_core::{audit::Action, store::Operator};
use bubblechat_http::{ApiError, ErrorCode};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// What proves that it is the operator who sits at the browser.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"password": "correct horse battery", "code": "123456"}))]
pub(crate) struct Proofs {
    /// The operator's password.
    #[schema(value_type = String, format = Password, max_length = 72)]
    password: SecretString,
    /// Six digits of the app, or a recovery code.
    #[schema(value_type = String, max_length = 40)]
    code: SecretString,
}

/// Recovery codes. Only this response shows them.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RecoveryCodes {
    /// Each signs the operator in once, when there is no app at hand.
    #[schema(min_items = 10, max_items = 10, example = json!(["mzxw-6ytb-oi2d-c3tf"]))]
    recovery_codes: Vec<String>,
}

impl RecoveryCodes {
    /// New ones, and what is stored of them.
    fn generate() -> (Self, Vec<String>) {
        let recovery_codes = second_factor::new_recovery_codes();
        let hashes = recovery_codes.iter().map(|code| second_factor::hash_of(code)).collect();
        (Self { recovery_codes }, hashes)
    }
}

/// Refuses a wrong password. Somebody who finds a signed-in browser must not be able to guess it there.
async fn check_password(state: &State, caller: &SignedIn, password: &SecretString) -> Result<(), ApiError> {
    let password = Password::claimed(password, "password")?;
    let attempt = Attempt::known(state, &caller.session.id).await?;
    if !attempt.is_right(&password, caller.operator.password_hash.as_deref()).await? {
        return Err(ApiError::of(ErrorCode::WrongPassword));
    }
    attempt.succeeded().await
}

/// Checks both proofs. Returns the operator as stored now.
async fn check(state: &State, caller: &SignedIn, proofs: &Proofs) -> Result<Operator, ApiError> {
    if caller.operator.second_factor().is_none() {
        return Err(ApiError::of(ErrorCode::SecondFactorOff));
    }
    let proof = Proof::parse(&proofs.code)?;
    check_password(state, caller, &proofs.password).await?;
    let used = caller.does(Action::RecoveryCodeUsed);
    second_factor::confirm(state, caller.operator.clone(), &proof, &caller.session.id, used).await
}
