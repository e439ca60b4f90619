//! A reply in progress when the server is asked to stop is sent to its end.

use anyhow::{Context as _, Result};
use bubblechat_core::{
    Slug,
    tenant::{EngineSpec, Provider},
    time::now_ms,
};
use bubblechat_local::{Options, Server};
use reqwest::{Client, Response};
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

const SESSION: &str = "0b9d3f3c-3f43-4a3c-9a44-5a0e6ac4a9f1";
/// A test that waits this long has failed. Nothing is measured by it.
pub(crate) const FAR: Duration = Duration::from_secs(30);

/// Takes one request from the engine, and begins to answer it.
pub(crate) async fn begin_answer(listener: &TcpListener) -> Result<TcpStream> {
    let (stream, _) = listener.accept().await?;
    let mut stream = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    stream.read_exact(&mut vec![0; length]).await?;
    let mut stream = stream.into_inner();
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n").await?;
    stream.write_all(token("one ").as_bytes()).await?;
    Ok(stream)
}

fn token(text: &str) -> String {
    let choice = json!({"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": null});
    format!("data: {}\n\n", json!({"id": "1", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}))
}

fn end() -> String {
    let choice = json!({"index": 0, "delta": {}, "finish_reason": "stop"});
    let chunk = json!({"id": "1", "object": "chat.completion.chunk", "model": "m", "choices": [choice]});
    format!("data: {chunk}\n\ndata: [DONE]\n\n")
}

/// Reads on until the events contain `text`.
pub(crate) async fn read_until(response: &mut Response, events: &mut String, text: &str) -> Result<()> {
    while !events.contains(text) {
        let chunk = response.chunk().await?.with_context(|| format!("the stream ended: {events}"))?;
        events.push_str(&String::from_utf8_lossy(&chunk));
    }
    Ok(())
}

#[tokio::test]
async fn it_waits_for_the_reply() -> Result<()> {
    tokio::time::timeout(FAR * 2, ends_after_the_reply()).await.context("the reply or the server's end did not come")?
}

/// A server whose demo tenant can ask OpenAI's API.
pub(crate) async fn start_with_a_key(options: Options) -> Result<Server> {
    let fallback_keys = [(Provider::Openai, "a key".to_owned().into())].into();
    Ok(Server::start(Options { fallback_keys, ..options }).await?)
}

/// A visitor's message whose reply has begun, and where its engine's answer goes on.
pub(crate) async fn slow_chat(server: &Server, upstream: &TcpListener) -> Result<(Response, TcpStream)> {
    let slug = Slug::parse("demo")?;
    let tenant = server.store.tenant(&slug).await?.context("the demo tenant")?;
    let mut settings = tenant.settings;
    let mut engine = EngineSpec::echo("slow");
    engine.provider = Provider::Openai;
    engine.model = Some("m".to_owned());
    engine.base_url = Some(format!("http://{}/v1/", upstream.local_addr()?));
    settings.engines.push(engine);
    settings.default_engine = "slow".to_owned();
    server.store.save_tenant(&slug, tenant.revision, &settings, now_ms()).await?;
    let body = json!({"session_id": SESSION, "message": "count"});
    let request = Client::new().post(format!("{}/v1/chat", server.site)).json(&body);
    let request = request.header("x-api-key", server.key.clone().unwrap_or_default());
    let request = request.header("origin", server.demo.clone().unwrap_or_default());
    let (response, answer) = tokio::join!(request.send(), begin_answer(upstream));
    Ok((response?, answer?))
}

/// Ends the engine's answer.
pub(crate) async fn finish(answer: &mut TcpStream) -> Result<()> {
    answer.write_all(format!("{}{}", token("two"), end()).as_bytes()).await?;
    Ok(answer.shutdown().await?)
}

async fn ends_after_the_reply() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start_with_a_key(Options::for_tests(folder.path())).await?;
    let upstream = TcpListener::bind("127.0.0.1:0").await?;
    let (mut response, mut answer) = slow_chat(&server, &upstream).await?;
    let mut events = String::new();
    read_until(&mut response, &mut events, "one ").await?;

    let site = server.site.clone();
    let ended = tokio::spawn(server.shutdown());
    // Once it accepts no new connection, it is stopping.
    let refused = async { while TcpStream::connect(site.trim_start_matches("http://")).await.is_ok() {} };
    tokio::time::timeout(FAR, refused).await.context("it goes on accepting connections")?;
    assert!(!ended.is_finished());
    finish(&mut answer).await?;
    read_until(&mut response, &mut events, "event: done").await?;
    assert!(events.contains(r#""status":"complete""#), "{events}");
    drop(response);
    Ok(ended.await?)
}

#[tokio::test]
async fn a_reply_whose_reader_has_left_is_finished_and_stored_first() -> Result<()> {
    tokio::time::timeout(FAR * 2, finishes_without_a_reader())
        .await
        .context("the reply or the server's end did not come")?
}

async fn finishes_without_a_reader() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = start_with_a_key(Options::for_tests(folder.path())).await?;
    let upstream = TcpListener::bind("127.0.0.1:0").await?;
    let (mut response, mut answer) = slow_chat(&server, &upstream).await?;
    let mut events = String::new();
    read_until(&mut response, &mut events, "one ").await?;
    drop(response);
    let site = server.site.clone();
    let ended = tokio::spawn(server.shutdown());
    let refused = async { while TcpStream::connect(site.trim_start_matches("http://")).await.is_ok() {} };
    tokio::time::timeout(FAR, refused).await.context("it goes on accepting connections")?;
    finish(&mut answer).await?;
    ended.await?;

    let again = Server::start(Options::for_tests(folder.path())).await?;
    let request = Client::new().get(format!("{}/v1/conversation", again.site)).header("x-session-id", SESSION);
    let request = request.header("x-api-key", again.key.clone().unwrap_or_default());
    let request = request.header("origin", again.demo.clone().unwrap_or_default());
    let conversation: serde_json::Value = request.send().await?.error_for_status()?.json().await?;
    assert_eq!(conversation["messages"][1]["content"], "one two", "{conversation}");
    Ok(())
}
