//! The data folder. Only its owner can read it, and one process at a time can use it.

use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

/// Why the data folder cannot be used. Each message is one line.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It cannot be created, read or written.
    #[error("the data folder {} cannot be used ({}); fix its permissions, or choose another one with --data", .0.display(), .1)]
    Unusable(PathBuf, io::Error),
    /// Another process is using it.
    #[error("another bubblechat-local is using the data folder {}; stop it, or choose another one with --data", .0.display())]
    InUse(PathBuf),
}

/// The data folder. It holds the lock, if there is one, until it is dropped.
#[derive(Debug)]
pub(crate) struct Data {
    path: PathBuf,
    _lock: Option<File>,
}

impl Data {
    /// Opens the folder, and creates it with mode 0700 if it is missing. `alone` locks it, because the embedded store is a file in it.
    pub(crate) fn open(path: &Path, alone: bool) -> Result<Self, DataError> {
        let unusable = |error| DataError::Unusable(path.to_owned(), error);
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unusable)?;
        fs::read_dir(path).map_err(unusable)?;
        let lock = private().create(true).truncate(false).open(path.join("lock")).map_err(unusable)?;
        if alone {
            lock.try_lock().map_err(|error| match error {
                TryLockError::WouldBlock => DataError::InUse(path.to_owned()),
                TryLockError::Error(error) => unusable(error),
            })?;
        }
        Ok(Self { path: path.to_owned(), _lock: alone.then_some(lock) })
    }

    /// The path of a file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// What [`Data::write`] wrote; `None` if there is nothing readable.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.file(name)).ok()?).ok()
    }

    /// Keeps a value for the next start, in a file of mode 0600.
    pub(crate) fn write(&self, name: &str, value: &impl Serialize) -> Result<(), DataError> {
        let text = serde_json::to_string_pretty(value).map_err(io::Error::from);
        let written = text.and_then(|text| write_whole(&self.file(name), &text));
        written.map_err(|error| DataError::Unusable(self.path.clone(), error))
    }

    /// Creates an empty file of mode 0600 if it is missing: SQLite gives its side files the mode of the main one.
    pub(crate) fn reserve(&self, name: &str) -> Result<PathBuf, DataError> {
        let path = self.file(name);
        let made = private().create(true).truncate(false).open(&path);
        made.map(|_| path).map_err(|error| DataError::Unusable(self.path.clone(), error))
    }
}

/// Writes a file of mode 0600, which appears under its name only once it is complete.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.draft", std::process::id()));
    let draft = path.with_file_name(name);
    let mut file = private().create(true).truncate(true).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(draft, path)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it exists").permissions().mode() & 0o777
    }

    #[test]
    fn only_the_owner_can_read_what_it_creates() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = parent.path().join("deep/data");
        let data = Data::open(&path, true).expect("made");
        data.write("note.json", &"text").expect("written");
        data.reserve("store.db").expect("made");
        assert_eq!(mode(&path), 0o700);
        assert_eq!(mode(&data.file("note.json")), 0o600);
        assert_eq!(mode(&data.file("store.db")), 0o600);
        assert_eq!(data.read::<String>("note.json").as_deref(), Some("text"));
        assert_eq!(data.read::<String>("other.json"), None);
    }

    #[test]
    fn a_second_process_is_refused_while_the_first_one_runs() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Data::open(folder.path(), true).expect("opened");
        assert!(matches!(Data::open(folder.path(), true), Err(DataError::InUse(_))));
        assert!(Data::open(folder.path(), false).is_ok());
        drop(first);
        assert!(Data::open(folder.path(), true).is_ok());
    }

    #[test]
    fn a_file_instead_of_the_folder_is_refused_in_one_line() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let error = Data::open(file.path(), true).expect_err("refused");
        assert!(matches!(error, DataError::Unusable(..)));
        assert_eq!(error.to_string().lines().count(), 1);
    }
}
