//! What the commands do, one after the other.

use super::{
    BackupError,
    archive::{self, Archive, Description},
    progress::Progress,
    store,
};
use crate::data::{self, Data};
use bubblechat_core::{secret::ServiceSecret, time::now_ms};
use secrecy::SecretString;
use std::{
    fs::{self, File, OpenOptions},
    io::{Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// The shortest passphrase.
pub(super) const PASSPHRASE_MIN_CHARS: usize = 12;
const STORE: &str = "store.db";
const SECRET: &str = "secret.json";
/// What else a server finds again after a restart. It can do without.
const OTHERS: [&str; 2] = ["operator.json", "demo.json"];

/// Where things are. What is done with them returns a line that says so, and says on standard error how far it is.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    pub(crate) data: &'a Path,
    pub(crate) secret_file: Option<&'a Path>,
    pub(crate) passphrase_file: Option<&'a Path>,
}

impl Places<'_> {
    fn store(&self) -> Result<PathBuf, BackupError> {
        let store = self.data.join(STORE);
        if store.is_file() { Ok(store) } else { Err(BackupError::NoStore(store)) }
    }

    fn secret_file(&self) -> PathBuf {
        self.secret_file.map_or_else(|| self.data.join(SECRET), Path::to_owned)
    }

    fn secret(&self) -> Result<String, BackupError> {
        let file = self.secret_file();
        let failed = |error: &dyn std::fmt::Display| {
            BackupError::Failed(format!("the service secret {} cannot be used: {error}", file.display()))
        };
        let text = fs::read_to_string(&file).map_err(|error| failed(&error))?;
        serde_json::from_str::<ServiceSecret>(&text).map_err(|error| failed(&error))?;
        Ok(text)
    }

    fn passphrase(&self) -> Result<SecretString, BackupError> {
        let file = self.passphrase_file.ok_or(BackupError::NoPassphrase)?;
        let text = fs::read_to_string(file);
        let text = text.map_err(|error| BackupError::Failed(format!("{} cannot be read: {error}", file.display())))?;
        let line = text.lines().next().unwrap_or_default();
        if line.chars().count() < PASSPHRASE_MIN_CHARS {
            return Err(BackupError::ShortPassphrase);
        }
        Ok(line.to_owned().into())
    }

    /// The system holds it, also across a kill, until the file is closed.
    fn lock(&self) -> Result<File, BackupError> {
        let mut options = OpenOptions::new();
        let lock = options.write(true).create(true).truncate(false).mode(0o600).open(self.data.join("backup.lock"))?;
        lock.try_lock().map_err(|_| BackupError::Failed("another backup of this data folder is running".to_owned()))?;
        Ok(lock)
    }

    /// Checks the store of the data folder.
    pub(crate) fn check(&self) -> Result<String, BackupError> {
        let records = store::check(&self.store()?)?;
        self.secret()?;
        Ok(format!("the store is sound: {records} records"))
    }

    /// Checks an archive.
    pub(crate) fn check_archive(&self, file: &Path) -> Result<String, BackupError> {
        let found = verified(file, &self.passphrase()?)?;
        Ok(format!("{} is whole: {}", file.display(), described(&found)))
    }

    /// Writes an archive.
    pub(crate) fn backup(&self, file: &Path) -> Result<String, BackupError> {
        let (store, passphrase) = (self.store()?, self.passphrase()?);
        absent(file)?;
        let _lock = self.lock()?;
        let copy = Scratch::new(self.data.join("store.copy"))?;
        store::copy(&store, &copy.path, &mut Progress::new("copied"))?;
        let records = store::check(&copy.path)?;
        let read = |name: &&str| Some(((*name).to_owned(), fs::read_to_string(self.data.join(name)).ok()?));
        let description = Description {
            made_at_ms: now_ms(),
            records,
            store_bytes: fs::metadata(&copy.path)?.len(),
            secret: self.secret()?,
            files: OTHERS.iter().filter_map(read).collect(),
        };
        let draft = Scratch::new(beside(file, "draft"))?;
        let to = draft.file.try_clone()?;
        archive::write(to, &passphrase, &description, &copy.path, &mut Progress::new("written"))?;
        read_back(&draft.path, &passphrase, &description, &copy.path)?;
        absent(file)?;
        fs::rename(&draft.path, file)?;
        sync_folder(file)?;
        Ok(format!("{} holds {}", file.display(), described(&description)))
    }

    /// Restores an archive.
    pub(crate) fn restore(&self, file: &Path) -> Result<String, BackupError> {
        let (store, secret) = (self.data.join(STORE), self.secret_file());
        absent(&store)?;
        absent(&secret)?;
        let passphrase = self.passphrase()?;
        verified(file, &passphrase)?;
        let data = Data::open(self.data, true).map_err(|error| BackupError::Failed(error.to_string()))?;
        // Somebody may have come first.
        absent(&store)?;
        let draft = Scratch::new(data.file("store.restored"))?;
        let archive = Archive::open(file, &passphrase)?;
        let description = archive.description.clone();
        let mut to = &draft.file;
        archive.read_store(&mut Progress::new("restored"), |block| to.write_all(block))?;
        draft.file.sync_all()?;
        let records = store::check(&draft.path)?;
        if records != description.records {
            return Err(BackupError::Damaged(format!("{records} records instead of {}", description.records)));
        }
        for (name, text) in description.files.iter().filter(|(name, _)| OTHERS.contains(&name.as_str())) {
            data::write_whole(&data.file(name), text)?;
        }
        data::write_whole(&secret, &description.secret)?;
        // The last one, so that no server ever starts with half of it.
        fs::rename(&draft.path, &store)?;
        sync_folder(&store)?;
        Ok(format!("{} is restored: {}", self.data.display(), described(&description)))
    }
}

