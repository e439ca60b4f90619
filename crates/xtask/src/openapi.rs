//! `cargo xtask openapi`: writes the OpenAPI document of all three functions from their code.

use crate::tools;
use anyhow::{Context as _, Result, bail};
use std::process::{Command, ExitCode};

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let is_check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!("openapi takes no argument but --check"),
    };
    let status = command(is_check)?.status().context("cannot start the program that writes the document")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes or checks the document. It is a separate program, because if this one depended on the functions, `cargo dev` would start with
/// minutes of silence.
pub(crate) fn command(is_check: bool) -> Result<Command> {
    tools::build_quietly()?;
    let mut command = Command::new(tools::built("examples/openapi")?);
    command.arg(tools::root().join("crates/admin/openapi.json")).args(is_check.then_some("--check"));
    Ok(command)
}
