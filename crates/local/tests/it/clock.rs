//! A clock that is set back an hour, under the real binary: while it runs, and while it is down.

use crate::running::{Ready, Running};
use anyhow::{Context as _, Result, ensure};
use bubblechat_core::time::now_ms;
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

const HOUR_MS: i64 = 3_600_000;
/// Of the demo tenant.
const PER_MINUTE: usize = 60;
const SESSION: &str = "0b9d3f3c-3f43-4a3c-9a44-5a0e6ac4a9f1";
const OTHER_SESSION: &str = "0b9d3f3c-3f43-4a3c-9a44-5a0e6ac4a9f2";

/// The library of faketime, which gives a program another clock.
fn library() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten().map(|folder| folder.path());
    folders.map(|folder| folder.join("faketime/libfaketime.so.1")).find(|library| library.exists())
}

/// A server whose clock is set through a file. What measures durations goes on undisturbed, as when a real clock is set.
fn start(clock: &Path, data: &Path, limits: &str) -> Result<Running> {
    let library = library().context("the library")?;
    let set = format!(
        "export LD_PRELOAD='{}' FAKETIME_TIMESTAMP_FILE='{}' FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1",
        library.display(),
        clock.display()
    );
    Running::start_under(&set, data, &["--limits", limits])
}

fn of_visitor(ready: &Ready, request: RequestBuilder) -> RequestBuilder {
    request.header("origin", &ready.demo).header("x-api-key", &ready.key)
}

async fn send(ready: &Ready, path: &str, session: &str, message: &str) -> Result<Response> {
    let body = json!({"session_id": session, "message": message, "engine": "echo"});
    let request = Client::new().post(format!("{}{path}", ready.site)).header("accept", "application/json");
    Ok(of_visitor(ready, request.json(&body)).send().await?)
}

/// Sends messages until one is refused. Returns how many were answered, and how long the visitor is told to wait, in seconds.
async fn until_refused(ready: &Ready, session: &str) -> Result<(usize, u64)> {
    for answered in 0..=PER_MINUTE {
        let answer = send(ready, "/v1/chat", session, "again").await?;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            let wait = answer.headers()[header::RETRY_AFTER].to_str()?.parse()?;
            return Ok((answered, wait));
        }
        assert_eq!(answer.json::<Value>().await?["status"], "complete");
    }
    anyhow::bail!("none is refused")
}

/// What the visitor wrote in a session, oldest first.
async fn written(ready: &Ready, session: &str) -> Result<Vec<String>> {
    let request = Client::new().get(format!("{}/v1/conversation", ready.site)).header("x-session-id", session);
    let thread: Value = of_visitor(ready, request).send().await?.error_for_status()?.json().await?;
    let messages = thread["messages"].as_array().context("messages")?;
    let own = messages.iter().filter(|message| message["role"] == "user");
    Ok(own.filter_map(|message| message["content"].as_str()).map(str::to_owned).collect())
}

async fn sign_in(ready: &Ready, password: &str) -> Result<Response> {
    let request = Client::new().post(format!("{}/v1/admin/login", ready.console)).header("x-bubblechat", "1");
    Ok(request.json(&json!({"email": ready.email, "password": password})).send().await?)
}

/// As the operator of a session. The cookie's name has the port, which is another one after a restart, so its token is sent by itself.
async fn ask(ready: &Ready, token: &str, path: &str) -> Result<Response> {
    Ok(Client::new().get(format!("{}{path}", ready.console)).bearer_auth(token).send().await?)
}

/// What people did before the clock was set back.
struct Before {
    password: String,
    token: String,
    stream: String,
}

/// An hour ahead: an operator signs in after a few mistakes, one visitor uses up a session's limit, and another one's reply waits.
async fn before(ready: &Ready) -> Result<Before> {
    let password = ready.password.clone().context("a password")?;
    for _ in 0..3 {
        assert_eq!(sign_in(ready, "not the password").await?.status(), StatusCode::UNAUTHORIZED);
    }
    let signed_in = sign_in(ready, &password).await?.error_for_status()?;
    let cookies = signed_in.headers().get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let session =
        cookies.filter(|cookie| cookie.starts_with("bc_session")).find_map(|cookie| cookie.split(['=', ';']).nth(1));
    let token = session.context("a session")?.to_owned();
    let sessions: Value = ask(ready, &token, "/v1/admin/sessions").await?.json().await?;
    let began = sessions["items"][0]["created_at"].as_str().context("when it began")?;
    let began_ms = bubblechat_core::time::parse_rfc3339(began).context("a time")?;
    ensure!((began_ms - now_ms() - HOUR_MS).abs() < HOUR_MS / 2, "its clock is not ahead: {began}");
    assert_eq!(until_refused(ready, SESSION).await?.0, PER_MINUTE);
    let accepted = send(ready, "/v1/messages", OTHER_SESSION, "first").await?;
    assert_eq!(accepted.status(), StatusCode::ACCEPTED);
    let stream = accepted.json::<Value>().await?["stream_url"].as_str().context("a stream")?.to_owned();
    Ok(Before { password, token, stream })
}

/// People sign in, stay signed in, and chat, in the order in which they write.
async fn all_goes_on(ready: &Ready, before: &Before, message: &str) -> Result<()> {
    assert_eq!(ask(ready, &before.token, "/v1/admin/me").await?.status(), StatusCode::OK, "a session of before");
    assert_eq!(sign_in(ready, "not the password").await?.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(ready, &before.password).await?.status(), StatusCode::OK);
    assert_eq!(send(ready, "/v1/chat", SESSION, message).await?.status(), StatusCode::OK);
    let written = written(ready, SESSION).await?;
    assert_eq!((written.len(), written.last().map(String::as_str)), (25, Some(message)));
    Ok(())
}

async fn nothing_is_lost_and_nobody_locked_out(limits: &str) -> Result<()> {
    if library().is_none() {
        println!("faketime is not installed, so no clock can be set");
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let (clock, data) = (folder.path().join("clock"), folder.path().join("data"));
    fs::write(&clock, "+1h")?;
    let running = start(&clock, &data, limits)?;
    let ready = &running.ready;
    let before = before(ready).await?;

    fs::write(&clock, "+0")?;
    all_goes_on(ready, &before, "set back").await?;
    let (more, wait_s) = until_refused(ready, SESSION).await?;
    assert_eq!(more + 1, PER_MINUTE, "what was counted before holds up nobody, and a minute admits no more than usual");
    assert!((1..=60).contains(&wait_s), "{wait_s} s");
    let events = Client::new().get(&before.stream).send().await?.error_for_status()?.text().await?;
    assert!(events.contains(r#""status":"complete""#), "{events}");
    send(ready, "/v1/chat", OTHER_SESSION, "second").await?.error_for_status()?;

    // Killed, not stopped.
    drop(running);
    let running = start(&clock, &data, "memory")?;
    all_goes_on(&running.ready, &before, "started again").await?;
    send(&running.ready, "/v1/chat", OTHER_SESSION, "third").await?.error_for_status()?;
    assert_eq!(written(&running.ready, OTHER_SESSION).await?, ["first", "second", "third"]);
    Ok(())
}

#[tokio::test]
async fn a_clock_that_is_set_back_loses_nothing_and_locks_nobody_out() -> Result<()> {
    nothing_is_lost_and_nobody_locked_out("memory").await
}

#[tokio::test]
async fn nor_does_it_where_the_store_counts() -> Result<()> {
    nothing_is_lost_and_nobody_locked_out("store").await
}
