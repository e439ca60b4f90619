//! The parts written in TypeScript: their packages and builds, each only when something has changed.

use crate::{process, tools};
use anyhow::{Context as _, Result};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The lock file as it was when the packages were installed, kept inside `node_modules`.
const INSTALLED: &str = "node_modules/.installed-package-lock.json";
/// Folders and files of a part whose change calls for a new build.
const SOURCES: [&str; 12] = [
    "src",
    "scripts",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.types.json",
    "vite.config.ts",
    // The contract, and the widget's modules that the dashboard shares.
    "../crates/admin/openapi.json",
    "../widget/src",
    "../widget/scripts",
];

/// Installs a part's packages, unless those of its lock file are there.
pub(crate) fn install(part: &str) -> Result<()> {
    let folder = tools::root().join(part);
    let lock = fs::read(folder.join("package-lock.json")).with_context(|| format!("{part}/package-lock.json"))?;
    if fs::read(folder.join(INSTALLED)).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut command = tools::npm(&folder, &["ci", "--no-audit", "--no-fund"])?;
    process::quietly(&format!("installing the npm packages of {part}"), &mut command)?;
    fs::write(folder.join(INSTALLED), lock)?;
    Ok(())
}

/// Builds a part into its `dist`, unless that is newer than all sources.
pub(crate) fn build(part: &str) -> Result<()> {
    let folder = tools::root().join(part);
    if is_built(&folder)? {
        return Ok(());
    }
    install(part)?;
    process::quietly(&format!("building {part}"), &mut tools::npm(&folder, &["run", "build"])?)
}

/// The parts there are, in the order in which they are built.
pub(crate) fn parts() -> Vec<&'static str> {
    let exists = |part: &&str| tools::root().join(part).join("package.json").is_file();
    ["widget", "dashboard"].into_iter().filter(exists).collect()
}

/// Whether a part's `package.json` has that script.
pub(crate) fn has_script(part: &str, script: &str) -> bool {
    // Looked up without a JSON parser: this program has no dependencies to wait for.
    let text = fs::read_to_string(tools::root().join(part).join("package.json")).unwrap_or_default();
    let scripts =
        text.split_once("\"scripts\"").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(inside, _)| inside);
    scripts.contains(&format!("\"{script}\":"))
}

fn is_built(folder: &Path) -> io::Result<bool> {
    let Some(oldest) = times(&folder.join("dist"))?.into_iter().min() else { return Ok(false) };
    let sources: Vec<PathBuf> = SOURCES.iter().map(|name| folder.join(name)).collect();
    for source in sources {
        if times(&source)?.into_iter().any(|changed| changed > oldest) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// When each file at or below that path was last written; none where there is nothing.
fn times(path: &Path) -> io::Result<Vec<SystemTime>> {
    let about = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        about => about?,
    };
    if about.is_file() {
        return Ok(vec![about.modified()?]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.extend(times(&entry?.path())?);
    }
    Ok(found)
}
