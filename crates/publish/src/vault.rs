//! Writes to Secrets Manager: each secret gets its value once, and is never overwritten.

use anyhow::{Context as _, Result};
use aws_sdk_secretsmanager::{Client, error::DisplayErrorContext};
use bubblechat_core::secret::ServiceSecret;
use secrecy::{ExposeSecret as _, SecretString};

/// The secret's text; `None` while it has no value.
pub(crate) async fn read(client: &Client, id: &str) -> Result<Option<SecretString>> {
    match client.get_secret_value().secret_id(id).send().await {
        Ok(value) => Ok(value.secret_string.filter(|text| !text.trim().is_empty()).map(SecretString::from)),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(None),
        Err(error) => Err(anyhow::anyhow!("it could not be read: {}", DisplayErrorContext(error))),
    }
}

/// Sets the secret's value.
pub(crate) async fn write(client: &Client, id: &str, text: &SecretString) -> Result<()> {
    let put = client.put_secret_value().secret_id(id).secret_string(text.expose_secret());
    put.send().await.map_err(|error| anyhow::anyhow!("it could not be written: {}", DisplayErrorContext(error)))?;
    Ok(())
}

/// Creates the service's keys, unless they exist. An unreadable value is kept, because replacing it would lose every stored provider key.
pub(crate) async fn make_service_secret(client: &Client, id: &str) -> Result<()> {
    if let Some(text) = read(client, id).await? {
        let parsed = serde_json::from_str::<ServiceSecret>(text.expose_secret());
        return parsed.map(|_| ()).context("its value was not written by BubbleChat; nothing was changed");
    }
    let made = serde_json::to_string(&ServiceSecret::generate())?;
    write(client, id, &made.into()).await
}
