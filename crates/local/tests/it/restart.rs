//! After a restart, even on other ports, operator, tenant, key and conversations are still there.

use crate::running::{Ready, Running};
use anyhow::{Context as _, Result};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

pub(crate) const SESSION: &str = "0b9d3f3c-3f43-4a3c-9a44-5a0e6ac4a9f1";

pub(crate) async fn chat(ready: &Ready, origin: &str) -> Result<Response> {
    let body = json!({"session_id": SESSION, "message": "When are you open?"});
    let request = Client::new().post(format!("{}/v1/chat", ready.site)).json(&body);
    Ok(request
        .header("accept", "application/json")
        .header("origin", origin)
        .header("x-api-key", &ready.key)
        .send()
        .await?)
}

pub(crate) async fn sign_in(ready: &Ready, password: &str) -> Result<StatusCode> {
    let body = json!({"email": ready.email, "password": password});
    let request = Client::new().post(format!("{}/v1/admin/login", ready.console)).header("x-bubblechat", "1");
    Ok(request.json(&body).send().await?.status())
}

#[tokio::test]
async fn everything_is_still_there() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let first = Running::start(&data, &[])?;
    let password = first.ready.password.clone().context("a password at the first start")?;
    assert!(first.printed.contains(&password));
    assert!(sign_in(&first.ready, &password).await?.is_success());
    let old_origin = first.ready.demo.clone();
    let answer = chat(&first.ready, &old_origin).await?;
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: Value = answer.json().await?;
    let key = first.ready.key.clone();
    assert_eq!(first.terminate()?, Some(0));

    let second = Running::start(&data, &[])?;
    assert_eq!(second.ready.key, key);
    assert_eq!(second.ready.password, None);
    assert!(!second.printed.contains(&password) && second.printed.contains("as given or shown at the first start"));
    assert!(sign_in(&second.ready, &password).await?.is_success());
    let request = Client::new().get(format!("{}/v1/conversation", second.ready.site)).header("x-session-id", SESSION);
    let request = request.header("x-api-key", &key).header("origin", &second.ready.demo);
    let conversation: Value = request.send().await?.error_for_status()?.json().await?;
    assert_eq!(conversation["messages"][1]["content"], answer["content"]);

    assert_eq!(chat(&second.ready, &second.ready.demo).await?.status(), StatusCode::OK);
    let by_name = second.ready.demo.replace("127.0.0.1", "localhost");
    assert_eq!(chat(&second.ready, &by_name).await?.status(), StatusCode::OK);
    // The ports are random free ones, so getting the same one again would be chance.
    if second.ready.demo != old_origin {
        assert_eq!(chat(&second.ready, &old_origin).await?.status(), StatusCode::FORBIDDEN);
    }
    Ok(())
}

#[tokio::test]
async fn a_kill_loses_nothing_that_was_acknowledged() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let first = Running::start(&data, &[])?;
    assert_eq!(chat(&first.ready, &first.ready.demo).await?.status(), StatusCode::OK);
    // Dropping it kills it.
    drop(first);
    let second = Running::start(&data, &[])?;
    let request = Client::new().get(format!("{}/v1/conversation", second.ready.site)).header("x-session-id", SESSION);
    let request = request.header("x-api-key", &second.ready.key).header("origin", &second.ready.demo);
    let conversation: Value = request.send().await?.error_for_status()?.json().await?;
    assert_eq!(conversation["messages"].as_array().map(Vec::len), Some(2));
    Ok(())
}
