//! `backup`, `restore` and `check`: the data folder as one encrypted file.
//!
//! The archive holds the store's file, not its records: SQLite copies it as it is at one moment, while the server goes on writing, and restoring it is
//! putting it back. A DynamoDB has backups of its own.

mod archive;
mod places;
mod progress;
mod seal;
mod store;

pub(crate) use places::Places;

use std::{io, path::PathBuf};

/// Why an archive could not be written or restored. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// No passphrase was given.
    #[error(
        "an archive holds the service secret, so it needs a passphrase: name a file with it by --passphrase-file (BUBBLECHAT_PASSPHRASE_FILE)"
    )]
    NoPassphrase,
    /// The passphrase is too short.
    #[error("the passphrase must have at least {} characters", places::PASSPHRASE_MIN_CHARS)]
    ShortPassphrase,
    /// It is another file.
    #[error("the file is no archive of bubblechat-local; nothing was changed")]
    NoArchive,
    /// The passphrase is another one, or the file's beginning was changed.
    #[error("the passphrase does not open the archive, or the archive was altered; nothing was changed")]
    Passphrase,
    /// The archive was cut or changed.
    #[error("the archive was cut or altered; nothing was changed. Use another one")]
    Altered,
    /// The store does not fit together.
    #[error("the store is damaged ({0})")]
    Damaged(String),
    /// There is no store to back up.
    #[error("{} does not exist; name the data folder with --data. A DynamoDB (--dynamodb-endpoint) has backups of its own", .0.display())]
    NoStore(PathBuf),
    /// Something is where it would be restored.
    #[error("{} exists already; move it away first", .0.display())]
    Exists(PathBuf),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // As reading a sealed file fails.
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::Altered,
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match error.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error.to_string().replace('\n', " ")),
            _ => Self::Failed(error.to_string().replace('\n', " ")),
        }
    }
}
