//! The function behind a custom resource, which CloudFormation calls when the stack is created, changed or deleted.
//!
//! It puts the widget and the dashboard into their buckets, tells the CDN, and creates the service's first secret and first operator. Every
//! step can be repeated: nothing that exists is replaced, and a roll-back is just another update.

mod bucket;
mod cdn;
#[cfg(test)]
mod fake;
mod file;
mod request;
mod sign_in;
mod vault;

pub use file::File;

use anyhow::{Context as _, Result, ensure};
use bubblechat_core::store::{Store, Tables};
use request::{Kind, Properties, Request};
use serde_json::Value;
use std::time::{Duration, SystemTime};

/// The time reserved for the answer if the work takes too long.
const TO_ANSWER: Duration = Duration::from_secs(20);

/// Clients for the services that the function's role may call.
#[derive(Debug, Clone)]
pub struct Clients {
    s3: aws_sdk_s3::Client,
    cloudfront: aws_sdk_cloudfront::Client,
    secrets: aws_sdk_secretsmanager::Client,
    dynamodb: aws_sdk_dynamodb::Client,
}

impl Clients {
    /// Reads region and credentials as AWS sets them, without connecting to anything.
    pub async fn load() -> Self {
        let aws = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
        Self {
            s3: aws_sdk_s3::Client::new(&aws),
            cloudfront: aws_sdk_cloudfront::Client::new(&aws),
            secrets: aws_sdk_secretsmanager::Client::new(&aws),
            dynamodb: aws_sdk_dynamodb::Client::new(&aws),
        }
    }
}

/// Does what the request asks, and tells CloudFormation the outcome, even after a failure, a panic or a timeout.
pub async fn answer(clients: Clients, event: Value, deadline: SystemTime) {
    let request: Request = match serde_json::from_value(event) {
        Ok(request) => request,
        Err(error) => {
            return tracing::error!(%error, "this is no custom resource request, so there is nobody to answer");
        }
    };
    let left = deadline.duration_since(SystemTime::now()).unwrap_or_default().saturating_sub(TO_ANSWER);
    let work = tokio::spawn({
        let request = request.clone();
        async move { act(&clients, &request).await }
    });
    let done = match tokio::time::timeout(left, work).await {
        Ok(Ok(done)) => done,
        Ok(Err(panicked)) => Err(anyhow::anyhow!("the publishing function panicked: {panicked}")),
        Err(_) => Err(anyhow::anyhow!("publishing took longer than the function may run; deploy again to continue")),
    };
    request.answer(done).await;
}

async fn act(clients: &Clients, request: &Request) -> Result<()> {
    match request.kind {
        Kind::Create | Kind::Update => publish(clients, request, &request.properties()?).await,
        Kind::Delete => match request.properties() {
            Ok(properties) => clear(clients, &properties).await,
            // A resource that could not be created needs no clearing, and a failed deletion would block the stack.
            Err(error) => {
                tracing::warn!(%error, "there is nothing to clear");
                Ok(())
            }
        },
    }
}

async fn publish(clients: &Clients, request: &Request, to: &Properties) -> Result<()> {
    let (mut site, dashboard) = (file::widget(), file::dashboard());
    ensure!(!site.is_empty(), "this build contains no widget; build with `sam build`, which makes a release build");
    site.extend(file::reference());
    vault::make_service_secret(&clients.secrets, &to.service_secret).await.context("the service's secret")?;
    let (tenants, conversations, audit) = (String::new(), String::new(), String::new());
    let tables = Tables { tenants, conversations, operators: to.operators_table.clone(), audit };
    let store = Store::new(clients.dynamodb.clone(), tables);
    sign_in::make_first_operator(&store, &clients.secrets, to).await.context("the first operator")?;
    for (name, bucket, distribution, files) in [
        ("site", &to.widget_bucket, &to.site_distribution, site),
        ("dashboard", &to.dashboard_bucket, &to.console_distribution, dashboard),
    ] {
        bucket::upload(&clients.s3, bucket, &files).await.with_context(|| format!("the {name}'s files"))?;
        cdn::invalidate(&clients.cloudfront, distribution, &request.request_id, &files)
            .await
            .with_context(|| format!("the {name}'s distribution"))?;
        tracing::info!(part = name, files = files.len(), "published");
    }
    Ok(())
}

/// CloudFormation only deletes empty buckets. Tables and secrets are kept.
async fn clear(clients: &Clients, at: &Properties) -> Result<()> {
    bucket::empty(&clients.s3, &at.widget_bucket).await.context("the widget's files")?;
    bucket::empty(&clients.s3, &at.dashboard_bucket).await.context("the dashboard's files")
}

#[cfg(test)]
mod tests {
    use super::*;
    use fake::Fake;
    use serde_json::json;

    fn deletion(properties: Value) -> Request {
        let event = json!({
            "RequestType": "Delete", "RequestId": "r", "ResponseURL": "http://127.0.0.1:1/x", "StackId": "s",
            "LogicalResourceId": "Published", "ResourceProperties": properties,
        });
        serde_json::from_value(event).expect("a request")
    }

    #[tokio::test]
    async fn a_deletion_empties_both_buckets_and_touches_nothing_else() {
        let nothing = (200, "<ListVersionsResult></ListVersionsResult>");
        let aws = Fake::answering(&[nothing, nothing]).await;
        let properties = json!({
            "WidgetBucket": "w", "DashboardBucket": "d", "SiteDistribution": "E1", "ConsoleDistribution": "E2",
            "ServiceSecret": "a", "OperatorSecret": "b", "OperatorsTable": "t", "AdminEmail": "ada@acme.example",
        });
        act(&aws.clients(), &deletion(properties)).await.expect("emptied");
        let listed: Vec<_> = aws.asked().into_iter().map(|asked| asked.line).collect();
        assert!(listed.len() == 2 && listed[0].starts_with("GET /w") && listed[1].starts_with("GET /d"), "{listed:?}");
    }

    #[tokio::test]
    async fn a_deletion_of_what_was_never_created_succeeds() {
        let aws = Fake::answering(&[]).await;
        act(&aws.clients(), &deletion(json!({ "WidgetBucket": "w" }))).await.expect("nothing to do");
        assert!(aws.asked().is_empty());
    }
}
