//! Creating operators. The local server or the deployment creates the first one.

use crate::{
    email::Email,
    passwords::{self, PasswordError, Passwords},
};
use bubblechat_core::{
    Invalid,
    store::{Operator, Store, StoreError},
    time::now_ms,
};
use secrecy::SecretString;

/// Why an operator could not be created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The address or the password breaks a rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Creates an operator. Returns false if the address is taken; that operator then keeps the old password.
///
/// # Errors
/// [`CreateError`]
pub async fn create(store: &Store, email: &str, password: &SecretString, cost: u32) -> Result<bool, CreateError> {
    let email = Email::parse(email)?;
    passwords::check_new(password, "password")?;
    let passwords = Passwords::new(cost);
    let worker = passwords.worker_for_known().await.ok_or(PasswordError::Busy)?;
    let operator = Operator {
        email: email.as_str().to_owned(),
        password_hash: passwords.hash(&worker, password).await?,
        session_version: 1,
        created_at_ms: now_ms(),
    };
    Ok(store.create_operator(&operator).await?)
}
