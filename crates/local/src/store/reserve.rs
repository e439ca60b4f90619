//! What goes on when the disk is full: a file is set aside whose room is given to sign-ins, to operators' changes and to deletions, while new
//! messages are refused.

use rand::RngExt as _;
use serde::Deserialize;
use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Enough for SQLite's log, which grows to 4 MiB before it is folded into the store, and for much more than people do until there is room again.
const SIZE: usize = 16 * 1024 * 1024;
/// How often to look whether there is room again.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The file that is set aside.
#[derive(Debug)]
pub(super) struct Reserve {
    path: PathBuf,
    /// When to look for room again, once the disk is full.
    full_until: Option<Instant>,
}

impl Reserve {
    /// Sets the file aside, unless the disk is full already.
    pub(super) fn beside(store: &Path) -> Self {
        let mut reserve = Self { path: store.with_extension("reserve"), full_until: None };
        if !reserve.set_aside() {
            reserve.spend();
        }
        reserve
    }

    /// Whether the disk is full. Looks whether there is room again from time to time.
    pub(super) fn is_spent(&mut self) -> bool {
        match self.full_until {
            None => false,
            Some(at) if Instant::now() < at => true,
            Some(_) if self.set_aside() => {
                tracing::warn!("there is room on the disk again: messages are accepted");
                self.full_until = None;
                false
            }
            Some(_) => {
                self.spend();
                true
            }
        }
    }

    /// Gives the room away.
    pub(super) fn spend(&mut self) {
        if self.full_until.is_none() {
            tracing::error!(
                "the disk is full: new messages are refused until there is room; operators can sign in and delete"
            );
        }
        self.full_until = Some(Instant::now() + LOOK_EVERY);
        if let Err(error) = self.open(true) {
            tracing::error!(%error, "the reserve cannot be given away");
        }
    }

    fn set_aside(&self) -> bool {
        let is_there = std::fs::metadata(&self.path).is_ok_and(|file| file.len() == SIZE as u64);
        is_there || self.write().is_ok()
    }

    /// Random bytes, because file systems may compress others to nothing.
    fn write(&self) -> io::Result<()> {
        let mut file = self.open(true)?;
        let mut block = vec![0; 1024 * 1024];
        rand::rng().fill(&mut block[..]);
        for _ in 0..SIZE / block.len() {
            file.write_all(&block)?;
        }
        file.sync_all()
    }

    fn open(&self, truncate: bool) -> io::Result<File> {
        OpenOptions::new().write(true).create(true).truncate(truncate).mode(0o600).open(&self.path)
    }
}

/// Whether a call goes on when the disk is full: all but the messages of visitors, and what is stored along with them.
pub(super) fn goes_on(operation: &str, body: &[u8], messages: &str) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Target {
        table_name: String,
    }
    let is_write = matches!(operation, "PutItem" | "UpdateItem");
    !is_write || serde_json::from_slice::<Target>(body).is_ok_and(|target| target.table_name != messages)
}

/// Whether a failed call tells that the disk is full. SQLite says of a quota only that writing failed.
pub(super) fn is_full(problem: &str) -> bool {
    problem.contains("database or disk is full") || problem.contains("disk I/O error")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_visitors_write_stops() {
        let body = |table: &str| format!(r#"{{"TableName":"{table}","Item":{{}}}}"#).into_bytes();
        for operation in ["PutItem", "UpdateItem"] {
            assert!(!goes_on(operation, &body("conversations"), "conversations"), "{operation}");
            assert!(goes_on(operation, &body("operators"), "conversations"), "{operation}");
        }
        for operation in ["DeleteItem", "BatchWriteItem", "Query", "GetItem", "TransactWriteItems"] {
            assert!(goes_on(operation, &body("conversations"), "conversations"), "{operation}");
        }
    }

    #[test]
    fn the_reserve_takes_room_until_it_is_spent() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut reserve = Reserve::beside(&folder.path().join("store.db"));
        let size = || std::fs::metadata(folder.path().join("store.reserve")).expect("a file").len();
        assert_eq!((size(), reserve.is_spent()), (SIZE as u64, false));
        reserve.spend();
        assert_eq!((size(), reserve.is_spent()), (0, true));
        reserve.full_until = Some(Instant::now());
        assert_eq!((reserve.is_spent(), size()), (false, SIZE as u64));
    }
}
