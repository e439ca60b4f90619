//! A full disk and a damaged store.

use crate::running::{Ready, Running, binary};
use anyhow::{Context as _, Result, ensure};
use bubblechat_core::{Slug, tenant::Settings, time::now_ms};
use bubblechat_local::{Options, Server};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// More than the small disk has room for.
const MESSAGES: usize = 250;
/// Only so that a failure does not hang.
const FAR: Duration = Duration::from_secs(60);

/// A disk with room for little more than the reserve. It lasts as long as a process that waits inside its namespace.
struct SmallDisk {
    holder: Child,
    at: String,
}

impl SmallDisk {
    /// `None` where the system lets nobody mount one.
    fn mount(at: &Path) -> Result<Option<Self>> {
        fs::create_dir_all(at)?;
        let at = at.to_str().context("a path in UTF-8")?.to_owned();
        let script = "mount -t tmpfs -o size=20m none \"$0\" && echo there && exec cat";
        let mut unshare = Command::new("unshare");
        unshare.args(["-rm", "sh", "-c", script, &at]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let Ok(mut holder) = unshare.spawn() else { return Ok(None) };
        let mut said = String::new();
        BufReader::new(holder.stdout.take().context("its output")?).read_line(&mut said)?;
        let disk = Self { holder, at };
        Ok((said.trim() == "there").then_some(disk))
    }

    fn enter(&self) -> String {
        format!("nsenter --target {} --user --mount --preserve-credentials", self.holder.id())
    }

    /// Gives it more room.
    fn enlarge(&self) -> Result<()> {
        let script = format!("{} mount -o remount,size=80m '{}'", self.enter(), self.at);
        ensure!(Command::new("sh").args(["-c", &script]).status()?.success(), "it cannot be enlarged");
        Ok(())
    }

    fn start(&self, data: &Path) -> Result<Running> {
        Running::start_under(&format!("exec {} \"$0\" \"$@\"", self.enter()), data, &[])
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        self.holder.kill().ok();
        self.holder.wait().ok();
    }
}

fn of_visitor(ready: &Ready, request: RequestBuilder) -> RequestBuilder {
    request.header("origin", &ready.demo).header("x-api-key", &ready.key)
}

fn session(i: usize) -> String {
    format!("0b9d3f3c-3f43-4a3c-9a44-{i:012}")
}

/// Sends a long message.
async fn send(ready: &Ready, i: usize) -> Result<Response> {
    let body = json!({"session_id": session(i), "message": "𝄞".repeat(3500), "engine": "echo"});
    let request = Client::new().post(format!("{}/v1/chat", ready.site)).header("accept", "application/json");
    Ok(of_visitor(ready, request.json(&body)).send().await?)
}

/// The same. Whether it was answered, and so acknowledged.
async fn chat(ready: &Ready, i: usize) -> Result<bool> {
    let answer = send(ready, i).await?;
    assert_ne!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let is_whole = answer.status() == StatusCode::OK;
    Ok(is_whole && answer.json::<Value>().await?["status"] == "complete")
}

async fn messages(ready: &Ready, i: usize) -> Result<usize> {
    let request = Client::new().get(format!("{}/v1/conversation", ready.site)).header("x-session-id", session(i));
    let thread: Value = of_visitor(ready, request).send().await?.error_for_status()?.json().await?;
    Ok(thread["messages"].as_array().map_or(0, Vec::len))
}

async fn log_in(ready: &Ready, password: &str) -> Result<Response> {
    let request = Client::new().post(format!("{}/v1/admin/login", ready.console)).header("x-bubblechat", "1");
    Ok(request.json(&json!({"email": ready.email, "password": password})).send().await?)
}

async fn sign_in(ready: &Ready, password: &str) -> Result<StatusCode> {
    Ok(log_in(ready, password).await?.status())
}

async fn health(ready: &Ready) -> Result<String> {
    let answer = Client::new().get(format!("{}/health", ready.site)).send().await?.error_for_status()?;
    Ok(answer.text().await?)
}

/// Operators sign in and visitors delete, while messages are refused.
async fn only_messages_are_refused(ready: &Ready, password: &str, delete: usize, refused: usize) -> Result<()> {
    assert_eq!(sign_in(ready, password).await?, StatusCode::OK);
    assert_eq!(sign_in(ready, "not the password").await?, StatusCode::UNAUTHORIZED);
    let request =
        Client::new().delete(format!("{}/v1/conversation", ready.site)).header("x-session-id", session(delete));
    of_visitor(ready, request).send().await?.error_for_status()?;
    assert_eq!(messages(ready, delete).await?, 0);
    assert_eq!(send(ready, refused).await?.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(health(ready).await?.contains(r#""store":"unwritable""#));
    Ok(())
}

#[tokio::test]
async fn a_disk_that_fills_up_stops_messages_only_and_loses_none() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let Some(disk) = SmallDisk::mount(&data)? else {
        println!("no disk can be mounted here, so only a disk that is full at the start is tested");
        return Ok(());
    };
    let running = disk.start(&data)?;
    let ready = &running.ready;
    assert!(health(ready).await?.contains(r#""store":"writable""#));
    let (mut kept, mut refused) = (Vec::new(), 0);
    while chat(ready, refused).await? {
        kept.push(refused);
        refused += 1;
        ensure!(refused < MESSAGES, "the disk is never full");
    }
    println!("the disk was full after {refused} messages");
    let gone = kept.remove(0);
    // What was found of the store lasts for some seconds.
    let begun = Instant::now();
    while !health(ready).await?.contains("unwritable") {
        ensure!(begun.elapsed() < FAR, "it finds nothing");
    }
    let password = ready.password.clone().context("a password")?;
    only_messages_are_refused(ready, &password, gone, refused).await?;

    disk.enlarge()?;
    let begun = Instant::now();
    while !chat(ready, refused).await? {
        ensure!(begun.elapsed() < FAR, "messages are still refused");
    }
    // Killed, not stopped.
    drop(running);
    let running = disk.start(&data)?;
    for i in &kept {
        assert_eq!(messages(&running.ready, *i).await?, 2, "{i}");
    }
    assert!(messages(&running.ready, refused).await? >= 2);
    assert_eq!(messages(&running.ready, gone).await?, 0);
    Ok(())
}

/// The shell's limit on the size of files stands for the disk: the reserve does not fit.
#[tokio::test]
async fn a_disk_that_is_full_at_the_start_stops_messages_only() -> Result<()> {
    const LIMIT_BLOCKS: u64 = 8 * 1024 * 1024 / 512;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let first = Running::start(&data, &[])?;
    let password = first.ready.password.clone().context("a password")?;
    assert!(chat(&first.ready, 0).await?);
    assert_eq!(first.terminate()?, Some(0));
    fs::remove_file(data.join("store.reserve"))?;
    let running = Running::start_under(&format!("trap '' XFSZ; ulimit -f {LIMIT_BLOCKS}"), &data, &[])?;
    assert_eq!(messages(&running.ready, 0).await?, 2);
    only_messages_are_refused(&running.ready, &password, 0, 1).await
}

#[tokio::test]
async fn a_store_that_cannot_be_written_at_all_refuses_writes_and_is_read() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let running = Running::start_under("trap '' XFSZ", &folder.path().join("data"), &[])?;
    let ready = &running.ready;
    let password = ready.password.clone().context("a password")?;
    let signed_in = log_in(ready, &password).await?.error_for_status()?;
    let cookies =
        signed_in.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    let cookies = cookies.collect::<Vec<_>>().join("; ");
    assert!(chat(ready, 0).await?);
    // Not even the reserve helps.
    let Ok(set) = Command::new("prlimit").args(["--fsize=0", "--pid", &running.id().to_string()]).status() else {
        println!("prlimit is not installed, so the store stays as it is");
        return Ok(());
    };
    ensure!(set.success(), "no limit can be set");
    for password in [&password, "not the password"] {
        assert_eq!(sign_in(ready, password).await?, StatusCode::SERVICE_UNAVAILABLE, "no guess goes uncounted");
    }
    assert_eq!(send(ready, 0).await?.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(messages(ready, 0).await?, 2);
    let tenants = Client::new().get(format!("{}/v1/admin/tenants", ready.console)).header("cookie", cookies);
    assert_eq!(tenants.send().await?.status(), StatusCode::OK);
    assert!(health(ready).await?.contains(r#""store":"unwritable""#));
    Ok(())
}

/// A store of a few hundred pages.
async fn large_store(data: &Path) -> Result<()> {
    const PROMPT_CHARS: usize = 30_000;
    const TENANTS: usize = 60;
    let server = Server::start(Options::for_tests(data)).await?;
    let settings = Settings { name: "Acme".to_owned(), prompt: "x".repeat(PROMPT_CHARS), ..Settings::default() };
    for i in 0..TENANTS {
        server.store.create_tenant(&Slug::parse(&format!("tenant-{i}"))?, settings.clone(), now_ms()).await?;
    }
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn a_damaged_store_is_named_at_the_start() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    large_store(&data).await?;
    let path = data.join("store.db");
    let mut file = fs::OpenOptions::new().read(true).write(true).open(&path)?;
    let mut page = [0; 4096];
    file.seek(SeekFrom::End(-4096 * 64))?;
    file.read_exact(&mut page)?;
    // As if other files' pages had been written over these.
    for at in (8..64).map(|i| i * 4096) {
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&page.map(|byte| byte ^ 0x5a))?;
    }
    file.sync_all()?;
    let refused = binary(&data).output()?;
    let said = String::from_utf8(refused.stderr)?;
    assert_eq!((refused.status.code(), said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.contains("store.db is damaged") && said.contains("backup"), "{said}");
    Ok(())
}
