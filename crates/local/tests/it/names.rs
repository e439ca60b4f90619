//! The server answers to its own names only, on every port.

use anyhow::{Context as _, Result};
use bubblechat_local::{Options, Server};
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};

#[tokio::test]
async fn a_page_that_points_its_own_name_at_the_server_reads_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let options = Options { hosts: vec!["chat.lan".to_owned()], ..Options::for_tests(folder.path()) };
    let server = Server::start(options).await?;
    let client = Client::new();
    let demo = server.demo.as_deref().context("a demo page")?;
    for url in [format!("{}/health", server.site), format!("{}/v1/admin/me", server.console), format!("{demo}/")] {
        let get = |host: &'static str| client.get(&url).header(header::HOST, host).send();
        let refused = get("evil.example:8787").await?;
        assert_eq!(refused.status(), StatusCode::MISDIRECTED_REQUEST, "{url}");
        let body: Value = refused.json().await?;
        assert_eq!(body["error"]["code"], "unknown_host");
        assert!(body["error"]["message"].as_str().context("a message")?.contains("--host evil.example"), "{body}");
        for host in ["chat.lan:8787", "localhost", "127.0.0.1:1"] {
            assert_ne!(get(host).await?.status(), StatusCode::MISDIRECTED_REQUEST, "{url} {host}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn sessions_of_two_servers_on_one_machine_do_not_mix() -> Result<()> {
    let (folder, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let servers = [
        Server::start(Options::for_tests(folder.path())).await?,
        Server::start(Options::for_tests(other.path())).await?,
    ];
    // Browsers do not tell ports apart, so both cookies go to both.
    let mut cookies = Vec::new();
    for server in &servers {
        use secrecy::ExposeSecret as _;
        let password = server.operator.password.as_ref().context("a password")?.expose_secret();
        let body = json!({"email": server.operator.email, "password": password});
        let login = Client::new().post(format!("{}/v1/admin/login", server.console)).header("x-bubblechat", "1");
        let login = login.json(&body).send().await?.error_for_status()?;
        let cookie = login.headers()[header::SET_COOKIE].to_str()?;
        cookies.push(cookie.split(';').next().context("a cookie")?.to_owned());
    }
    for jar in [cookies.join("; "), cookies.iter().rev().cloned().collect::<Vec<_>>().join("; ")] {
        for server in &servers {
            let me = Client::new().get(format!("{}/v1/admin/me", server.console)).header(header::COOKIE, &jar);
            assert_eq!(me.send().await?.status(), StatusCode::OK, "{jar}");
        }
    }
    Ok(())
}
