//! Where things are: the workspace, cargo, and third-party programs.

use crate::process;
use anyhow::{Result, bail};
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// The workspace's root. Cargo says where this package is; it is two levels deep.
pub(crate) fn root() -> PathBuf {
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.ancestors().nth(2).map_or_else(|| package.clone(), Path::to_path_buf)
}

/// Names the program by which cargo compiles the workspace's crates.
pub(crate) const WRAPPER: &str = "RUSTC_WORKSPACE_WRAPPER";

/// The folder for the JUnit reports of a step's tests.
pub(crate) fn results(step: &str) -> PathBuf {
    root().join("target/test-results").join(step)
}

/// The cargo that runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// How long a first build may take on a slow machine.
const BUILD_LIMIT: Duration = Duration::from_mins(40);

/// Builds the local server and the program that writes the OpenAPI document. They are selected from the whole workspace, so that cargo picks the
/// same features of every dependency as for `cargo test --workspace`, and builds none of them twice.
pub(crate) fn build() -> Command {
    cargo(&["build", "--workspace", "--bin", "bubblechat-local", "--example", "openapi", "--example", "store"])
}

/// The same, and prints nothing unless it fails or takes long.
pub(crate) fn build_quietly() -> Result<()> {
    let finished = process::capture("building the local server", &mut build(), BUILD_LIMIT)?;
    if !finished.success {
        bail!("the local server cannot be built:\n{}\n{}", finished.output, finished.hung.unwrap_or_default());
    }
    Ok(())
}

/// A program that [`build`] built. It is next to this one, whatever the target folder is.
pub(crate) fn built(name: &str) -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}

/// `npm` in a folder, after checking that Node.js is installed.
///
/// # Errors
/// One line that says how to get Node.js.
pub(crate) fn npm(folder: &Path, arguments: &[&str]) -> Result<Command> {
    const LEAST: u32 = 20;
    let version = Command::new("node").arg("--version").output().ok().and_then(|output| major(&output.stdout));
    if version.is_none_or(|version| version < LEAST) || find("npm").is_none() {
        bail!(
            "Node.js {LEAST} or newer with npm is needed; install it from https://nodejs.org or with your package manager"
        );
    }
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(folder);
    Ok(command)
}

/// The first number of `v20.11.1`.
fn major(version: &[u8]) -> Option<u32> {
    std::str::from_utf8(version).ok()?.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Chromium for the browser tests: `CHROMIUM`, or one of the usual names, or installed through apt where that is allowed.
///
/// # Errors
/// One line that says how to get it.
pub(crate) fn chromium() -> Result<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    if let Some(path) = std::env::var_os("CHROMIUM").filter(|path| !path.is_empty()) {
        return Ok(path.into());
    }
    if let Some(path) = names.into_iter().find_map(find) {
        return Ok(path);
    }
    install("Chromium", &["chromium"])?;
    if let Some(path) = names.into_iter().find_map(find) {
        return Ok(path);
    }
    bail!("Chromium is needed; install it (Debian: sudo apt-get install chromium) or set CHROMIUM to its path")
}

/// Installs the other engines' browsers, if apt is there and allowed. `tests/browser` finds them, and says what is missing.
pub(crate) fn other_engines() -> Result<()> {
    if find("firefox-esr").is_none() && find("firefox").is_none() {
        install("Firefox", &["firefox-esr"])?;
    }
    if find("WebKitWebDriver").is_none() || find("Xvfb").is_none() {
        install("WebKitGTK", &["webkit2gtk-driver", "xvfb"])?;
    }
    Ok(())
}

/// Installs PHP and Go for the clients in `docs/clients`, if apt is there and allowed. The test says what is missing.
pub(crate) fn languages() -> Result<()> {
    for (program, what, package) in [("php", "PHP", "php-cli"), ("go", "Go", "golang-go")] {
        if find(program).is_none() {
            install(what, &[package])?;
        }
    }
    Ok(())
}

/// Installs the library that sets a program's clock, if apt is there and allowed. Without it, the test says that it sets none.
pub(crate) fn faketime() -> Result<()> {
    if find("faketime").is_none() {
        install("faketime", &["faketime"])?;
    }
    Ok(())
}

/// Installs nginx, if apt is there and allowed. Without it, the tests say that nothing is behind it.
pub(crate) fn nginx() -> Result<()> {
    // Debian's users don't have this folder on their path.
    if find("nginx").is_none() && !Path::new("/usr/sbin/nginx").is_file() {
        install("nginx", &["nginx-light"])?;
    }
    Ok(())
}

/// Installs buildah, if apt is there and allowed.
pub(crate) fn buildah() -> Result<()> {
    if find("buildah").is_none() {
        install("buildah", &["buildah"])?;
    }
    Ok(())
}

/// Installs packages through apt where that is allowed, and does nothing elsewhere. On run level 1, Debian starts no service that comes along.
fn install(what: &str, packages: &[&str]) -> Result<()> {
    if find("apt-get").is_none() || !is_root() {
        return Ok(());
    }
    let mut update = Command::new("apt-get");
    let mut install = Command::new("apt-get");
    process::quietly("refreshing apt's lists", update.arg("update"))?;
    let install = install.args(["install", "-y", "--no-install-recommends"]).args(packages);
    process::quietly(
        &format!("installing {what} through apt"),
        install.env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1"),
    )
}

/// The first program of that name on `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
