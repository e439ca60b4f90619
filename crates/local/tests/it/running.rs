//! The real binary, while it runs.

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

/// The content of the ready file.
#[derive(Debug, Deserialize)]
pub(crate) struct Ready {
    pub(crate) site: String,
    pub(crate) console: String,
    pub(crate) demo: String,
    pub(crate) key: String,
    pub(crate) email: String,
    pub(crate) password: Option<String>,
}

/// A running server, killed on drop.
pub(crate) struct Running {
    child: Child,
    _stdout: BufReader<ChildStdout>,
    /// What it printed once it was ready.
    pub(crate) printed: String,
    pub(crate) ready: Ready,
}

impl Running {
    /// Starts it on free ports, with that data folder, and waits until it is ready.
    pub(crate) fn start(data: &Path, flags: &[&str]) -> Result<Self> {
        Self::start_under("", data, flags)
    }

    /// The same after a command of the shell, such as one that sets a limit.
    pub(crate) fn start_under(limit: &str, data: &Path, flags: &[&str]) -> Result<Self> {
        let ready_file = data.with_extension("ready.json");
        let plain = binary(data);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limit}\nexec \"$0\" \"$@\"")]).arg(plain.get_program());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let mut child = command.args(flags).arg("--ready-file").arg(&ready_file).stdout(Stdio::piped()).spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().context("its output")?);
        let mut printed = String::new();
        // The line to copy comes last.
        while !printed.contains("\ncurl ") {
            ensure!(stdout.read_line(&mut printed)? > 0, "it ended: {printed}");
        }
        let ready = serde_json::from_slice(&std::fs::read(ready_file)?)?;
        Ok(Self { child, _stdout: stdout, printed, ready })
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, and returns its exit code.
    pub(crate) fn terminate(mut self) -> Result<Option<i32>> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        ensure!(asked.success(), "kill failed");
        Ok(self.child.wait()?.code())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The binary with that data folder, on free ports unless later flags name others.
pub(crate) fn binary(data: &Path) -> Command {
    let mut command = bare_binary();
    for name in ["BUBBLECHAT_ADDR", "BUBBLECHAT_CONSOLE_ADDR", "BUBBLECHAT_DEMO_ADDR"] {
        command.env(name, "127.0.0.1:0");
    }
    command.env("BUBBLECHAT_DATA", data);
    command
}

/// The binary without the caller's settings.
pub(crate) fn bare_binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bubblechat-local"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BUBBLECHAT_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    command
}
