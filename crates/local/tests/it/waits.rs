//! How long the server waits for a client, here much shorter than usual.

use anyhow::{Context as _, Result};
use bubblechat_local::{Options, Server, Waits};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Only so that a failure does not hang.
const FAR: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(100);
/// Enough for a client that does what it should, also on a busy machine.
const AMPLE: Duration = Duration::from_secs(2);
const WAITS: Waits = Waits { head: FAR, body: FAR, idle: FAR, write: FAR };

async fn server(folder: &tempfile::TempDir, waits: Waits) -> Result<Server> {
    Ok(Server::start(Options { waits, ..Options::for_tests(folder.path()) }).await?)
}

async fn connect(server: &Server) -> Result<TcpStream> {
    Ok(TcpStream::connect(server.site.trim_start_matches("http://")).await?)
}

/// What the server sends until it closes the connection.
async fn read_to_end(stream: &mut TcpStream) -> Result<String> {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let read = tokio::time::timeout(FAR, stream.read_to_end(&mut bytes)).await;
    read.context("the connection stays open")?.ok();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn a_silent_connection_is_closed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = server(&folder, Waits { head: SHORT, ..WAITS }).await?;
    assert_eq!(read_to_end(&mut connect(&server).await?).await?, "");
    Ok(())
}

#[tokio::test]
async fn a_head_that_trickles_gets_no_more_time() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = server(&folder, Waits { head: SHORT, ..WAITS }).await?;
    let mut stream = connect(&server).await?;
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ").await?;
    // Slowly enough that the head stays within the size that one may have.
    let trickle = async {
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(SHORT / 10).await;
        }
    };
    tokio::time::timeout(FAR, trickle).await.context("it may trickle for ever")?;
    Ok(())
}

#[tokio::test]
async fn a_body_that_trickles_is_refused() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = server(&folder, Waits { body: SHORT, ..WAITS }).await?;
    let mut stream = connect(&server).await?;
    let head =
        "POST /v1/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n";
    let key = server.key.as_deref().context("a key")?;
    let origin = server.demo.as_deref().context("a demo page")?;
    stream.write_all(format!("{head}X-API-Key: {key}\r\nOrigin: {origin}\r\n\r\n{{\"session_id\"").as_bytes()).await?;
    let answer = read_to_end(&mut stream).await?;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("body_too_slow"), "{answer}");
    Ok(())
}

#[tokio::test]
async fn a_connection_may_be_idle_for_longer_than_a_head_takes() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = server(&folder, Waits { head: AMPLE, idle: AMPLE * 4, ..WAITS }).await?;
    let request = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    let mut idle = connect(&server).await?;
    idle.write_all(request).await?;
    let mut byte = [0; 1];
    idle.read_exact(&mut byte).await?;
    // As long as a head may take.
    assert_eq!(read_to_end(&mut connect(&server).await?).await?, "");
    idle.write_all(request).await?;
    let answers = read_to_end(&mut idle).await?;
    assert_eq!(answers.matches(r#""status":"ok""#).count(), 2, "{answers}");
    Ok(())
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_left() -> Result<()> {
    const ASKED: usize = 200;
    let folder = tempfile::tempdir()?;
    let server = server(&folder, Waits { write: SHORT, ..WAITS }).await?;
    let mut stream = connect(&server).await?;
    let requests = "GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(ASKED);
    stream.write_all(requests.as_bytes()).await?;
    // It has been left once another one, which takes nothing either and came later, is gone: nothing can be written to it.
    let mut later = connect(&server).await?;
    let send = async { while later.write_all(requests.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(FAR, send).await.context("the connection stays open")?;
    let answers = read_to_end(&mut stream).await?;
    assert!(answers.matches("HTTP/1.1 200 OK").count() < ASKED);
    Ok(())
}

#[tokio::test]
async fn a_running_stream_outlasts_every_wait_for_requests() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let waits = Waits { head: AMPLE, body: AMPLE, idle: AMPLE, write: FAR };
    let options = Options { waits, ..Options::for_tests(folder.path()) };
    let server = crate::shutdown::start_with_a_key(options).await?;
    let upstream = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let (response, mut answer) = crate::shutdown::slow_chat(&server, &upstream).await?;
    // As long as a head may take.
    assert_eq!(read_to_end(&mut connect(&server).await?).await?, "");
    crate::shutdown::finish(&mut answer).await?;
    let events = response.text().await?;
    assert!(events.contains(r#""status":"complete""#), "{events}");
    Ok(())
}

#[tokio::test]
async fn http_2_is_not_spoken_without_tls() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = server(&folder, Waits { idle: SHORT, ..WAITS }).await?;
    let mut stream = connect(&server).await?;
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await?;
    let answer = read_to_end(&mut stream).await?;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 5"), "{answer}");
    let mut stream = connect(&server).await?;
    let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n";
    stream.write_all(format!("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n{upgrade}").as_bytes()).await?;
    assert!(read_to_end(&mut stream).await?.starts_with("HTTP/1.1 200 OK"));
    Ok(())
}
