//! What keeps the server from starting: [`StartError`].

use crate::data::DataError;
use bubblechat_core::{Invalid, secret::SecretError, store::StoreError};
use std::{io, net::SocketAddr, path::PathBuf};

/// Why the server didn't start, in one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// An address cannot be listened on.
    #[error("{addr} {problem}; choose another address or port with {flag}")]
    Address {
        /// The flag that named it.
        flag: &'static str,
        /// The address.
        addr: SocketAddr,
        /// What is wrong with it.
        problem: String,
    },
    /// A folder that a flag names lacks the built files.
    #[error("{} contains no {file}; pass the folder of the built files with {flag}", .folder.display())]
    NotBuilt {
        /// The flag that named it.
        flag: &'static str,
        /// The folder.
        folder: PathBuf,
        /// The file that should be there.
        file: &'static str,
    },
    /// The first operator's address or password is invalid.
    #[error("BUBBLECHAT_ADMIN_EMAIL or BUBBLECHAT_ADMIN_PASSWORD is invalid: {0}")]
    Operator(Invalid),
    /// The store file or the given endpoint does not work.
    #[error("the store does not work ({0}); check --dynamodb-endpoint, or move store.db out of the data folder")]
    Store(String),
    /// The store's file is damaged.
    #[error(
        "the store {} is damaged ({problem}); put a backup of it in its place, or move it out of the data folder to start without its data",
        .file.display()
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The secret file does not work.
    #[error(
        "{0}; repair the file, or move it out of the data folder to get a new one (stored provider keys are then lost)"
    )]
    Secret(#[from] SecretError),
    /// Settings of `--production` are missing. Lists all of them.
    #[error("--production also needs {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string().replace('\n', " "))
    }
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}
