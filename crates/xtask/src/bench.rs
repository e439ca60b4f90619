//! `cargo xtask bench`: measures the release builds for people to read. No test depends on the figures.

use crate::tools;
use anyhow::{Context as _, Result, bail};
use std::{
    path::PathBuf,
    process::{Command, ExitCode},
};

const FUNCTIONS: [&str; 5] = ["chat", "config", "admin", "upkeep", "publish"];

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let bootstraps = match arguments[..] {
        ["engines"] => return example("release", "bubblechat-engines", "bench"),
        ["sign-in"] => return example("release", "bubblechat-tests", "sign_in"),
        ["streams"] => return streams(),
        ["cold-start"] => build()?,
        ["cold-start", "--built"] => built_by_sam()?,
        _ => bail!(
            "bench takes engines, sign-in, streams, or cold-start and then --built to measure the builds that `sam build` made"
        ),
    };
    tools::build_quietly()?;
    let mut command = Command::new("python3");
    command.arg("-B").arg(tools::root().join("tests/deploy/cold_start.py"));
    command.arg("--local").arg(tools::built("bubblechat-local")?);
    for (function, bootstrap) in FUNCTIONS.into_iter().zip(bootstraps) {
        command.arg(format!("{function}={}", bootstrap.display()));
    }
    let status = command.status().context("Python 3 is needed, and cannot be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A measurement that is a program of its own: what an engine costs per token, how long a sign-in takes while strangers guess.
fn example(profile: &str, package: &str, name: &str) -> Result<ExitCode> {
    let arguments = ["run", "--profile", profile, "--package", package, "--example", name];
    let status = tools::cargo(&arguments).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the server adds to a provider's answers. The measuring program starts the server that is built beside it.
fn streams() -> Result<ExitCode> {
    const PACKAGE: &str = "bubblechat-local";
    let build = ["build", "--profile", "server", "--package", PACKAGE, "--bin", PACKAGE, "--example", "streams"];
    if !tools::cargo(&build).status()?.success() {
        bail!("the server cannot be built");
    }
    example("server", PACKAGE, "streams")
}

/// Builds each function separately, as SAM does. Built together, each would get the features of shared dependencies that the others need.
fn build() -> Result<Vec<PathBuf>> {
    let build = |function: &str| {
        let package = format!("bubblechat-{function}");
        if !tools::cargo(&["build", "--release", "--package", &package]).status()?.success() {
            bail!("{package} cannot be built");
        }
        // Beside the folder of the development build that this program is in.
        let release = tools::built("")?.join("../release").join(package);
        release.canonicalize().with_context(|| format!("{} doesn't exist", release.display()))
    };
    FUNCTIONS.into_iter().map(build).collect()
}

fn built_by_sam() -> Result<Vec<PathBuf>> {
    let built = |function: &str| {
        let mut name = function.to_owned();
        name[..1].make_ascii_uppercase();
        let bootstrap = tools::root().join(format!(".aws-sam/build/{name}Function/bootstrap"));
        if bootstrap.is_file() { Ok(bootstrap) } else { bail!("{} doesn't exist; run sam build", bootstrap.display()) }
    };
    FUNCTIONS.into_iter().map(built).collect()
}
