//! The HTTP clients, made when they are first needed and shared from then on.

use crate::guard::PublicOnly;
use bubblechat_core::engine::EngineError;
use genai::Client;
use std::{sync::OnceLock, time::Duration};

/// Which of the two clients a request goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// To the provider's own address, which the code knows. It may resolve to a private one (a VPC endpoint).
    Provider,
    /// To an address that a tenant's document names.
    Tenant,
}

#[derive(Debug)]
pub(crate) struct Clients {
    allow_private: bool,
    provider: OnceLock<Client>,
    tenant: OnceLock<Client>,
}

impl Clients {
    pub(crate) const fn new(allow_private: bool) -> Self {
        Self { allow_private, provider: OnceLock::new(), tenant: OnceLock::new() }
    }

    /// Reads the TLS roots at the first call; not before.
    pub(crate) fn get(&self, trust: Trust) -> Result<Client, EngineError> {
        let guarded = trust == Trust::Tenant && !self.allow_private;
        let slot = if guarded { &self.tenant } else { &self.provider };
        if let Some(client) = slot.get() {
            return Ok(client.clone());
        }
        let client = build(guarded).map_err(|error| {
            tracing::error!(%error, "no HTTP client could be made");
            EngineError::Unavailable
        })?;
        // Another answer may have been quicker: one client, one pool of connections.
        Ok(slot.get_or_init(|| client).clone())
    }
}

fn build(guarded: bool) -> Result<Client, Box<dyn std::error::Error>> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        // Compression would hold tokens back until a block is full.
        .no_gzip()
        .connect_timeout(Duration::from_secs(10))
        // A frozen function wakes up with connections that the other side closed long ago.
        .pool_idle_timeout(Duration::from_secs(15));
    if guarded {
        builder = builder.https_only(true).dns_resolver(PublicOnly);
    }
    Ok(Client::builder().with_reqwest(builder.build()?).build()?)
}
