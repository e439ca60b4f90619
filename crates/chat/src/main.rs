//! The chat function under Lambda.

use anyhow::Context as _;
use bubblechat_chat::{State, router};
use bubblechat_core::{
    deployment::{Deployment, variable},
    store::Tables,
};
use std::sync::Arc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    bubblechat_http::log_as_json();
    let deployment = Deployment::load().await;
    let store = deployment.store(Tables {
        tenants: variable("BUBBLECHAT_TENANTS_TABLE")?,
        conversations: variable("BUBBLECHAT_CONVERSATIONS_TABLE")?,
        operators: String::new(),
    });
    let state = State {
        limiter: Arc::new(store.limiter()),
        store,
        engines: bubblechat_engines::Engines::new(bubblechat_engines::Options::default()),
        secrets: deployment.secrets()?,
        key_uses: Default::default(),
    };
    lambda_http::run_with_streaming_response_concurrent(router(state))
        .await
        .map_err(|error| anyhow::anyhow!(error))
        .context("the Lambda runtime ended")
}
