//! `cargo dev`: builds what is missing or out of date, then becomes the local server.

use crate::{npm, tools};
use anyhow::{Context as _, Result};
use std::{
    os::unix::process::CommandExt as _,
    process::{Command, ExitCode},
    time::Instant,
};

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let flags = arguments.iter().skip_while(|argument| *argument == "--");
    for part in npm::parts() {
        npm::build(part)?;
    }
    let server = tools::local_server()?;
    let is_first = !server.exists();
    if is_first {
        eprintln!("building the server; the first time takes a few minutes …");
    }
    let begun = Instant::now();
    // Cargo shows its own progress; when nothing changed, it has nothing to say.
    let quiet = if is_first { "--color=auto" } else { "--quiet" };
    let built = tools::cargo(&["build", quiet, "--package", "bubblechat-local", "--bin", "bubblechat-local"]).status();
    if !built.context("cargo could not be started")?.success() {
        return Ok(ExitCode::FAILURE);
    }
    if is_first {
        eprintln!("building the server: done in {:.0} s", begun.elapsed().as_secs_f64());
    }
    let mut command = Command::new(&server);
    command.args(flags);
    // One data folder, from wherever in the workspace this was called.
    if std::env::var_os("BUBBLECHAT_DATA").is_none() {
        command.env("BUBBLECHAT_DATA", tools::root().join(".bubblechat"));
    }
    // Takes this process's place, so that signals and the exit code are the server's own.
    Err(command.exec()).with_context(|| format!("{} could not be started", server.display()))
}
