//! The engines behind core's port: `echo`, `rules` and the providers that `genai` supports.
//!
//! [`Engines`] creates them. Creating one is cheap and does no I/O: clients, TLS roots, DNS and AWS credentials wait until
//! the first answer is polled, and every answer of the process then shares them. Whatever goes wrong upstream becomes
//! exactly one [`bubblechat_core::engine::Fault`], which ends the stream. The provider's own words reach neither visitors nor logs.

mod answer;
mod base_url;
mod built_in;
mod clients;
mod error;
mod fault;
mod guard;
mod observe;
mod plan;
mod provider;
mod quiet;

use bubblechat_core::{
    engine::Engine,
    secret::KeyRing,
    store::Tenant,
    tenant::{EngineSpec, Provider},
};
use clients::Clients;
use error::STALL;
use secrecy::{ExposeSecret, SecretString};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// What differs between production and the local server. The default is for production.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Allows base URLs with plain http or private addresses. For the local server only: in production, tenants could
    /// reach the service's own network.
    pub allow_private_addresses: bool,
    /// Keys for tenants without their own. For the local server only.
    pub fallback_keys: BTreeMap<Provider, SecretString>,
}

/// Creates the engines of every tenant. Cheap to clone; clones share their clients.
#[derive(Debug, Clone)]
pub struct Engines {
    options: Arc<Options>,
    clients: Arc<Clients>,
    stall: Duration,
}

impl Engines {
    /// Builds and reads nothing yet.
    pub fn new(options: Options) -> Self {
        let clients = Arc::new(Clients::new(options.allow_private_addresses));
        Self { options: Arc::new(options), clients, stall: STALL }
    }

    /// Sets how long an upstream may send nothing before it counts as stalled. The default is 30 seconds.
    #[must_use]
    pub fn with_stall(self, stall: Duration) -> Self {
        Self { stall, ..self }
    }

    /// The engine that `spec`, one of the tenant's, describes, with its fallback and with the secrets that are kept for their hosts, which
    /// `master` opens. What is wrong with it becomes its answers' fault.
    pub fn engine(&self, tenant: &Tenant, spec: &EngineSpec, master: &KeyRing) -> Arc<dyn Engine> {
        match spec.provider {
            Provider::Echo => Arc::new(built_in::Echo),
            Provider::Rules => Arc::new(built_in::Rules::new(spec)),
            provider => {
                let name = spec.key_name();
                let sealed = tenant.provider_keys.get(&name.to_string());
                let key = sealed.and_then(|sealed| sealed.open(master, &tenant.slug, &name).ok());
                let key = key.or_else(|| self.options.fallback_keys.get(&provider).cloned());
                let key = key.filter(|key| !key.expose_secret().trim().is_empty());
                let allow_private = self.options.allow_private_addresses;
                match plan::Plan::new(spec, key, allow_private, self.stall) {
                    Ok(plan) => Arc::new(provider::ProviderEngine::new(spec.name.clone(), plan, self.clients.clone())),
                    Err(error) => Arc::new(provider::Unusable(provider::fault_of(&error, &spec.name))),
                }
            }
        }
    }
}

/// The environment variable that usually holds this provider's key; `None` if [`Provider::takes_key`] is false.
pub const fn key_variable(provider: Provider) -> Option<&'static str> {
    match provider {
        Provider::Echo | Provider::Rules | Provider::Bedrock => None,
        Provider::Openai => Some("OPENAI_API_KEY"),
        Provider::Anthropic => Some("ANTHROPIC_API_KEY"),
        Provider::Gemini => Some("GEMINI_API_KEY"),
        Provider::Ollama => Some("OLLAMA_API_KEY"),
        Provider::Groq => Some("GROQ_API_KEY"),
        Provider::Deepseek => Some("DEEPSEEK_API_KEY"),
        Provider::Xai => Some("XAI_API_KEY"),
        Provider::Mistral => Some("MISTRAL_API_KEY"),
        Provider::Cohere => Some("COHERE_API_KEY"),
        Provider::Together => Some("TOGETHER_API_KEY"),
        Provider::Fireworks => Some("FIREWORKS_API_KEY"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_that_takes_a_key_has_its_own_variable() {
        let mut seen = std::collections::HashSet::new();
        for provider in Provider::ALL {
            assert_eq!(key_variable(provider).is_some(), provider.takes_key(), "{provider:?}");
            assert!(key_variable(provider).is_none_or(|name| seen.insert(name)), "{provider:?}");
        }
    }

    #[test]
    fn options_print_without_keys() {
        let key = SecretString::from("sk-canary");
        let options = Options { fallback_keys: BTreeMap::from([(Provider::Openai, key)]), ..Options::default() };
        assert!(!format!("{:?}", Engines::new(options)).contains("canary"));
    }
}
