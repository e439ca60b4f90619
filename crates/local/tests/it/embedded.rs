//! The server inside this process: its three origins, built files and the edge.

use anyhow::{Context as _, Result};
use bubblechat_core::{Slug, time::now_ms};
use bubblechat_local::{Counting, Options, Server};
use reqwest::{Client, Method, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fs;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A server with a built widget, whatever the workspace has.
async fn start(folder: &tempfile::TempDir, edge: bool) -> Result<Server> {
    let widget = folder.path().join("widget");
    fs::create_dir_all(widget.join("1.2.0"))?;
    fs::write(widget.join("widget.js"), "// the widget")?;
    fs::write(widget.join("1.2.0/widget.js"), "// version 1.2.0")?;
    let options = Options::for_tests(folder.path().join("data"));
    Ok(Server::start(Options { edge, widget_dir: Some(widget), ..options }).await?)
}

#[tokio::test]
async fn built_files_come_with_their_headers() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start(&folder, false).await?;
    let client = Client::new();
    let url = format!("{}/widget.js", server.site);
    let file = client.get(&url).send().await?;
    assert_eq!(file.status(), StatusCode::OK);
    for (name, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=300"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(file.headers()[name], value, "{name}");
    }
    assert!(file.headers().contains_key("x-request-id"));
    let etag = file.headers()[header::ETAG].clone();
    assert_eq!(file.text().await?, "// the widget");
    let again = client.get(&url).header(header::IF_NONE_MATCH, etag).send().await?;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let head = client.head(&url).send().await?;
    assert_eq!((head.status(), &head.headers()[header::CONTENT_LENGTH]), (StatusCode::OK, &"13".parse()?));
    let versioned = client.get(format!("{}/1.2.0/widget.js", server.site)).send().await?;
    assert_eq!(versioned.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn who_sends_a_message_elsewhere_is_told_where_it_goes() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start(&folder, false).await?;
    for path in ["/chat", "/api/v1/chat", "/send", "/respond", "/v1/respond", "/widget.js"] {
        let url = format!("{}{path}", server.site);
        let refused = Client::new().post(&url).send().await?;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(refused.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*", "{path}");
        let error: Value = refused.json().await?;
        let message = error["error"]["message"].as_str().unwrap_or_default().to_owned();
        assert!(message.contains("POST /v1/chat"), "{path}: {message}");
        let preflight = Client::new().request(Method::OPTIONS, &url).send().await?;
        assert_eq!(preflight.status(), StatusCode::NO_CONTENT, "{path}");
        assert!(preflight.headers().contains_key(header::ACCESS_CONTROL_ALLOW_HEADERS), "{path}");
    }
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn no_path_leads_out_of_the_built_files() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start(&folder, false).await?;
    for path in ["/../data/secret.json", "/1.2.0/../../data/secret.json", "/%2e%2e/data/secret.json", "//etc/passwd"] {
        // By hand, because clients normalise such paths.
        let mut stream = TcpStream::connect(server.site.trim_start_matches("http://")).await?;
        stream
            .write_all(format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n").as_bytes())
            .await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn the_demo_page_is_strict_and_each_origin_has_its_own_port() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start(&folder, false).await?;
    let (demo, key) = (server.demo.clone().unwrap_or_default(), server.key.clone().unwrap_or_default());
    let page = reqwest::get(&demo).await?;
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str()?.to_owned();
    assert!(
        policy.starts_with(&format!("default-src 'none'; script-src {0}; connect-src {0};", server.site)),
        "{policy}"
    );
    assert!(!policy.contains("unsafe") && policy.contains("require-trusted-types-for 'script'"));
    let html = page.text().await?;
    assert!(html.contains(&format!(r#"<script src="{}/widget.js" data-key="{key}" async></script>"#, server.site)));
    let style = reqwest::get(format!("{demo}/style.css")).await?;
    assert_eq!(style.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(reqwest::get(format!("{}/health", server.site)).await?.status(), StatusCode::OK);
    // No operators' routes on the site, and no visitors' routes on the console.
    assert_eq!(reqwest::get(format!("{}/v1/admin/me", server.site)).await?.status(), StatusCode::NOT_FOUND);
    let chat = Client::new().post(format!("{}/v1/chat", server.console)).send().await?;
    assert_eq!(chat.status(), StatusCode::NOT_FOUND);
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn without_a_demo_there_is_neither_page_nor_tenant() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let options = Options { demo_addr: None, ..Options::for_tests(folder.path()) };
    let server = Server::start(options).await?;
    assert_eq!((&server.demo, &server.key), (&None, &None));
    let slug = Slug::parse("demo")?;
    assert!(server.store.tenant(&slug).await?.is_none());
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn a_password_that_was_given_is_told_to_nobody() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let admin_password = Some("correct horse battery".into());
    let server = Server::start(Options { admin_password, ..Options::for_tests(folder.path()) }).await?;
    let mut printed = Vec::new();
    bubblechat_local::print(&server, &mut printed)?;
    let ready = folder.path().join("ready.json");
    bubblechat_local::write_ready_file(&server, &ready)?;
    printed.extend(std::fs::read(ready)?);
    assert!(!String::from_utf8(printed)?.contains("horse"));
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn two_servers_on_one_store_serve_the_same_tenants() -> Result<()> {
    let (one, two) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    tokio::spawn(dynoxide::server::serve_on(listener, dynoxide::Database::memory()?));
    let at = |folder: &tempfile::TempDir| Options {
        secret_file: Some(one.path().join("secret.json")),
        dynamodb_endpoint: Some(endpoint.clone()),
        ..Options::for_tests(folder.path())
    };
    let first = Server::start(at(&one)).await?;
    let second = Server::start(at(&two)).await?;
    assert!(second.operator.password.is_none(), "the operator is the first server's");
    for server in [&first, &second] {
        for (demo, key) in [(&first.demo, &first.key), (&second.demo, &second.key)] {
            let body = json!({"session_id": "0b9d3f3c-3f43-4a3c-9a44-5a0e6ac4a9f1", "message": "one two"});
            let request = Client::new().post(format!("{}/v1/chat", server.site)).json(&body);
            let request = request.header("x-api-key", key.clone().unwrap_or_default());
            let answer = request.header("origin", demo.clone().unwrap_or_default()).send().await?;
            assert_eq!(answer.status(), StatusCode::OK);
        }
    }
    second.shutdown().await;
    first.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn servers_on_one_store_count_messages_together_unless_told_otherwise() -> Result<()> {
    for (limits, of_second) in [(None, StatusCode::TOO_MANY_REQUESTS), (Some(Counting::Memory), StatusCode::OK)] {
        let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        tokio::spawn(dynoxide::server::serve_on(listener, dynoxide::Database::memory()?));
        let at = |folder: &tempfile::TempDir| Options {
            secret_file: Some(folders[0].path().join("secret.json")),
            dynamodb_endpoint: Some(endpoint.clone()),
            limits,
            ..Options::for_tests(folder.path())
        };
        let first = Server::start(at(&folders[0])).await?;
        let second = Server::start(at(&folders[1])).await?;
        let (key, origin) = (first.key.clone().unwrap_or_default(), first.demo.clone().unwrap_or_default());
        let send = async |server: &Server| -> Result<StatusCode> {
            let body = json!({"session_id": "0b9d3f3c-3f43-4a3c-9a44-5a0e6ac4a9f1", "message": "hi"});
            let request = Client::new().post(format!("{}/v1/chat", server.site)).json(&body);
            let request = request.header("x-api-key", &key).header("origin", &origin);
            Ok(request.header("accept", "application/json").send().await?.status())
        };
        let slug = Slug::parse("demo")?;
        let mut tenant = first.store.tenant(&slug).await?.context("the demo tenant")?;
        tenant.settings.limits.session_per_minute = 1;
        first.store.save_tenant(&slug, tenant.revision, &tenant.settings, now_ms()).await?;
        assert_eq!(send(&first).await?, StatusCode::OK, "{limits:?}");
        assert_eq!(send(&second).await?, of_second, "{limits:?}");
        second.shutdown().await;
        first.shutdown().await;
    }
    Ok(())
}

#[tokio::test]
async fn the_edge_passes_bodies_only_with_their_hash() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start(&folder, true).await?;
    let body = json!({"session_id": "0b9d3f3c-3f43-4a3c-9a44-5a0e6ac4a9f1", "message": "one two"}).to_string();
    let hash: String = Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    let request = |hash: Option<&str>| {
        let request = Client::new().request(Method::POST, format!("{}/v1/chat", server.site));
        let request = request.header("x-api-key", server.key.clone().unwrap_or_default());
        let request = request.header("origin", server.demo.clone().unwrap_or_default());
        let request = request.header("content-type", "application/json").header("accept", "application/json");
        match hash {
            Some(hash) => request.header("x-amz-content-sha256", hash),
            None => request,
        }
        .body(body.clone())
    };
    assert_eq!(request(Some(&hash)).send().await?.status(), StatusCode::OK);
    for wrong in [None, Some("UNSIGNED-PAYLOAD"), Some(&hash[1..])] {
        let refused = request(wrong).send().await?;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
        assert_eq!(refused.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        let id = refused.headers()["x-request-id"].to_str()?.to_owned();
        let refusal: Value = refused.json().await?;
        assert_eq!(
            (&refusal["error"]["code"], &refusal["error"]["request_id"]),
            (&json!("body_hash_mismatch"), &json!(id))
        );
    }
    server.shutdown().await;
    Ok(())
}
