//! The HTTP clients and AWS credentials, made on first use and shared from then on.

use crate::guard::PublicOnly;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::{Credentials, provider::ProvideCredentials as _};
use reqwest::Client;
use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::{Duration, SystemTime},
};
use tokio::sync::OnceCell;

/// Credentials are fetched anew when they expire within this time.
const CREDENTIALS_MARGIN: Duration = Duration::from_secs(300);

/// Which of the two clients a request uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// For the provider's own address, which is part of the code. It may resolve to a private address (a VPC endpoint).
    Provider,
    /// For an address from a tenant's document.
    Tenant,
}

#[derive(Debug)]
pub(crate) struct Clients {
    allow_private: bool,
    provider: OnceLock<Client>,
    tenant: OnceLock<Client>,
    aws: OnceCell<SdkConfig>,
    credentials: Mutex<Option<Credentials>>,
}

impl Clients {
    pub(crate) const fn new(allow_private: bool) -> Self {
        Self {
            allow_private,
            provider: OnceLock::new(),
            tenant: OnceLock::new(),
            aws: OnceCell::const_new(),
            credentials: Mutex::new(None),
        }
    }

    /// Reads the TLS roots on the first call, not earlier. `None` if there are none.
    pub(crate) fn get(&self, trust: Trust) -> Option<Client> {
        let guarded = trust == Trust::Tenant && !self.allow_private;
        let slot = if guarded { &self.tenant } else { &self.provider };
        if let Some(client) = slot.get() {
            return Some(client.clone());
        }
        let built = build(guarded).inspect_err(|error| tracing::error!(%error, "could not build an HTTP client"));
        // Another answer may have been faster. Keep its client, so that there is one pool of connections.
        built.ok().map(|client| slot.get_or_init(|| client).clone())
    }

    /// The region and the role's credentials; `None` if there are none.
    pub(crate) async fn aws(&self) -> Option<(String, Credentials)> {
        let config = self.aws.get_or_init(|| aws_config::load_defaults(BehaviorVersion::latest())).await;
        let region = config.region()?.as_ref().to_owned();
        let lock = || self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |credentials: &Credentials| {
            credentials.expiry().is_none_or(|expiry| expiry > SystemTime::now() + CREDENTIALS_MARGIN)
        };
        if let Some(credentials) = lock().clone().filter(fresh) {
            return Some((region, credentials));
        }
        let credentials = config.credentials_provider()?.provide_credentials().await.ok()?;
        *lock() = Some(credentials.clone());
        Some((region, credentials))
    }
}

fn build(guarded: bool) -> reqwest::Result<Client> {
    let builder = Client::builder()
        // Some firewalls refuse requests without one.
        .user_agent(concat!("BubbleChat/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        // Gateways and CDNs send more than the usual hundred.
        .http1_max_headers(1000)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .connect_timeout(Duration::from_secs(10))
        // A frozen Lambda function wakes up with connections that the other side closed long ago.
        .pool_idle_timeout(Duration::from_secs(15));
    let builder = if guarded { builder.https_only(true).dns_resolver(PublicOnly) } else { builder };
    builder.build()
}
