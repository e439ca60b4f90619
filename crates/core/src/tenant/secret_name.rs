//! Whose a tenant's secret is.

use super::Provider;
use crate::host::Host;
use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// The name of a header, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(min_length = 1, max_length = 60, pattern = "^[a-z0-9-]*$", example = "x-org")]
pub struct HeaderName(pub String);

/// Whose a secret is: a provider's at one host, and of it the key or the value of one header. A secret is sent nowhere else.
///
/// Written as `openai`, `openai@llm.example:8443` or `openai@llm.example#x-org`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretName {
    /// The provider.
    pub provider: Provider,
    /// The host, with its port unless that is 443; `None` for the provider's own.
    pub host: Option<String>,
    /// The header whose value it is; `None` for the key.
    pub header: Option<HeaderName>,
}

impl SecretName {
    /// The key of a provider at its own address.
    pub const fn own_key(provider: Provider) -> Self {
        Self { provider, host: None, header: None }
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.provider.name())?;
        if let Some(host) = &self.host {
            write!(f, "@{host}")?;
        }
        if let Some(HeaderName(header)) = &self.header {
            write!(f, "#{header}")?;
        }
        Ok(())
    }
}

/// The host of an address, with its port unless that is 443. So a secret for https is not sent in the clear.
pub fn host_of(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let host = Host::of(&url)?;
    match url.port_or_known_default()? {
        443 => Some(host.to_string()),
        port => Some(format!("{host}:{port}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_keeps_its_port_unless_that_is_443() {
        for (address, host) in [
            ("https://LLM.example/v1", Some("llm.example")),
            ("https://llm.example:443", Some("llm.example")),
            (" https://llm.example:8443/v1 ", Some("llm.example:8443")),
            ("http://llm.example", Some("llm.example:80")),
            ("http://[::1]:11434", Some("[::1]:11434")),
            ("llm.example", None),
            ("mailto:a@b.example", None),
            ("https://llm.example.", None),
            ("https://x\"onload=", None),
            ("http://my_llm:11434/v1", Some("my_llm:11434")),
        ] {
            assert_eq!(host_of(address).as_deref(), host, "{address}");
        }
    }

    #[test]
    fn a_name_says_provider_host_and_header() {
        let own = SecretName::own_key(Provider::Openai);
        let there = SecretName { host: Some("llm.example:8443".to_owned()), ..own.clone() };
        let header = SecretName { header: Some(HeaderName("x-org".to_owned())), ..there.clone() };
        let texts = [own, there, header].map(|name| name.to_string());
        assert_eq!(texts, ["openai", "openai@llm.example:8443", "openai@llm.example:8443#x-org"]);
    }
}
