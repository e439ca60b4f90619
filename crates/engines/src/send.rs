//! Sends a request to a provider.

use crate::{
    address::Address,
    clients::Clients,
    dialect::Dialect,
    fault::{self, Failure},
    plan::Plan,
    wire::{self, Conversation},
};
use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use bubblechat_core::engine::{Cause, Problem};
use reqwest::{
    Response,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use std::time::{Duration, SystemTime};

/// How much of an error's body is read, and for how long.
const ERROR_MAX_BYTES: usize = 64 * 1024;
const ERROR_PATIENCE: Duration = Duration::from_secs(5);

/// Sends a conversation. Returns the response once it has begun, if its status is 2xx.
pub(crate) async fn send(plan: &Plan, clients: &Clients, conversation: Conversation<'_>) -> Result<Response, Failure> {
    let client = clients.get(plan.trust).ok_or_else(|| plan.fault(Cause::Unavailable))?;
    let body = wire::body(plan, conversation).to_string();
    let mut headers = plan.headers.clone();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    // Compression would delay tokens until a block is full. What is compressed all the same is taken.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let url = match (&plan.address, plan.dialect) {
        (Some(address), Dialect::Bedrock) => {
            let (region, credentials) = aws(plan, clients).await?;
            sign_request(&mut headers, address.url.as_str(), &body, &region, credentials)
                .ok_or_else(|| unsignable(plan))?;
            address.url.clone()
        }
        (Some(address), _) => address.url.clone(),
        (None, _) => {
            let (region, credentials) = aws(plan, clients).await?;
            let base = format!("https://bedrock-runtime.{region}.amazonaws.com/");
            let address = Address::new(&base, plan.dialect, &plan.model, false).ok_or_else(|| unsignable(plan))?;
            sign_request(&mut headers, address.url.as_str(), &body, &region, credentials)
                .ok_or_else(|| unsignable(plan))?;
            address.url
        }
    };
    let sent = client.post(url).headers(headers).body(body).send().await;
    let response = sent.map_err(|error| fault::of_transport(plan, &error, false))?;
    if response.status().is_success() {
        return Ok(response);
    }
    Err(refusal(plan, response).await)
}

async fn refusal(plan: &Plan, mut response: Response) -> Failure {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    let reading = async {
        while body.len() < ERROR_MAX_BYTES
            && let Ok(Some(chunk)) = response.chunk().await
        {
            body.extend_from_slice(&chunk);
        }
    };
    // What has come until then says enough, and so does the status.
    let _ = tokio::time::timeout(ERROR_PATIENCE, reading).await;
    body.truncate(ERROR_MAX_BYTES);
    fault::of_response(plan, status, &headers, &String::from_utf8_lossy(&body))
}

async fn aws(plan: &Plan, clients: &Clients) -> Result<(String, Credentials), Failure> {
    clients.aws().await.ok_or_else(|| unsignable(plan))
}

fn unsignable(plan: &Plan) -> Failure {
    plan.fault(Cause::Misconfigured(Problem::RoleRefused)).into()
}

/// Signs with AWS's Signature Version 4.
fn sign_request(headers: &mut HeaderMap, url: &str, body: &str, region: &str, credentials: Credentials) -> Option<()> {
    let identity = credentials.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("bedrock")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .ok()?
        .into();
    let content_type = std::iter::once(("content-type", "application/json"));
    let request = SignableRequest::new("POST", url, content_type, SignableBody::Bytes(body.as_bytes())).ok()?;
    let (instructions, _) = sign(request, &params).ok()?.into_parts();
    for (name, value) in instructions.headers() {
        let mut value = HeaderValue::from_str(value).ok()?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_bytes(name.as_bytes()).ok()?, value);
    }
    Some(())
}
