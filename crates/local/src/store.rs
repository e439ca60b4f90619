//! The store: DynamoDB's API served from an SQLite file in this process, or another DynamoDB. Either way the AWS SDK talks to it as in
//! production.

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
};
use bubblechat_core::store::{Store, Tables};
use dynoxide::Database;
use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    path::Path,
    thread,
    time::Duration,
};
use tokio::sync::oneshot;

/// How often expired items are deleted. Reads filter them, so this only frees space.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

/// The embedded store. Ends when it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Embedded {
    endpoint: String,
    stop: oneshot::Sender<()>,
    thread: thread::JoinHandle<()>,
}

impl Embedded {
    /// Opens the file, and serves it on a free loopback port from a thread of its own: its calls block, and they come one at a time anyway.
    pub(crate) fn start(file: &Path) -> io::Result<Self> {
        let path = file.to_str().ok_or_else(|| io::Error::other("the path is not UTF-8"))?;
        let database = Database::new(path).map_err(|error| io::Error::other(error.to_string()))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            if let Err(error) = runtime.block_on(serve(listener, database, stopped)) {
                tracing::error!(error, "the embedded store ended");
            }
        };
        let thread = thread::Builder::new().name("store".to_owned()).spawn(run)?;
        Ok(Self { endpoint, stop, thread })
    }

    /// Its address.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Ends it once the calls that run are answered. Blocks until then.
    pub(crate) fn stop(self) {
        self.stop.send(()).ok();
        self.thread.join().ok();
    }
}

async fn serve(listener: TcpListener, database: Database, stopped: oneshot::Receiver<()>) -> Result<(), String> {
    let listener = tokio::net::TcpListener::from_std(listener).map_err(|error| error.to_string())?;
    let sweeper = tokio::spawn(sweep(database.clone()));
    let shutdown = async move {
        stopped.await.ok();
    };
    let served = dynoxide::server::serve_with_shutdown(listener, database, shutdown).await;
    sweeper.abort();
    served
}

async fn sweep(database: Database) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        let database = database.clone();
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        tracing::debug!(?swept, "expired items deleted");
    }
}

/// A store at that endpoint. Credentials and region are those of the environment, if it has any: a stand-in takes any.
pub(crate) fn connect(endpoint: &str) -> Store {
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let or_local = |name| variable(name).unwrap_or_else(|| "local".to_owned());
    let (id, secret) = (or_local("AWS_ACCESS_KEY_ID"), or_local("AWS_SECRET_ACCESS_KEY"));
    let region = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .region(Region::new(region.unwrap_or_else(|| "us-east-1".to_owned())))
        .credentials_provider(Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment"))
        .build();
    Store::new(Client::from_conf(config), Tables::with_prefix("bubblechat-"))
}
