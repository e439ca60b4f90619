//! `--production`: what it needs, and what it changes.

use crate::running::{bare_binary, binary};
use anyhow::{Context as _, Result};
use bubblechat_core::tenant::Provider;
use bubblechat_local::{Options, Production, PublicUrl, Server};
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use std::{net::IpAddr, path::Path, process::Command};

const PASSWORD: &str = "a password that was given";

fn built(folder: &Path) -> Result<[String; 4]> {
    for (part, file) in [("widget", "widget.js"), ("dashboard", "index.html")] {
        std::fs::create_dir_all(folder.join(part))?;
        std::fs::write(folder.join(part).join(file), "built")?;
    }
    let path = |part| folder.join(part).display().to_string();
    Ok(["--widget-dir".to_owned(), path("widget"), "--dashboard-dir".to_owned(), path("dashboard")])
}

pub(crate) async fn start(folder: &Path) -> Result<Server> {
    built(folder)?;
    let url = |text| PublicUrl::parse(text).map_err(anyhow::Error::msg);
    let production = Production { site: url("https://chat.example")?, console: url("https://console.example")? };
    let options = Options {
        demo_addr: None,
        production: Some(production),
        trusted_proxies: vec![IpAddr::from([127, 0, 0, 1])],
        widget_dir: Some(folder.join("widget")),
        dashboard_dir: Some(folder.join("dashboard")),
        admin_password: Some(PASSWORD.into()),
        fallback_keys: [(Provider::Openai, "a key".to_owned().into())].into(),
        ..Options::for_tests(folder.join("data"))
    };
    Ok(Server::start(options).await?)
}

/// A cookie with which operators' requests pass, and the answer that set it.
async fn sign_in(server: &Server) -> Result<(String, reqwest::Response)> {
    let login =
        Client::new().post(format!("http://{}/v1/admin/login", server.listening[1])).header("x-bubblechat", "1");
    let login = login.json(&json!({"email": "admin@localhost", "password": PASSWORD})).send().await?;
    let login = login.error_for_status()?;
    let cookie = login.headers()[header::SET_COOKIE].to_str()?.to_owned();
    Ok((cookie, login))
}

fn stderr_of(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    let stderr = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    Ok(stderr)
}

#[test]
fn all_that_production_lacks_is_named_at_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let nowhere = |command: &mut Command| {
        // Away from this workspace, whose built files would be found.
        let exe = folder.path().join("bubblechat-local");
        if !exe.exists() {
            std::fs::copy(command.get_program(), &exe)?;
        }
        let mut moved = Command::new(exe);
        moved.current_dir(folder.path()).env_remove("CARGO_MANIFEST_DIR").env("BUBBLECHAT_DATA", &data);
        for name in ["BUBBLECHAT_ADDR", "BUBBLECHAT_CONSOLE_ADDR"] {
            moved.env(name, "127.0.0.1:0");
        }
        Ok::<_, std::io::Error>(moved)
    };
    let all = ["--site-url", "--console-url", "--widget-dir", "--dashboard-dir"];
    for command in [
        nowhere(&mut bare_binary())?.arg("--production"),
        nowhere(&mut bare_binary())?.env("BUBBLECHAT_PRODUCTION", "1"),
    ] {
        let stderr = stderr_of(command)?;
        assert!(all.iter().all(|name| stderr.contains(name)), "{stderr}");
    }
    let built = built(folder.path())?;
    let site = ["--production", "--site-url", "https://chat.example"];
    let stderr = stderr_of(nowhere(&mut bare_binary())?.args(site).args(&built))?;
    assert!(stderr.contains("--console-url") && !stderr.contains("--site-url"), "{stderr}");
    assert!(!stderr.contains("-dir"), "{stderr}");
    assert!(!data.exists());
    Ok(())
}

#[test]
fn public_addresses_are_https_with_two_host_names_and_only_for_production() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let built = built(folder.path())?;
    let run = |flags: &[&str]| stderr_of(binary(&data).args(flags).args(&built));
    let stderr = run(&["--production", "--site-url", "http://chat.example"])?;
    assert!(stderr.contains("--site-url") && stderr.contains("https://chat.example"), "{stderr}");
    let [site, console] = ["https://chat.example", "https://chat.example:8443"];
    let stderr = run(&["--production", "--site-url", site, "--console-url", console])?;
    assert!(stderr.contains("must differ in their host names"), "{stderr}");
    let stderr = run(&["--site-url", site])?;
    assert!(stderr.contains("required arguments") || stderr.contains("--production"), "{stderr}");
    assert!(!data.exists());
    Ok(())
}

#[tokio::test]
async fn it_makes_no_demo_and_prints_its_public_addresses_and_no_password_it_was_given() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start(folder.path()).await?;
    assert!(server.demo.is_none() && server.key.is_none());
    let mut printed = Vec::new();
    bubblechat_local::print(&server, &mut printed)?;
    let printed = String::from_utf8(printed)?;
    assert!(printed.contains("https://chat.example") && printed.contains("https://console.example"), "{printed}");
    assert!(!printed.contains(PASSWORD), "{printed}");
    let (cookie, _) = sign_in(&server).await?;
    let tenants = Client::new().get(format!("http://{}/v1/admin/tenants", server.listening[1]));
    let tenants: Value = tenants.header(header::COOKIE, cookie).send().await?.json().await?;
    assert_eq!(tenants["items"], json!([]), "{tenants}");
    Ok(())
}

#[tokio::test]
async fn cookies_are_secure_and_every_answer_demands_tls() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start(folder.path()).await?;
    let (cookie, login) = sign_in(&server).await?;
    assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure"), "{cookie}");
    assert!(login.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    let [site, console] = server.listening;
    for url in [
        format!("http://{site}/widget.js"),
        format!("http://{site}/health"),
        format!("http://{site}/v1/chat"),
        format!("http://{console}/"),
        format!("http://{console}/v1/admin/me"),
    ] {
        let answer = Client::new().get(&url).send().await?;
        let header = answer.headers().get(header::STRICT_TRANSPORT_SECURITY).context("no HSTS")?;
        assert!(header.to_str()?.contains("max-age=63072000"), "{url}");
    }
    Ok(())
}

#[tokio::test]
async fn a_tenant_lists_its_origins_and_may_use_a_model_in_its_own_network() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start(folder.path()).await?;
    let (cookie, _) = sign_in(&server).await?;
    let create = async |slug: &str, origin: &str| {
        let engine = json!({"name": "main", "provider": "ollama", "model": "m", "base_url": "http://127.0.0.1:9"});
        let tenant =
            json!({"slug": slug, "name": slug, "origins": [origin], "engines": [engine], "default_engine": "main"});
        let post = Client::new().post(format!("http://{}/v1/admin/tenants", server.listening[1])).json(&tenant);
        post.header(header::COOKIE, &cookie).header("x-bubblechat", "1").send().await
    };
    let any = create("any", "*").await?;
    assert_eq!(any.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(any.text().await?.contains("origins.0"));
    assert_eq!(create("listed", "https://shop.example").await?.status(), StatusCode::CREATED);
    Ok(())
}
