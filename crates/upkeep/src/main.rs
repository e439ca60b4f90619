//! The upkeep function on Lambda. A schedule invokes it.

use bubblechat_core::{
    deployment::{Deployment, variable},
    store::Tables,
    time::now_ms,
};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::de::IgnoredAny;
use std::time::{Duration, SystemTime};

/// The time a batch may still need before Lambda ends the function.
const MARGIN: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> Result<(), Error> {
    bubblechat_http::log_as_json();
    let store = Deployment::load().await.store(Tables {
        tenants: variable("BUBBLECHAT_TENANTS_TABLE")?,
        conversations: variable("BUBBLECHAT_CONVERSATIONS_TABLE")?,
        operators: String::new(),
        audit: String::new(),
    });
    lambda_runtime::run(service_fn(move |event: LambdaEvent<IgnoredAny>| {
        let store = store.clone();
        async move {
            let ends_at = event.context.deadline() - MARGIN;
            bubblechat_upkeep::run(&store, now_ms(), || SystemTime::now() < ends_at).await?;
            Ok::<(), Error>(())
        }
    }))
    .await
}
