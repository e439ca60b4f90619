//! The engines behind core's port: `echo`, `rules` and the providers.
//!
//! [`Engines`] creates them. Creating one is cheap and does no I/O: clients, TLS roots, DNS and AWS credentials wait until
//! the first answer is polled, and every answer of the process then shares them. Whatever goes wrong upstream becomes
//! exactly one [`Fault`](bubblechat_core::engine::Fault), which ends the stream. The provider's own words reach neither
//! visitors nor logs.

mod address;
mod attempt;
mod built_in;
mod chain;
mod clients;
mod dialect;
mod fault;
mod guard;
mod plan;
mod reasoning;
mod rule_cache;
mod send;
mod window;
mod wire;

use bubblechat_core::{
    engine::Engine,
    secret::KeyRing,
    store::Tenant,
    tenant::{EngineSpec, Provider},
};
use chain::{Candidate, Chain};
use clients::Clients;
use plan::Plan;
use rule_cache::RuleCache;
use secrecy::SecretString;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// What differs between production and the local server. The default is for production.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Allows base URLs with plain http or private addresses. For the local server only: in production, tenants could
    /// reach the service's own network.
    pub allow_private_addresses: bool,
    /// Keys for tenants without their own, sent to the providers' own addresses only. For the local server only.
    pub fallback_keys: BTreeMap<Provider, SecretString>,
    /// How long every response may take to begin, whatever the documents say. For tests.
    pub first_byte_timeout: Option<Duration>,
    /// How long every upstream may be silent, whatever the documents say. For tests.
    pub stall_timeout: Option<Duration>,
}

/// Creates the engines of every tenant. Cheap to clone; clones share their clients and compiled rules.
#[derive(Debug, Clone)]
pub struct Engines {
    options: Arc<Options>,
    clients: Arc<Clients>,
    rules: Arc<RuleCache>,
}

impl Engines {
    /// Builds and reads nothing yet.
    pub fn new(options: Options) -> Self {
        let clients = Arc::new(Clients::new(options.allow_private_addresses));
        Self { options: Arc::new(options), clients, rules: Arc::default() }
    }

    /// The engine that `spec`, one of the tenant's, describes, with its fallback and with the secrets that are kept for their
    /// hosts, which `master` opens. What is wrong with it becomes its answers' fault.
    pub fn engine(&self, tenant: &Tenant, spec: &EngineSpec, master: &KeyRing) -> Arc<dyn Engine> {
        let candidate = |spec: &EngineSpec| match spec.provider {
            Provider::Echo => Candidate::BuiltIn(Arc::new(built_in::Echo)),
            Provider::Rules => Candidate::BuiltIn(self.rules.get(tenant, spec)),
            _ => match Plan::new(tenant, spec, master, &self.options) {
                Ok(plan) => Candidate::Provider(Arc::new(plan)),
                Err(fault) => Candidate::Unusable(fault),
            },
        };
        let fallback = spec.fallback_engine.as_deref().and_then(|name| tenant.settings.engine_named(name));
        let fallback = fallback.filter(|fallback| fallback.name != spec.name).map(candidate);
        Arc::new(Chain { first: candidate(spec), fallback, clients: self.clients.clone() })
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
