//! The real binary, in its own process, which can be killed.

use super::canary::assert_no_secret;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// A running `bubblechat-local`, killed (SIGKILL) on drop.
pub(crate) struct LocalProcess {
    child: Child,
    /// Its log, at the most detailed level. Searched for secrets at the end.
    log: PathBuf,
    pub(crate) site: String,
    console: String,
    http: Client,
}

/// A tenant's keys.
#[derive(Clone)]
pub(crate) struct Keys {
    /// For visitors.
    pub(crate) web: String,
    /// For the tenant's server.
    pub(crate) server: String,
}

const EMAIL: &str = "admin@shop.example";
const PASSWORD: &str = "correct horse battery";

impl LocalProcess {
    /// Starts it on a data folder, without the demo, and waits until it runs.
    pub(crate) fn start(data: &Path, more: &[&str]) -> Self {
        let (ready, log) = (data.with_extension("ready"), data.with_extension("log"));
        let logged = File::options().create(true).append(true).open(&log).unwrap();
        let mut child = Command::new(binary())
            .args(["--addr", "127.0.0.1:0", "--console-addr", "127.0.0.1:0", "--no-demo"])
            .args(["--data".as_ref(), data.as_os_str(), "--ready-file".as_ref(), ready.as_os_str()])
            .args(more)
            .env("BUBBLECHAT_ADMIN_EMAIL", EMAIL)
            .env("BUBBLECHAT_ADMIN_PASSWORD", PASSWORD)
            .env("OPENAI_API_KEY", super::PROVIDER_KEY_CANARY)
            .env("RUST_LOG", super::canary::DETAILED)
            .stdout(Stdio::piped())
            .stderr(logged)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.map_while(Result::ok).any(|line| line.contains("BubbleChat is running")), "it did not start");
        let ready: Value = serde_json::from_str(&std::fs::read_to_string(ready).unwrap()).unwrap();
        let url = |name: &str| ready[name].as_str().unwrap().to_owned();
        let http = Client::builder().no_proxy().build().unwrap();
        Self { child, log, site: url("site"), console: url("console"), http }
    }

    /// Ends it at once, as a crash would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it at once while others still talk to it.
    pub(crate) fn crash(&self) {
        assert!(Command::new("kill").args(["-9", &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Creates a tenant through the admin API, and its keys.
    pub(crate) async fn tenant(&self, document: Value) -> Keys {
        let login = self.admin("login", None, json!({ "email": EMAIL, "password": PASSWORD })).await;
        let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let slug = document["slug"].as_str().unwrap().to_owned();
        self.admin("tenants", Some(&cookie), document).await;
        let key = async |kind: &str| {
            let key = json!({ "name": "test", "kind": kind });
            let key = self.admin(&format!("tenants/{slug}/keys"), Some(&cookie), key).await;
            key.json::<Value>().await.unwrap()["key"].as_str().unwrap().to_owned()
        };
        Keys { web: key("publishable").await, server: key("secret").await }
    }

    async fn admin(&self, path: &str, cookie: Option<&str>, body: Value) -> reqwest::Response {
        let request = self.http.post(format!("{}/v1/admin/{path}", self.console)).header("x-bubblechat", "1");
        let request = request.header("cookie", cookie.unwrap_or_default()).json(&body);
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.text().await.unwrap());
        response
    }

    /// Sends a message and returns the response without reading the body.
    pub(crate) async fn chat(&self, keys: &Keys, body: &Value) -> reqwest::Response {
        let request = self.http.post(format!("{}/v1/chat", self.site)).header("x-api-key", &keys.web);
        request.header("origin", super::ORIGIN).json(body).send().await.unwrap()
    }

    /// A request of the tenant's own server for a session, which may ask as often as it likes. It is one that can be sent again: a server that is
    /// busy for long may close a connection before it has read a request.
    pub(crate) async fn ask(&self, keys: &Keys, method: Method, path: &str, session: &str) -> reqwest::Response {
        let url = format!("{}{path}", self.site);
        let request = || self.http.request(method.clone(), &url).header("x-api-key", &keys.server);
        for _ in 0..4 {
            if let Ok(response) = request().header("x-session-id", session).send().await {
                return response;
            }
        }
        request().header("x-session-id", session).send().await.unwrap()
    }

    /// The session's thread, as the tenant's own server sees it.
    pub(crate) async fn thread(&self, keys: &Keys, session: &str) -> Vec<Value> {
        let response = self.ask(keys, Method::GET, "/v1/conversation", session).await;
        response.json::<Value>().await.unwrap()["messages"].as_array().unwrap().clone()
    }
}

impl Drop for LocalProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let logged = std::fs::read(&self.log).unwrap_or_default();
        if !std::thread::panicking() {
            assert!(!logged.is_empty(), "the log level is not what it should be");
            assert_no_secret("the log of a process", &logged);
            assert!(!String::from_utf8_lossy(&logged).contains(PASSWORD), "the password is logged");
        }
    }
}

/// The binary that `cargo test --workspace` has built beside this one.
fn binary() -> PathBuf {
    let folder = std::env::current_exe().unwrap();
    let binary = folder.ancestors().nth(2).unwrap().join("bubblechat-local");
    assert!(binary.exists(), "build it first: cargo build -p bubblechat-local (cargo test --workspace does)");
    binary
}
