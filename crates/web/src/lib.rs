//! When and how the TypeScript parts are built. Used by `cargo xtask` and the publishing function's build script.
//!
//! It has no dependencies, because it is among the first things that a fresh clone compiles.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// A part that npm builds into its `dist` folder.
#[derive(Debug)]
pub struct Part {
    /// Its folder in the workspace.
    pub name: &'static str,
    /// The sources outside that folder, relative to the workspace.
    borrowed: &'static [&'static str],
}

/// The parts in the order in which they are built.
pub const PARTS: [Part; 2] = [
    Part { name: "widget", borrowed: &[CONTRACT] },
    // The dashboard uses the widget's look and words and the generator of the contract's types, and the guides are among its pages.
    Part { name: "dashboard", borrowed: &[CONTRACT, "docs", "widget/src", "widget/scripts"] },
];

const CONTRACT: &str = "crates/admin/openapi.json";
/// What may be a source in a part's own folder.
const OWN: [&str; 9] = [
    "src",
    "scripts",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "tsconfig.types.json",
    "vite.config.ts",
];
/// The build itself writes folders with this name.
const GENERATED: &str = "generated";
/// The lock file at the time the packages were installed.
const INSTALLED: &str = "node_modules/.installed-package-lock.json";

/// A job for npm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Install the packages of the lock file.
    Install,
    /// Build `dist`.
    Build,
}

impl Job {
    /// The arguments for npm, in the part's folder.
    pub fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Install => &["ci", "--no-audit", "--no-fund"],
            Self::Build => &["run", "build"],
        }
    }
}

impl Part {
    /// The files and folders of its sources.
    pub fn sources(&self, workspace: &Path) -> Vec<PathBuf> {
        let own = OWN.iter().map(|name| workspace.join(self.name).join(name));
        own.chain(self.borrowed.iter().map(|path| workspace.join(path))).filter(|path| path.exists()).collect()
    }

    /// Builds `dist`, unless it is newer than all its sources. `npm` runs a job in a folder.
    ///
    /// # Errors
    /// What `npm` returns, and files that cannot be read.
    pub fn build<E: From<io::Error>>(
        &self,
        workspace: &Path,
        npm: impl Fn(&Path, Job) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.is_built(workspace)? {
            return Ok(());
        }
        let folder = workspace.join(self.name);
        install(&folder, &npm)?;
        npm(&folder, Job::Build)
    }

    fn is_built(&self, workspace: &Path) -> io::Result<bool> {
        let built = times(&workspace.join(self.name).join("dist"))?;
        let Some(oldest) = built.into_iter().min() else { return Ok(false) };
        for source in self.sources(workspace) {
            if times(&source)?.into_iter().any(|changed| changed > oldest) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Installs a folder's npm packages, unless those in its lock file are installed. `npm` runs a job in a folder.
///
/// # Errors
/// What `npm` returns, and a lock file that cannot be read or copied.
pub fn install<E: From<io::Error>>(folder: &Path, npm: impl Fn(&Path, Job) -> Result<(), E>) -> Result<(), E> {
    let lock_file = folder.join("package-lock.json");
    let lock = fs::read(&lock_file)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", lock_file.display())))?;
    if fs::read(folder.join(INSTALLED)).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    npm(folder, Job::Install)?;
    Ok(fs::write(folder.join(INSTALLED), lock)?)
}

/// When each file at or below that path was last written; empty if there is none.
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
        let entry = entry?;
        if entry.file_name() != GENERATED {
            found.extend(times(&entry.path())?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::RefCell, time::Duration};

    /// A workspace whose parts were built a minute after their sources were written.
    fn built_workspace() -> tempfile::TempDir {
        let workspace = tempfile::tempdir().expect("a folder");
        for source in ["widget/src/a.ts", "widget/package-lock.json", "dashboard/src/a.ts", CONTRACT] {
            write(workspace.path(), source, 0);
        }
        for file in ["dashboard/package-lock.json", "widget/dist/widget.js", "dashboard/dist/index.html"] {
            write(workspace.path(), file, 60);
        }
        workspace
    }

    fn write(workspace: &Path, file: &str, at_s: u64) {
        let path = workspace.join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        let written = fs::File::create(path).expect("a file");
        written.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + at_s)).expect("a time");
    }

    /// The names of the parts that must be built.
    fn stale(workspace: &Path) -> Vec<&'static str> {
        PARTS.iter().filter(|part| !part.is_built(workspace).expect("readable")).map(|part| part.name).collect()
    }

    #[test]
    fn a_part_is_rebuilt_when_its_sources_change() {
        let changes: [(&str, &[&str]); 5] = [
            ("widget/src/deep/b.ts", &["widget", "dashboard"]),
            ("dashboard/src/a.ts", &["dashboard"]),
            (CONTRACT, &["widget", "dashboard"]),
            ("dashboard/src/generated/schema.ts", &[]),
            ("widget/README.md", &[]),
        ];
        for (file, expected) in changes {
            let workspace = built_workspace();
            assert_eq!(stale(workspace.path()), [""; 0]);
            write(workspace.path(), file, 61);
            assert_eq!(stale(workspace.path()), expected, "{file}");
        }
    }

    #[test]
    fn packages_are_installed_once_per_lock_file() {
        let workspace = built_workspace();
        let folder = workspace.path().join("widget");
        fs::create_dir(folder.join("node_modules")).expect("a folder");
        fs::remove_dir_all(folder.join("dist")).expect("a built part");
        let jobs = RefCell::new(Vec::new());
        let build = || {
            let npm = |at: &Path, job| {
                assert_eq!(at, folder);
                jobs.borrow_mut().push(job);
                io::Result::Ok(())
            };
            PARTS[0].build(workspace.path(), npm).expect("built");
            jobs.take()
        };
        assert_eq!(build(), [Job::Install, Job::Build]);
        assert_eq!(build(), [Job::Build]);
        fs::write(folder.join("package-lock.json"), "{}").expect("written");
        assert_eq!(build(), [Job::Install, Job::Build]);
    }
}
