//! Whom an engine asks, and how.

use crate::error::EngineError;
use crate::{base_url, clients::Trust, observe::Dialect};
use bubblechat_core::tenant::{EngineSpec, Provider};
use genai::{
    adapter::AdapterKind,
    resolver::{AuthData, Endpoint},
};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// Whom to ask, and how.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) provider: Provider,
    pub(crate) adapter: AdapterKind,
    pub(crate) dialect: Dialect,
    pub(crate) model: String,
    /// `None` means the provider's own.
    endpoint: Option<String>,
    key: Option<SecretString>,
    pub(crate) trust: Trust,
    /// How long the upstream may be silent.
    pub(crate) stall: Duration,
}

impl Plan {
    /// # Errors
    /// As [`crate::Engines::engine`].
    pub(crate) fn new(
        spec: &EngineSpec,
        key: Option<SecretString>,
        allow_private: bool,
        stall: Duration,
    ) -> Result<Self, EngineError> {
        let provider = spec.provider;
        let (adapter, dialect) = adapter(provider, key.is_some());
        if provider.needs_key() && key.is_none() {
            return Err(EngineError::MissingKey { provider: provider.name() });
        }
        let model = spec.model.as_deref().map(str::trim).unwrap_or_default();
        // Gemini's own list of models uses this prefix.
        let model = if provider == Provider::Gemini { model.trim_start_matches("models/") } else { model };
        if model.is_empty() {
            return Err(EngineError::Misconfigured("no model is set".into()));
        }
        let endpoint = match spec.base_url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
            Some(url) => Some(base_url::endpoint(url, dialect, allow_private)?),
            None if provider == Provider::Ollama && !allow_private => {
                return Err(EngineError::Misconfigured("Ollama needs a base URL".into()));
            }
            None if provider == Provider::Ollama => Some("http://localhost:11434/".to_owned()),
            None => None,
        };
        let trust = if endpoint.is_some() { Trust::Tenant } else { Trust::Provider };
        Ok(Self { provider, adapter, dialect, model: model.to_owned(), endpoint, key, trust, stall })
    }

    pub(crate) fn auth(&self) -> AuthData {
        // Pasted keys often end in a newline.
        self.key.as_ref().map_or(AuthData::None, |key| AuthData::from_single(key.expose_secret().trim()))
    }

    pub(crate) fn endpoint(&self) -> Option<Endpoint> {
        self.endpoint.as_deref().map(Endpoint::from_owned)
    }
}

const fn adapter(provider: Provider, has_key: bool) -> (AdapterKind, Dialect) {
    match provider {
        Provider::Anthropic => (AdapterKind::Anthropic, Dialect::Anthropic),
        Provider::Gemini => (AdapterKind::Gemini, Dialect::Gemini),
        Provider::Bedrock => (AdapterKind::BedrockSigv4, Dialect::Bedrock),
        // Both use the same protocol, but genai sends a key only with the second.
        Provider::Ollama if has_key => (AdapterKind::OllamaCloud, Dialect::Ollama),
        Provider::Ollama => (AdapterKind::Ollama, Dialect::Ollama),
        Provider::Cohere => (AdapterKind::Cohere, Dialect::Cohere),
        Provider::Groq => (AdapterKind::Groq, Dialect::OpenAi),
        Provider::Deepseek => (AdapterKind::DeepSeek, Dialect::OpenAi),
        Provider::Xai => (AdapterKind::Xai, Dialect::OpenAi),
        Provider::Mistral => (AdapterKind::Mistral, Dialect::OpenAi),
        Provider::Together => (AdapterKind::Together, Dialect::OpenAi),
        Provider::Fireworks => (AdapterKind::Fireworks, Dialect::OpenAi),
        // The built-in engines never get here.
        Provider::Openai | Provider::Echo | Provider::Rules => (AdapterKind::OpenAI, Dialect::OpenAi),
    }
}
