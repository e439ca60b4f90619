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

/// Creates the service's keys, or those that a value of an older version lacks. An unreadable value is kept, because replacing it would lose
/// every stored provider key.
pub(crate) async fn make_service_secret(client: &Client, id: &str) -> Result<()> {
    if let Some(text) = read(client, id).await? {
        let completed = ServiceSecret::completed(text.expose_secret());
        let completed = completed.context("its value was not written by BubbleChat; nothing was changed")?;
        return match completed {
            Some(text) => write(client, id, &text.into()).await,
            None => Ok(()),
        };
    }
    let made = serde_json::to_string(&ServiceSecret::generate())?;
    write(client, id, &made.into()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;
    use serde_json::json;

    const MISSING: (u16, &str) = (400, r#"{"__type":"ResourceNotFoundException"}"#);

    #[tokio::test]
    async fn the_services_keys_are_written_once() {
        let vault = Fake::answering(&[MISSING, (200, "{}")]).await;
        make_service_secret(&vault.clients().secrets, "service").await.expect("made");
        let written = vault.asked()[1].json();
        assert_eq!((&written["SecretId"], vault.asked().len()), (&json!("service"), 2));
        let text = written["SecretString"].as_str().expect("a text");
        assert!(serde_json::from_str::<ServiceSecret>(text).is_ok());

        let kept = json!({ "SecretString": text }).to_string();
        let vault = Fake::answering(&[(200, &kept)]).await;
        make_service_secret(&vault.clients().secrets, "service").await.expect("kept");
        assert_eq!(vault.asked().len(), 1, "it is read and left alone");
    }

    #[tokio::test]
    async fn what_an_older_version_did_not_write_is_added() {
        let mut older = serde_json::to_value(ServiceSecret::generate()).expect("JSON");
        older.as_object_mut().expect("an object").remove("key_tag");
        let kept = json!({ "SecretString": older.to_string() }).to_string();
        let vault = Fake::answering(&[(200, &kept), (200, "{}")]).await;
        make_service_secret(&vault.clients().secrets, "service").await.expect("completed");
        let written = vault.asked()[1].json();
        let written: serde_json::Value =
            serde_json::from_str(written["SecretString"].as_str().expect("a text")).expect("JSON");
        assert_eq!((&written["master"], written["key_tag"].is_object()), (&older["master"], true));
    }

    #[tokio::test]
    async fn a_value_that_is_not_ours_is_kept_and_not_repeated() {
        let vault = Fake::answering(&[(200, r#"{"SecretString":"somebody's password"}"#)]).await;
        let error = format!("{:#}", make_service_secret(&vault.clients().secrets, "s").await.expect_err("refused"));
        assert!(error.contains("nothing was changed") && !error.contains("somebody"), "{error}");
        assert_eq!(vault.asked().len(), 1);
    }

    #[tokio::test]
    async fn a_secret_without_text_has_no_value_and_one_that_cannot_be_read_is_an_error() {
        let denied = (400, r#"{"__type":"AccessDeniedException"}"#);
        let vault = Fake::answering(&[(200, r#"{"SecretString":" "}"#), MISSING, denied]).await;
        let secrets = vault.clients().secrets;
        for _ in 0..2 {
            assert!(read(&secrets, "s").await.expect("read").is_none());
        }
        let error = read(&secrets, "s").await.expect_err("refused").to_string();
        assert!(error.contains("could not be read") && error.contains("AccessDenied"), "{error}");
    }
}
