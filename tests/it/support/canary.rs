//! Secrets that must never leak. Every response that a visitor gets in any test and every log line is searched for them.

use bytes::Bytes;
use std::{
    io,
    sync::{Mutex, OnceLock, PoisonError},
};
use tracing_subscriber::{EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Part of every test tenant's system prompt.
pub(crate) const PROMPT_CANARY: &str = "canary-prompt-7Qx2";
/// Every test tenant's provider key.
pub(crate) const PROVIDER_KEY_CANARY: &str = "sk-canary-provider-9Zt4";

/// The most detailed level, of every crate.
pub(crate) const DETAILED: &str = "trace";

/// Everything that this process logged, and the secrets it created.
#[derive(Default)]
pub(crate) struct Logs {
    written: Mutex<Vec<u8>>,
    secrets: Mutex<Vec<String>>,
}

static LOGS: OnceLock<Logs> = OnceLock::new();

impl Logs {
    /// Starts capturing the log at the most detailed level, with the filter that the functions have.
    pub(crate) fn listen() -> &'static Self {
        LOGS.get_or_init(|| {
            let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Writer);
            let filter = bubblechat_http::bounded(EnvFilter::new(DETAILED));
            tracing_subscriber::registry().with(lines.with_filter(filter)).init();
            Self::default()
        })
    }

    /// Adds a test's own secret, such as a key's hash.
    pub(crate) fn also_secret(&self, text: String) {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }

    /// What was logged so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.written.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if let Some(logs) = LOGS.get() {
            // A panic here could vanish with the task that logged, so fail the whole run instead.
            if let Some(secret) = secret_in(line) {
                eprintln!("{secret} shows in a log line: {}", String::from_utf8_lossy(line));
                std::process::exit(101);
            }
            logs.written.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(line);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Fails the test if a secret appears.
pub(crate) fn assert_no_secret(place: &str, bytes: &[u8]) {
    if let Some(secret) = secret_in(bytes) {
        panic!("{secret} shows in {place}: {}", String::from_utf8_lossy(bytes));
    }
}

fn secret_in(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let more = LOGS.get().map(|logs| logs.secrets.lock().unwrap_or_else(PoisonError::into_inner).clone());
    let mut secrets =
        [PROMPT_CANARY, PROVIDER_KEY_CANARY].map(str::to_owned).into_iter().chain(more.unwrap_or_default());
    secrets.find(|secret| text.contains(secret))
}

/// Searches a whole body, because a stream's chunks may split a secret.
pub(crate) fn assert_no_secret_in_body(body: &Bytes) {
    assert_no_secret("a visitor's response", body);
}
