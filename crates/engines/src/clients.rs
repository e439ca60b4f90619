//! The HTTP clients, built on first use and shared from then on.

use crate::error::EngineError;
use crate::guard::PublicOnly;
use genai::Client;
use std::{sync::OnceLock, time::Duration};

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
}

impl Clients {
    pub(crate) const fn new(allow_private: bool) -> Self {
        Self { allow_private, provider: OnceLock::new(), tenant: OnceLock::new() }
    }

    /// Reads the TLS roots on the first call, not earlier.
    pub(crate) fn get(&self, trust: Trust) -> Result<Client, EngineError> {
        let guarded = trust == Trust::Tenant && !self.allow_private;
        let slot = if guarded { &self.tenant } else { &self.provider };
        if let Some(client) = slot.get() {
            return Ok(client.clone());
        }
        let client = build(guarded).map_err(|error| {
            tracing::error!(%error, "could not build an HTTP client");
            EngineError::Unavailable
        })?;
        // Another answer may have been faster. Keep its client, so that there is one pool of connections.
        Ok(slot.get_or_init(|| client).clone())
    }
}

fn build(guarded: bool) -> Result<Client, Box<dyn std::error::Error>> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        // Compression would delay tokens until a block is full.
        .no_gzip()
        .connect_timeout(Duration::from_secs(10))
        // A frozen Lambda function wakes up with connections that the other side closed long ago.
        .pool_idle_timeout(Duration::from_secs(15));
    if guarded {
        builder = builder.https_only(true).dns_resolver(PublicOnly);
    }
    Ok(Client::builder().with_reqwest(builder.build()?).build()?)
}
