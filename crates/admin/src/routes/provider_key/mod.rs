//! Tenants' secrets for providers, keys and header values: written, never read back.

pub(crate) mod remove;
pub(crate) mod set;

use bubblechat_core::{
    Invalid,
    tenant::{HeaderName, Provider, SecretName, host_of},
};

/// Whose secret a request means. A host is written as in an address, with its port unless that is 443.
fn secret_name(provider: Provider, host: Option<String>, header: Option<HeaderName>) -> Result<SecretName, Invalid> {
    if !provider.takes_key() {
        let name = provider.name();
        return Err(Invalid(format!("provider must be one that takes a key. \"{name}\" works without one.")));
    }
    let host = host.filter(|host| !host.is_empty());
    if let Some(host) = &host
        && host_of(&format!("https://{host}")).as_ref() != Some(host)
    {
        let rule =
            "host must be a host name in lower case, with its port unless that is 443, for example \"llm.example\".";
        return Err(Invalid::new(rule));
    }
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if header.as_ref().is_some_and(|HeaderName(name)| !(1..=60).contains(&name.len()) || !is_name(name)) {
        return Err(Invalid::new("header must be a header's name in lower case: 1 to 60 of a-z, 0-9 and -."));
    }
    let host = host.filter(|host| Some(host.as_str()) != provider.host());
    Ok(SecretName { provider, host, header })
}
