//! What a deployed function reads at its start: environment variables, and the AWS clients its role may use.

use crate::{
    secret::{SecretSource, Secrets},
    store::{Store, Tables},
};

/// An environment variable that is not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {0} is not set; the stack's template sets it")]
pub struct MissingVariable(pub &'static str);

/// The deployment this function runs in. Each function names what it needs; asking for more is an error of the template.
#[derive(Debug)]
pub struct Deployment {
    aws: aws_config::SdkConfig,
}

impl Deployment {
    /// Reads region and credentials as AWS sets them. Connects to nothing.
    pub async fn load() -> Self {
        Self { aws: aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await }
    }

    /// The store, with the tables this function may use.
    pub fn store(&self, tables: Tables) -> Store {
        Store::new(aws_sdk_dynamodb::Client::new(&self.aws), tables)
    }

    /// The service's secret, by the id in `BUBBLECHAT_SECRET_ID`.
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
/// [`MissingVariable`] when it is not set or empty.
pub fn variable(name: &'static str) -> Result<String, MissingVariable> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).ok_or(MissingVariable(name))
}
