//! The config function on Lambda.

use anyhow::Context as _;
use bubblechat_config::{State, router};
use bubblechat_core::{
    deployment::{Deployment, variable},
    store::Tables,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    bubblechat_http::log_as_json();
    let deployment = Deployment::load().await;
    let secrets = deployment.secrets()?;
    secrets.read_early().await;
    let store = deployment.store(Tables {
        tenants: variable("BUBBLECHAT_TENANTS_TABLE")?,
        conversations: String::new(),
        operators: String::new(),
        audit: String::new(),
    });
    lambda_http::run_concurrent(bubblechat_http::buffered(router(State::new(store, secrets))))
        .await
        .map_err(|error| anyhow::anyhow!(error))
        .context("the Lambda runtime ended")
}
