//! What the program does besides running the server.

use crate::{
    StartError,
    backup::{BackupError, Places},
    data::Data,
    store,
};
use bubblechat_admin::forgotten;
use std::{
    io::{self, Read as _, Write as _},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    time::Duration,
};

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What to do instead of running the server.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write the data folder to an encrypted file, also while a server uses it
    Backup {
        /// The file to write; it must not exist yet
        file: PathBuf,
    },
    /// Restore an archive into a data folder that has no store
    Restore {
        /// The archive
        file: PathBuf,
    },
    /// Check the store, also while a server uses it, or an archive
    Check {
        /// The archive, if that is to be checked
        file: Option<PathBuf>,
    },
    /// Make a link with which an operator chooses another password; the server must be stopped
    PasswordLink {
        /// The operator's e-mail address
        email: String,
        /// Turn off the operator's second factor, too
        #[arg(long)]
        without_second_factor: bool,
    },
    /// Ask the server that --addr names whether it answers, as containers do
    Health,
}

/// Why a command failed. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// An archive could not be written, read or restored, or the store is damaged.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The store could not be opened.
    #[error(transparent)]
    Store(#[from] StartError),
    /// Nobody to make a link for.
    #[error("no operator who may sign in has the address {0}")]
    NoOperator(String),
    /// The server does not answer as it should.
    #[error("no healthy server answers at {0} ({1})")]
    Unhealthy(SocketAddr, io::Error),
}

impl Command {
    /// Does it, and returns what it did in one line.
    pub(crate) async fn run(&self, places: &Places<'_>, addr: SocketAddr) -> Result<String, CommandError> {
        Ok(match self {
            Self::Backup { file } => places.backup(file)?,
            Self::Restore { file } => places.restore(file)?,
            Self::Check { file: Some(file) } => places.check_archive(file)?,
            Self::Check { file: None } => places.check()?,
            Self::PasswordLink { email, without_second_factor } => {
                password_link(places.data, email, *without_second_factor).await?
            }
            Self::Health => {
                let addr = reachable(addr);
                ask(addr).map_err(|error| CommandError::Unhealthy(addr, error))?;
                "healthy".to_owned()
            }
        })
    }
}

async fn password_link(data: &Path, email: &str, also_without_factor: bool) -> Result<String, CommandError> {
    if !data.join("store.db").exists() {
        return Err(BackupError::NoStore(data.join("store.db")).into());
    }
    let data = Data::open(data, true).map_err(StartError::from)?;
    let embedded = store::open(&data)?;
    let made = forgotten::password_link(&embedded.store(), email, also_without_factor).await;
    tokio::task::spawn_blocking(|| embedded.stop()).await.ok();
    let link = made.map_err(StartError::from)?.ok_or_else(|| CommandError::NoOperator(email.to_owned()))?;
    Ok(format!("Start the server, and open this on its console within 72 hours: {link}"))
}

/// The address by which this machine reaches one that listens on all.
fn reachable(mut addr: SocketAddr) -> SocketAddr {
    match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => addr.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => addr.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    addr
}

/// A request to the server itself, for which a client library would be much.
fn ask(addr: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&addr, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    match &answer {
        b"HTTP/1.1 200" => Ok(()),
        _ => Err(io::Error::other(String::from_utf8_lossy(&answer).into_owned())),
    }
}
