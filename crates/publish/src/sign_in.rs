//! Creates the first operator, who sets up everything else.

use crate::{request::Properties, vault};
use anyhow::Result;
use aws_sdk_secretsmanager::Client;
use bubblechat_admin::{Options, operator};
use bubblechat_core::store::Store;
use rand::{RngExt as _, distr::Alphanumeric};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

const PASSWORD_CHARS: usize = 24;

/// The secret's content.
#[derive(Serialize, Deserialize)]
struct SignIn {
    email: String,
    password: String,
}

/// Creates the operator with the template's address, unless it exists. The password is stored first: otherwise, a function that died in
/// between would leave an operator whose password nobody knows.
pub(crate) async fn make_first_operator(store: &Store, secrets: &Client, to: &Properties) -> Result<()> {
    let email = to.admin_email.trim().to_lowercase();
    if store.operator(&email).await?.is_some() {
        return Ok(());
    }
    let kept = vault::read(secrets, &to.operator_secret).await?;
    let kept = kept.and_then(|text| serde_json::from_str::<SignIn>(text.expose_secret()).ok());
    let password = match kept.filter(|sign_in| sign_in.email == email) {
        Some(sign_in) => sign_in.password,
        None => {
            let password = rand::rng().sample_iter(Alphanumeric).take(PASSWORD_CHARS).map(char::from).collect();
            let sign_in = SignIn { email: email.clone(), password };
            vault::write(secrets, &to.operator_secret, &serde_json::to_string(&sign_in)?.into()).await?;
            sign_in.password
        }
    };
    operator::create(store, &email, &SecretString::from(password), Options::PASSWORD_COST).await?;
    Ok(())
}
