//! `password-link`, by the real binary.

use crate::{
    restart::sign_in,
    running::{Running, bare_binary},
};
use anyhow::{Context as _, Result};
use reqwest::Client;
use serde_json::json;
use std::{path::Path, process::Output};

const NEW: &str = "staple battery horse";

fn password_link(data: &Path, email: &str) -> Result<Output> {
    let command = &mut bare_binary();
    Ok(command.args(["password-link", email, "--data"]).arg(data).output()?)
}

#[tokio::test]
async fn whoever_runs_the_server_makes_a_link_for_who_has_forgotten_the_password() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let server = Running::start(&data, &[])?;
    let old = server.ready.password.clone().context("a password at the first start")?;
    let refused = |output: Output, says: &str| {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && stderr.contains(says), "{stderr}");
    };
    refused(password_link(&data, "admin@localhost")?, "another bubblechat-local is using the data folder");
    assert_eq!(server.terminate()?, Some(0));
    refused(password_link(&data, "nobody@localhost")?, "no operator who may sign in has the address nobody@localhost");
    refused(password_link(&folder.path().join("other"), "admin@localhost")?, "store.db does not exist");

    let made = String::from_utf8(password_link(&data, "Admin@localhost")?.stdout)?;
    let secret = made.trim().split_once("/set-password#").context("a link")?.1;
    let server = Running::start(&data, &[])?;
    assert!(sign_in(&server.ready, &old).await?.is_success(), "until the link is used");
    let url = format!("{}/v1/admin/password-link", server.ready.console);
    let body = json!({ "secret": secret, "password": NEW });
    let spent = Client::new().post(url).header("x-bubblechat", "1").json(&body).send().await?;
    assert!(spent.status().is_success(), "{}", spent.text().await?);
    assert!(sign_in(&server.ready, NEW).await?.is_success() && !sign_in(&server.ready, &old).await?.is_success());
    Ok(())
}
