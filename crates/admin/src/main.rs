//! The admin function on Lambda.

use anyhow::Context as _;
use bubblechat_admin::{Options, State, router};
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
        conversations: variable("BUBBLECHAT_CONVERSATIONS_TABLE")?,
        operators: variable("BUBBLECHAT_OPERATORS_TABLE")?,
        audit: variable("BUBBLECHAT_AUDIT_TABLE")?,
    });
    let currency = variable("BUBBLECHAT_CURRENCY")?.parse()?;
    let state = State::new(store, secrets, Options { currency, ..Options::DEPLOYED });
    lambda_http::run_concurrent(bubblechat_http::buffered(router(state)))
        .await
        .map_err(|error| anyhow::anyhow!(error))
        .context("the Lambda runtime ended")
}
