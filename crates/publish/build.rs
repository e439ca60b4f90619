//! Puts the built widget and dashboard into the function, so that `sam build` needs no step before it, and what is deployed is one file
//! that changes whenever the web parts do. (What lies beside a function's binary, SAM does not pack: it copies the binary alone.)
//!
//! Only in release builds, which is what `sam build` makes: a contributor's `cargo test` does not wait for npm.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

const PARTS: [&str; 2] = ["widget", "dashboard"];
/// What a part is built from.
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
/// The lock file as it was when the packages were installed; `cargo xtask` keeps the same.
const INSTALLED: &str = "node_modules/.installed-package-lock.json";
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
        let folder = root.join(part);
        let mut files = Vec::new();
        if is_wanted {
            watch(&folder);
            if folder.join("package.json").is_file() {
                build(&folder)?;
                // A copy: what another build does to `dist` meanwhile is not seen here.
                let copy = out.join(part);
                fs::remove_dir_all(&copy)
                    .or_else(|e| if e.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(e) })?;
                take(&folder.join("dist"), &copy, "", &mut files)?;
            }
        }
        files.sort();
        code.push_str(&format!("pub(super) static {}: &[(&str, &[u8])] = &[\n", part.to_uppercase()));
        for name in files {
            code.push_str(&format!("    ({name:?}, include_bytes!({:?})),\n", out.join(part).join(&name)));
        }
        code.push_str("];\n");
    }
    Ok(fs::write(out.join("embedded.rs"), code)?)
}

fn watch(folder: &Path) {
    let exist = SOURCES.iter().map(|name| folder.join(name)).filter(|path| path.exists());
    // A part that is not there yet: cargo asks again each time.
    for path in exist.chain([folder.join("package.json")]) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}

/// `npm ci` and `npm run build`, each only when something has changed.
fn build(folder: &Path) -> Result<()> {
    if is_built(folder)? {
        return Ok(());
    }
    let lock = fs::read(folder.join("package-lock.json"))?;
    if !fs::read(folder.join(INSTALLED)).is_ok_and(|installed| installed == lock) {
        npm(folder, &["ci", "--no-audit", "--no-fund"])?;
        fs::write(folder.join(INSTALLED), lock)?;
    }
    npm(folder, &["run", "build"])
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    let output = Command::new("npm").args(arguments).current_dir(folder).output().map_err(|error| {
        format!(
            "npm could not be started ({error}); the web parts are built with Node.js 20 or newer: https://nodejs.org"
        )
    })?;
    if !output.status.success() {
        let (said, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        return Err(format!("npm {} failed in {}:\n{said}{failed}", arguments.join(" "), folder.display()).into());
    }
    Ok(())
}

fn is_built(folder: &Path) -> io::Result<bool> {
    let Some(oldest) = times(&folder.join("dist"))?.into_iter().min() else { return Ok(false) };
    for source in SOURCES {
        if times(&folder.join(source))?.into_iter().any(|changed| changed > oldest) {
            return Ok(false);
        }
    }
    Ok(true)
}

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

/// Copies a built folder and notes its files' names. Type declarations are for npm alone, source maps for nobody's visitors.
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
