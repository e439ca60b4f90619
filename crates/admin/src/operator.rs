//! Creating the first operator, which the local server or the deployment does. Operators invite each other.

use crate::{
    email::Email,
    passwords::{Password, PasswordError, Passwords},
};
use bubblechat_core::{
    Invalid,
    operator::{Role, Tenants},
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

/// Creates an owner of all tenants. Returns false if the address is taken; that operator then keeps the old password.
///
/// # Errors
/// [`CreateError`]
pub async fn create(store: &Store, email: &str, password: &SecretString, cost: u32) -> Result<bool, CreateError> {
    let email = Email::parse(email)?;
    let password = Password::chosen(password, "password")?;
    if store.operator_by_email(email.as_str()).await?.is_some() {
        return Ok(false);
    }
    let passwords = Passwords::new(cost);
    let worker = passwords.worker_for_known().await.ok_or(PasswordError::Busy)?;
    let hash = passwords.hash(&worker, &password).await?;
    let operator =
        Operator { password_hash: Some(hash), ..Operator::new(email.as_str(), Role::Owner, Tenants::ALL, now_ms()) };
    Ok(store.create_operator(&operator).await?)
}
