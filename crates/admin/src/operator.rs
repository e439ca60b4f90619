//! Making operators: the first one by the local server or at deployment.

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

/// Why an operator could not be made.
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

/// Makes an operator. False when there is one with that address, who keeps the password there was.
///
/// # Errors
/// [`CreateError`]
pub async fn create(store: &Store, email: &str, password: &SecretString, cost: u32) -> Result<bool, CreateError> {
    let email = Email::parse(email)?;
    passwords::check_new(password, "password")?;
    let operator = Operator {
        email: email.as_str().to_owned(),
        password_hash: Passwords::new(cost).hash(password).await?,
        session_version: 1,
        created_at_ms: now_ms(),
    };
    Ok(store.create_operator(&operator).await?)
}