/// Reads an archive to its end.
fn verified(file: &Path, passphrase: &SecretString) -> Result<Description, BackupError> {
    let archive = Archive::open(file, passphrase)?;
    let description = archive.description.clone();
    archive.read_store(&mut Progress::new("checked"), |_| Ok(()))?;
    Ok(description)
}

/// Compares an archive with what it was made of.
fn read_back(file: &Path, passphrase: &SecretString, expected: &Description, store: &Path) -> Result<(), BackupError> {
    let archive = Archive::open(file, passphrase)?;
    let mut is_same = archive.description == *expected;
    let (mut store, mut block) = (File::open(store)?, Vec::new());
    archive.read_store(&mut Progress::new("read back"), |read| {
        block.resize(read.len(), 0);
        store.read_exact(&mut block)?;
        is_same &= block == read;
        Ok(())
    })?;
    if is_same {
        Ok(())
    } else {
        Err(BackupError::Failed("the disk gave back something else than was written".to_owned()))
    }
}

fn described(description: &Description) -> String {
    format!("{} records, {} bytes of store, and the service secret", description.records, description.store_bytes)
}

fn absent(path: &Path) -> Result<(), BackupError> {
    if fs::symlink_metadata(path).is_ok() { Err(BackupError::Exists(path.to_owned())) } else { Ok(()) }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.{ending}", std::process::id()));
    file.with_file_name(name)
}

/// So that a loss of power does not undo a rename.
fn sync_folder(file: &Path) -> Result<(), BackupError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(folder)?.sync_all()?)
}

/// A file that only its owner can read, removed in the end if it still has its name.
struct Scratch {
    path: PathBuf,
    file: File,
}

impl Scratch {
    /// Overwrites what a process that was killed left behind.
    fn new(path: PathBuf) -> Result<Self, BackupError> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(true).mode(0o600).open(&path)?;
        Ok(Self { path, file })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.path.clone().into_os_string();
            path.push(ending);
            fs::remove_file(path).ok();
        }
    }
}
