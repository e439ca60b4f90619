//! The store's file: copied while it is used, checked, and counted.

use super::{BackupError, progress::Progress};
use bubblechat_core::store::Tables;
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use std::{path::Path, thread, time::Duration};

/// How much is copied at a time, in SQLite's pages of 4 KiB.
const PAGES: i32 = 256;
/// How long to wait while the file is locked, which is at its server's start and end.
const BUSY: Duration = Duration::from_secs(30);

fn open(file: &Path) -> Result<Connection, BackupError> {
    // Reading needs to write too: SQLite notes its readers beside the file.
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    database.busy_timeout(BUSY)?;
    Ok(database)
}

/// Copies it as it is at this moment. Whoever writes to it meanwhile is not held up.
pub(super) fn copy(file: &Path, to: &Path, progress: &mut Progress) -> Result<(), BackupError> {
    let from = open(file)?;
    // As long as this transaction reads, it reads the same. Without it, each write of others would make the copy start again.
    let reading = from.unchecked_transaction()?;
    reading.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    let mut to = Connection::open(to)?;
    // It is no store yet: nothing is lost if the copy breaks off.
    to.pragma_update(None, "synchronous", "OFF")?;
    let backup = Backup::new(&reading, &mut to)?;
    loop {
        let step = backup.step(PAGES)?;
        let done = backup.progress();
        progress.reached((done.pagecount - done.remaining) as u64, done.pagecount as u64);
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => thread::sleep(Duration::from_millis(10)),
        }
    }
}

/// Checks each page and each index, and returns how many records the tables have.
pub(super) fn check(file: &Path) -> Result<u64, BackupError> {
    let database = open(file)?;
    let verdict: String = database.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(BackupError::Damaged(verdict.replace('\n', " ")));
    }
    let Tables { tenants, conversations, operators, audit } = Tables::with_prefix(crate::store::PREFIX);
    let is_table = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?1)";
    // A store of an earlier version has no audit.
    let audit = Some(audit).filter(|audit| database.query_row(is_table, [audit], |row| row.get(0)).unwrap_or(false));
    let mut records = 0;
    for table in [tenants, conversations, operators].into_iter().chain(audit) {
        records += database.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get::<_, u64>(0))?;
    }
    Ok(records)
}
