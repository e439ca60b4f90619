//! What a deployed function reads at startup: environment variables and AWS clients.

use crate::{
    secret::{SecretSource, Secrets},
    store::{Store, Tables},
};

/// A missing environment variable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {0} is not set; the stack's template sets it")]
pub struct MissingVariable(pub &'static str);

/// The deployment that this function runs in. Each function asks for what it needs; the template must grant it.
#[derive(Debug)]
pub struct Deployment {
    aws: aws_config::SdkConfig,
}

impl Deployment {
    /// Reads the region and credentials that AWS provides. Opens no connection.
    pub async fn load() -> Self {
        Self { aws: aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await }
    }

    /// The store, with the tables this function may use.
    pub fn store(&self, tables: Tables) -> Store {
        Store::new(aws_sdk_dynamodb::Client::new(&self.aws), tables)
    }

    /// The service secret, whose id is in `BUBBLECHAT_SECRET_ID`.
    ///
    /// # Errors
    /// [`MissingVariable`]
    pub fn secrets(&self) -> Result<Secrets, MissingVariable> {
        let client = aws_sdk_secretsmanager::Client::new(&self.aws);
        Ok(Secrets::new(SecretSource::SecretsManager { client, id: variable("BUBBLECHAT_SECRET_ID")? }))
    }
}

/// The value of an environment variable.
///
/// # Errors
/// [`MissingVariable`] if it is unset or empty.
pub fn variable(name: &'static str) -> Result<String, MissingVariable> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).ok_or(MissingVariable(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_must_be_set() {
        // Cargo sets the first one for every test.
        assert_eq!(variable("CARGO_PKG_NAME").as_deref(), Ok("bubblechat-core"));
        assert_eq!(variable("BUBBLECHAT_IS_NEVER_SET"), Err(MissingVariable("BUBBLECHAT_IS_NEVER_SET")));
    }
}
