//! Embeds the built widget and dashboard in the function. So `sam build` needs no step before it, and what is deployed is one file that
//! changes whenever the web parts do. (SAM copies a function's binary alone, and packs nothing that lies beside it.)
//!
//! Only release builds embed them, which is what `sam build` makes: a contributor's `cargo test` does not wait for npm.

use bubblechat_web::{Job, PARTS};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

const FORCE: &str = "BUBBLECHAT_EMBED_WEB";

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={FORCE}");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..").canonicalize()?;
    let is_wanted = env::var("PROFILE")? == "release" || env::var_os(FORCE).is_some();
    let mut code = String::new();
    for part in PARTS {
        let mut files = Vec::new();
        let copy = out.join(part.name);
        if is_wanted {
            for source in part.sources(&root) {
                println!("cargo::rerun-if-changed={}", source.display());
            }
            part.build(&root, npm)?;
            // Copied, so that a concurrent build of `dist` changes nothing here.
            fs::remove_dir_all(&copy).or_else(|e| if e.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(e) })?;
            take(&root.join(part.name).join("dist"), &copy, "", &mut files)?;
        }
        files.sort();
        code.push_str(&format!("pub(super) static {}: &[(&str, &[u8])] = &[\n", part.name.to_uppercase()));
        for name in files {
            code.push_str(&format!("    ({name:?}, include_bytes!({:?})),\n", copy.join(&name)));
        }
        code.push_str("];\n");
    }
    Ok(fs::write(out.join("embedded.rs"), code)?)
}

/// Runs npm and keeps what it says, unless it fails.
fn npm(folder: &Path, job: Job) -> Result<()> {
    let output = Command::new("npm").args(job.arguments()).current_dir(folder).output().map_err(|error| {
        format!(
            "npm could not be started ({error}). Building the web parts needs Node.js 20 or newer: https://nodejs.org"
        )
    })?;
    if !output.status.success() {
        let (said, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        return Err(format!("npm {} failed in {}:\n{said}{failed}", job.arguments().join(" "), folder.display()).into());
    }
    Ok(())
}

/// Copies a built folder and notes its files' names, without type declarations (they are for npm) and source maps.
fn take(from: &Path, to: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|name| format!("{name:?} is not UTF-8"))?;
        if entry.file_type()?.is_dir() {
            if !(prefix.is_empty() && name == "types") {
                take(&entry.path(), &to.join(&name), &format!("{prefix}{name}/"), names)?;
            }
        } else if !name.starts_with('.') && !name.ends_with(".map") {
            fs::copy(entry.path(), to.join(&name))?;
            names.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
