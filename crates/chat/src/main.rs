//! The chat function on Lambda.

use anyhow::Context as _;
use axum::extract::Request;
use bubblechat_chat::{Deadline, State, router};
use bubblechat_core::{
    deployment::{Deployment, variable},
    limits::StoreLimiter,
    store::Tables,
};
use lambda_http::RequestExt as _;
use std::{
    sync::Arc,
    time::{Instant, SystemTime},
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
        operators: String::new(),
        audit: String::new(),
    });
    let limiter = Arc::new(StoreLimiter::new(store.clone()));
    let engines = bubblechat_engines::Engines::new(bubblechat_engines::Options::default());
    let state = State::new(store, limiter, engines, secrets);
    let router = router(state).layer(axum::middleware::map_request(with_deadline));
    lambda_http::run_with_streaming_response_concurrent(router)
        .await
        .map_err(|error| anyhow::anyhow!(error))
        .context("the Lambda runtime ended")
}

/// Lambda ends an invocation at its deadline, whatever is still to be sent or stored. It never hands out a deadline that has passed, so one
/// that has means nothing (`cargo lambda watch` counts from 1970).
async fn with_deadline(mut request: Request) -> Request {
    let deadline = request.lambda_context_ref().map(|context| context.deadline());
    if let Some(left) = deadline.and_then(|deadline| deadline.duration_since(SystemTime::now()).ok()) {
        request.extensions_mut().insert(Deadline::at((Instant::now() + left).into()));
    }
    request
}
