//! A crowd of clients that are silent, slow or deaf costs others nothing. All of them come from the same address.

use crate::running::Running;
use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, StatusCode};
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How many more requests must be answered once the whole crowd is there.
const AFTERWARDS: usize = 50;
/// What a crowd may cost, in KiB: far less than it sends or asks for.
const FLAT_KIB: u64 = 64 * 1024;

struct Crowd(Child);

impl Crowd {
    fn gather(site: &str, count: usize, kind: &str) -> Result<Self> {
        let port = site.rsplit(':').next().context("a port")?;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/crowd.py");
        // Each of them needs a descriptor here too.
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -n 4000; exec python3 \"$0\" \"$@\"", script, port, &count.to_string(), kind]);
        Ok(Self(shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?))
    }

    fn arrival(&mut self) -> Result<std::thread::JoinHandle<std::io::Result<String>>> {
        let mut output = BufReader::new(self.0.stdout.take().context("its output")?);
        Ok(std::thread::spawn(move || {
            let mut line = String::new();
            output.read_line(&mut line)?;
            Ok(line)
        }))
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The memory of a process, in KiB.
fn memory_kib(pid: u32) -> Result<u64> {
    let output = Command::new("ps").args(["-o", "rss=", "-p", &pid.to_string()]).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// Someone who comes anew for each request, like a visitor, and how long the slowest answer took.
async fn bystander(site: &str) -> Result<Duration> {
    let begun = Instant::now();
    let fresh = Client::builder().pool_max_idle_per_host(0).build()?;
    let ask = || fresh.get(format!("{site}/health")).timeout(Duration::from_secs(60)).send();
    // On a machine that is busy for long, hundreds of the crowd may come before a request is read. Browsers then ask once more by themselves.
    let answer = match ask().await {
        Ok(answer) => answer,
        Err(_) => ask().await?,
    };
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await?.contains("writable"));
    Ok(begun.elapsed())
}

/// Others are answered while the crowd comes and once it is there, and the server's memory stays as it was.
async fn others_are_answered(count: usize, kind: &str, limit: &str) -> Result<()> {
    answered_beside(count, kind, limit, true).await
}

async fn answered_beside(count: usize, kind: &str, limit: &str, while_it_comes: bool) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let running = Running::start_under(limit, &folder.path().join("data"), &[])?;
    bystander(&running.ready.site).await?;
    let before = memory_kib(running.id())?;
    let mut crowd = Crowd::gather(&running.ready.site, count, kind)?;
    let arrival = crowd.arrival()?;
    let (mut worst, mut answered, mut left) = (Duration::ZERO, 0, AFTERWARDS);
    while left > 0 {
        if !while_it_comes && !arrival.is_finished() {
            tokio::task::yield_now().await;
            continue;
        }
        worst = worst.max(bystander(&running.ready.site).await?);
        answered += 1;
        left -= usize::from(arrival.is_finished());
    }
    let said = arrival.join().map_err(|_| anyhow::anyhow!("the reader panicked"))??;
    ensure!(said.trim() == "there", "the crowd did not come: {said}");
    let after = memory_kib(running.id())?;
    println!("{count} {kind}: {answered} others answered, the slowest after {worst:?}; memory {before} → {after} KiB");
    assert!(after < before + FLAT_KIB, "{before} → {after} KiB");
    drop(crowd);
    assert_eq!(running.terminate()?, Some(0));
    Ok(())
}

#[tokio::test]
async fn two_thousand_half_open_connections_keep_nobody_out() -> Result<()> {
    others_are_answered(2000, "half-open", "").await
}

#[tokio::test]
async fn more_silent_connections_than_descriptors_keep_nobody_out() -> Result<()> {
    others_are_answered(1100, "silent", "ulimit -n 1024").await
}

#[tokio::test]
async fn a_server_with_hardly_any_descriptors_goes_on_accepting() -> Result<()> {
    // There is room for a handful, so who comes with the crowd may have to give way to it.
    answered_beside(300, "silent", "ulimit -n 80", false).await
}

#[tokio::test]
async fn clients_that_never_read_hold_no_memory_and_nobody_up() -> Result<()> {
    others_are_answered(200, "deaf", "").await
}
