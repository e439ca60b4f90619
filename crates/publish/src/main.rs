//! The publishing function under Lambda.

use bubblechat_publish::{Clients, answer};
use lambda_runtime::{Error, LambdaEvent, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    bubblechat_http::log_as_json();
    let clients = Clients::load().await;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<serde_json::Value>| {
        let clients = clients.clone();
        async move {
            answer(clients, event.payload, event.context.deadline()).await;
            // CloudFormation has its answer, even after a failure. An error here would only make Lambda repeat everything.
            Ok::<(), Error>(())
        }
    }))
    .await
}
