//! The processes that are measured.

use crate::provider::Pace;
use anyhow::{Context as _, Result, ensure};
use reqwest::Client;
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A tenant's key may send a thousand messages a minute, so there are as many tenants as an agency may have.
const TENANTS: usize = 30;
/// Clock ticks a second of `/proc/PID/stat`: fixed in Linux's interface, whatever the kernel's own.
const TICKS: u64 = 100;
const EMAIL: &str = "ada@agency.example";
const PASSWORD: &str = "correct horse battery";

/// A process of this benchmark, ended with it.
pub(crate) struct Process {
    child: Child,
    /// Where it answers.
    pub(crate) url: String,
}

impl Process {
    /// Starts this program in another role, which prints its address.
    pub(crate) fn role(arguments: &[&str]) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?).args(arguments).stdout(Stdio::piped()).spawn()?;
        let url = BufReader::new(child.stdout.take().context("no output")?).lines().next().context("it ended")??;
        Ok(Self { child, url })
    }

    /// Its resident memory in KiB.
    pub(crate) fn memory_kib(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim_end_matches("kB").trim().parse()?)
    }

    /// How long it has been running on a processor.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // Behind the program's name, which may have spaces: utime and stime are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')').context("no name")?;
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
        Ok(Duration::from_millis(ticks * 1000 / TICKS))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// BubbleChat as it is shipped, and its tenants' secret keys.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) keys: Vec<String>,
}

impl Server {
    /// Starts it in that folder, with tenants whose engines ask that provider. Each pace is an engine.
    pub(crate) async fn start(folder: &Path, provider: &str, paces: &[Pace]) -> Result<Self> {
        let examples = std::env::current_exe()?;
        let binary = examples.ancestors().nth(2).context("no folder")?.join("bubblechat-local");
        let ready = folder.join("ready.json");
        let mut child = Command::new(&binary)
            .args(["--addr", "127.0.0.1:0", "--console-addr", "127.0.0.1:0", "--no-demo"])
            // As behind nginx: one address may not have as many connections.
            .args(["--trusted-proxy", "127.0.0.1"])
            .args(["--data".as_ref(), folder.join("data").as_os_str(), "--ready-file".as_ref(), ready.as_os_str()])
            .env("BUBBLECHAT_ADMIN_EMAIL", EMAIL)
            .env("BUBBLECHAT_ADMIN_PASSWORD", PASSWORD)
            .env("OPENAI_API_KEY", "sk-not-a-key")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be started", binary.display()))?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        ensure!(lines.any(|line| line.is_ok_and(|line| line.contains("is running"))), "BubbleChat did not start");
        let ready: Value = serde_json::from_slice(&fs::read(ready)?)?;
        let url = |name: &str| ready[name].as_str().context("no address").map(str::to_owned);
        let keys = tenants(&url("console")?, provider, paces).await?;
        Ok(Self { process: Process { child, url: url("site")? }, keys })
    }
}

async fn tenants(console: &str, provider: &str, paces: &[Pace]) -> Result<Vec<String>> {
    let http = Client::builder().no_proxy().build()?;
    let ask = async |path: &str, cookie: &str, body: Value| {
        let request = http.post(format!("{console}/v1/admin/{path}")).header("x-bubblechat", "1");
        anyhow::Ok(request.header("cookie", cookie).json(&body).send().await?.error_for_status()?)
    };
    let login = ask("login", "", json!({ "email": EMAIL, "password": PASSWORD })).await?;
    let cookie = login.headers()["set-cookie"].to_str()?.split(';').next().unwrap_or_default().to_owned();
    let engines: Vec<_> = paces
        .iter()
        .map(|pace| {
            let (name, base_url) = (pace.model(), format!("{provider}/v1"));
            json!({ "name": name, "model": name, "provider": "openai", "base_url": base_url, "first_byte_timeout_s": 120 })
        })
        .collect();
    let mut keys = Vec::new();
    for number in 0..TENANTS {
        let slug = format!("customer-{number}");
        let names: Vec<_> = paces.iter().map(|pace| pace.model()).collect();
        let document = json!({
            "slug": slug, "name": slug, "engines": engines, "default_engine": names[0], "visitor_engines": names,
            "limits": { "key_per_minute": 1000, "session_per_minute": 1000, "address_per_minute": 1000 },
            "caps": { "messages_per_day": 1_000_000 },
        });
        ask("tenants", &cookie, document).await?;
        let key = ask(&format!("tenants/{slug}/keys"), &cookie, json!({ "name": "bench", "kind": "secret" })).await?;
        keys.push(key.json::<Value>().await?["key"].as_str().context("no key")?.to_owned());
    }
    Ok(keys)
}
