//! `cargo dev`: builds what is missing or out of date, then becomes the local server.

use crate::{npm, tools};
use anyhow::{Context as _, Result};
use std::{
    os::unix::process::CommandExt as _,
    process::{Command, ExitCode},
};

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let flags = arguments.iter().skip_while(|argument| *argument == "--");
    npm::build_all()?;
    let server = tools::built("bubblechat-local")?;
    if !server.exists() {
        eprintln!("building the server (the first time takes a few minutes) …");
    }
    // Cargo shows its own progress, and how long it took.
    if !tools::build().status().context("cannot start cargo")?.success() {
        return Ok(ExitCode::FAILURE);
    }
    let mut command = Command::new(&server);
    command.args(flags);
    // The same data folder, wherever in the workspace this is called.
    if std::env::var_os("BUBBLECHAT_DATA").is_none() {
        command.env("BUBBLECHAT_DATA", tools::root().join(".bubblechat"));
    }
    // Takes this process's place, so that signals and the exit code are the server's own.
    Err(command.exec()).with_context(|| format!("cannot start {}", server.display()))
}
