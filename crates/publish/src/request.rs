//! CloudFormation's requests to a custom resource, and the answers.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// Constant. If it changed, CloudFormation would delete the "old" resource after the update, and with it the files just published.
const PHYSICAL_ID: &str = "bubblechat-published";
/// CloudFormation accepts 4 KB in all.
const MAX_REASON_CHARS: usize = 1000;
const ATTEMPTS: u32 = 4;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Request {
    #[serde(rename = "RequestType")]
    pub(crate) kind: Kind,
    pub(crate) request_id: String,
    #[serde(rename = "ResponseURL")]
    response_url: String,
    stack_id: String,
    logical_resource_id: String,
    #[serde(default)]
    resource_properties: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Kind {
    Create,
    Update,
    Delete,
}

/// The properties of `Published` in `template.yaml`. Others, such as `Build`, only exist to change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Properties {
    pub(crate) widget_bucket: String,
    pub(crate) dashboard_bucket: String,
    pub(crate) site_distribution: String,
    pub(crate) console_distribution: String,
    pub(crate) service_secret: String,
    pub(crate) operator_secret: String,
    pub(crate) operators_table: String,
    pub(crate) admin_email: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    physical_resource_id: &'static str,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
}

impl Request {
    pub(crate) fn properties(&self) -> Result<Properties> {
        serde_json::from_value(self.resource_properties.clone()).context("the template's properties of Published")
    }

    /// Tells CloudFormation, with a few attempts: without an answer it waits for the resource's whole `ServiceTimeout`.
    pub(crate) async fn answer(&self, done: Result<()>) {
        let reason = done.err().map(|error| {
            tracing::error!(error = format!("{error:#}"), "publishing failed");
            format!("{error:#}").chars().take(MAX_REASON_CHARS).collect()
        });
        let body = serde_json::to_vec(&Answer {
            status: if reason.is_none() { "SUCCESS" } else { "FAILED" },
            reason,
            physical_resource_id: PHYSICAL_ID,
            stack_id: &self.stack_id,
            request_id: &self.request_id,
            logical_resource_id: &self.logical_resource_id,
        })
        .unwrap_or_default();
        for attempt in 1..=ATTEMPTS {
            match self.put(body.clone()).await {
                Ok(()) => return,
                Err(error) => {
                    tracing::error!(attempt, error = format!("{error:#}"), "CloudFormation could not be told")
                }
            }
            tokio::time::sleep(Duration::from_millis(200 << attempt)).await;
        }
    }

    /// The URL is signed, so it is not logged. It is signed without a content type, and S3 refuses an answer that has one.
    async fn put(&self, body: Vec<u8>) -> Result<()> {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(4)).build()?;
        let sent = client.put(&self.response_url).body(body).send().await;
        sent.and_then(reqwest::Response::error_for_status).map_err(reqwest::Error::without_url)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;
    use serde_json::json;

    fn event(kind: &str) -> Value {
        json!({
            "RequestType": kind, "RequestId": "r", "ResponseURL": "http://127.0.0.1:1/x", "StackId": "s",
            "ResourceType": "Custom::Published", "LogicalResourceId": "Published", "PhysicalResourceId": "bubblechat-published",
            "ResourceProperties": {
                "ServiceToken": "arn", "ServiceTimeout": "360", "Build": "3", "WidgetBucket": "w", "DashboardBucket": "d",
                "SiteDistribution": "E1", "ConsoleDistribution": "E2", "ServiceSecret": "a", "OperatorSecret": "b",
                "OperatorsTable": "t", "AdminEmail": "ada@acme.example",
            },
        })
    }

    #[test]
    fn reads_what_cloudformation_sends() {
        for (text, kind) in [("Create", Kind::Create), ("Update", Kind::Update), ("Delete", Kind::Delete)] {
            let request: Request = serde_json::from_value(event(text)).expect("a request");
            assert_eq!(request.kind, kind);
            assert_eq!(request.properties().expect("properties").admin_email, "ada@acme.example");
        }
    }

    #[test]
    fn missing_properties_are_named() {
        let mut event = event("Create");
        event["ResourceProperties"].as_object_mut().expect("an object").remove("WidgetBucket");
        let request: Request = serde_json::from_value(event).expect("a request");
        assert!(format!("{:#}", request.properties().expect_err("refused")).contains("WidgetBucket"));
    }
    async fn answered(fake: &Fake, done: Result<()>) {
        let mut event = event("Update");
        event["ResponseURL"] = format!("{}/answer?X-Amz-Signature=abc", fake.url).into();
        serde_json::from_value::<Request>(event).expect("a request").answer(done).await;
    }

    #[tokio::test]
    async fn cloudformation_is_told_of_success_without_a_content_type() {
        let fake = Fake::answering(&[(200, "")]).await;
        answered(&fake, Ok(())).await;
        let asked = &fake.asked()[0];
        assert_eq!((asked.line.as_str(), asked.header("content-type")), ("PUT /answer?X-Amz-Signature=abc", None));
        assert_eq!(
            asked.json(),
            json!({
                "Status": "SUCCESS", "PhysicalResourceId": "bubblechat-published", "StackId": "s", "RequestId": "r",
                "LogicalResourceId": "Published",
            })
        );
    }

    #[tokio::test]
    async fn cloudformation_is_told_why_it_failed_in_a_text_that_fits() {
        let fake = Fake::answering(&[(200, "")]).await;
        answered(&fake, Err(anyhow::anyhow!("é".repeat(5000)).context("the widget's files"))).await;
        let told = fake.asked()[0].json();
        let reason = told["Reason"].as_str().expect("a reason");
        assert!(told["Status"] == "FAILED" && reason.starts_with("the widget's files: éé"), "{told}");
        assert!(fake.asked()[0].body.len() < 4096);
    }

    #[tokio::test]
    async fn cloudformation_is_told_again_if_it_did_not_listen() {
        let fake = Fake::answering(&[(503, ""), (200, "")]).await;
        answered(&fake, Ok(())).await;
        let bodies: Vec<_> = fake.asked().into_iter().map(|asked| asked.body).collect();
        assert_eq!((bodies.len(), &bodies[0]), (2, &bodies[1]));
    }

    #[tokio::test]
    async fn the_signed_url_is_in_no_error() {
        let fake = Fake::answering(&[(403, "")]).await;
        for url in
            [format!("{}/answer?X-Amz-Signature=abc", fake.url), "http://127.0.0.1:1/?X-Amz-Signature=abc".to_owned()]
        {
            let mut event = event("Update");
            event["ResponseURL"] = url.into();
            let request: Request = serde_json::from_value(event).expect("a request");
            let error = format!("{:?}", request.put(Vec::new()).await.expect_err("refused"));
            assert!(!error.contains("Signature"), "{error}");
        }
    }
}
