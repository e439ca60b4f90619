//! The server's options.

use crate::{Production, Waits};
use bubblechat_core::{currency::Currency, tenant::Provider};
use secrecy::SecretString;
use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

/// Where messages are counted for the rate limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Counting {
    /// In this process: right if it is the only one, and without a write for every message.
    Memory,
    /// In the store, for all processes that share it.
    Store,
}

/// All options. `cargo dev` uses [`Default`]; [`Options::for_tests`] suits a process that runs several servers.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the site listens (widget and chat). Here and below, port 0 picks a free port.
    pub addr: SocketAddr,
    /// Where the console listens (dashboard and admin API).
    pub console_addr: SocketAddr,
    /// Where the demo page listens; `None` for neither demo page nor demo tenant.
    pub demo_addr: Option<SocketAddr>,
    /// The data folder; created if it is missing.
    pub data: PathBuf,
    /// The file with the service secret; `None` for one in the data folder. Processes that share a store share it.
    pub secret_file: Option<PathBuf>,
    /// The DynamoDB to use instead of the embedded one.
    pub dynamodb_endpoint: Option<String>,
    /// Where messages are counted; `None` for the store if it may have other users, else memory.
    pub limits: Option<Counting>,
    /// Refuse what CloudFront would refuse.
    pub edge: bool,
    /// The proxies whose `X-Forwarded-For` and `X-Forwarded-Host` are trusted.
    pub trusted_proxies: Vec<IpAddr>,
    /// How people reach the server; `None` for one on a laptop.
    pub production: Option<Production>,
    /// The names by which browsers reach the server, besides `localhost`.
    pub hosts: Vec<String>,
    /// How long to wait for clients.
    pub waits: Waits,
    /// The folder of the built widget; `None` looks for it in the workspace.
    pub widget_dir: Option<PathBuf>,
    /// The folder of the built dashboard; `None` looks for it in the workspace.
    pub dashboard_dir: Option<PathBuf>,
    /// The first operator's e-mail address; `None` for `admin@localhost`.
    pub admin_email: Option<String>,
    /// The first operator's password; `None` generates one.
    pub admin_password: Option<SecretString>,
    /// bcrypt's cost for new passwords.
    pub password_cost: u32,
    /// Provider keys for tenants without their own.
    pub fallback_keys: BTreeMap<Provider, SecretString>,
    /// In which engines' prices are entered.
    pub currency: Currency,
    /// How often scheduled work runs.
    pub upkeep_every: Duration,
}

impl Options {
    /// How often scheduled work runs outside tests.
    pub(crate) const UPKEEP_EVERY: Duration = Duration::from_secs(60);

    /// Where messages are counted.
    pub(crate) fn counting(&self) -> Counting {
        let usual = if self.dynamodb_endpoint.is_some() { Counting::Store } else { Counting::Memory };
        self.limits.unwrap_or(usual)
    }

    /// Free ports, this data folder, and bcrypt's lowest cost.
    pub fn for_tests(data: impl Into<PathBuf>) -> Self {
        let free = loopback(0);
        Self {
            addr: free,
            console_addr: free,
            demo_addr: Some(free),
            data: data.into(),
            password_cost: 4,
            ..Self::default()
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            addr: loopback(8787),
            console_addr: loopback(8788),
            demo_addr: Some(loopback(8789)),
            data: ".bubblechat".into(),
            secret_file: None,
            dynamodb_endpoint: None,
            limits: None,
            edge: false,
            trusted_proxies: Vec::new(),
            production: None,
            hosts: Vec::new(),
            waits: Waits::default(),
            widget_dir: None,
            dashboard_dir: None,
            admin_email: None,
            admin_password: None,
            password_cost: bubblechat_admin::Options::PASSWORD_COST,
            fallback_keys: BTreeMap::new(),
            currency: Currency::USD,
            upkeep_every: Self::UPKEEP_EVERY,
        }
    }
}

fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}
