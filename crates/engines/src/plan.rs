//! Whom an engine asks, and how.

use crate::{
    Options,
    address::{Address, is_azure},
    clients::Trust,
    dialect::Dialect,
};
use bubblechat_core::{
    engine::{Cause, Fault, Problem},
    seal::{Purpose, Unopenable},
    secret::KeyRing,
    store::Tenant,
    tenant::{EngineSpec, HeaderName as SpecHeader, Provider, ReasoningEffort, SecretName},
};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use std::time::Duration;

/// What an engine does unless its document says otherwise (stated in `EngineSpec`).
const MAX_OUTPUT_TOKENS: u32 = 1024;
const CONTEXT_TOKENS: u32 = 32_768;
const FIRST_BYTE: Duration = Duration::from_secs(60);
const STALL: Duration = Duration::from_secs(30);

/// Whom to ask, and how.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The engine's name.
    pub(crate) engine: String,
    pub(crate) provider: Provider,
    pub(crate) dialect: Dialect,
    pub(crate) model: String,
    /// `None` for Bedrock's own, which depends on the region.
    pub(crate) address: Option<Address>,
    pub(crate) trust: Trust,
    /// The key and the engine's further headers. All values are marked sensitive.
    pub(crate) headers: HeaderMap,
    /// The key, by which a provider that repeats it is noticed.
    pub(crate) key: Option<SecretString>,
    /// Whether it is OpenAI's or Azure's own API, not a compatible one.
    pub(crate) is_openais_own: bool,
    pub(crate) max_output_tokens: u32,
    pub(crate) context_tokens: u32,
    /// `context_tokens`, if the document says it.
    pub(crate) context_tokens_set: Option<u32>,
    pub(crate) temperature: Option<f64>,
    pub(crate) top_p: Option<f64>,
    pub(crate) reasoning_effort: Option<ReasoningEffort>,
    /// How long the response may take to begin.
    pub(crate) first_byte: Duration,
    /// How long it may be silent after that.
    pub(crate) stall: Duration,
}

impl Plan {
    /// What is wrong with the document becomes a fault that an operator can mend.
    pub(crate) fn new(tenant: &Tenant, spec: &EngineSpec, master: &KeyRing, options: &Options) -> Result<Self, Fault> {
        let wrong = |problem| Fault { host: host_of(spec), ..Fault::new(Cause::Misconfigured(problem), &spec.name) };
        let provider = spec.provider;
        let dialect = dialect_of(provider);
        let model = spec.model.as_deref().map(str::trim).unwrap_or_default();
        // Gemini's own list of models uses this prefix.
        let model = if provider == Provider::Gemini { model.trim_start_matches("models/") } else { model };
        if model.is_empty() {
            return Err(wrong(Problem::ModelUnknown));
        }
        let base = spec.base_url.as_deref().map(str::trim).filter(|base| !base.is_empty());
        let own = match provider {
            Provider::Ollama if options.allow_private_addresses => "http://localhost:11434/",
            _ => provider.facts().address,
        };
        let address = match base.unwrap_or(own) {
            "" if provider == Provider::Bedrock => None,
            base => {
                let address = Address::new(base, dialect, model, options.allow_private_addresses);
                Some(address.ok_or_else(|| wrong(Problem::AddressWrong))?)
            }
        };
        let secrets = Secrets { tenant, master, options };
        let key = secrets.key(spec).map_err(|_| wrong(Problem::SecretUnreadable))?;
        if spec.needs_key() && key.is_none() {
            return Err(wrong(Problem::KeyMissing));
        }
        let headers = headers(spec, key.as_ref(), address.as_ref(), &secrets).map_err(wrong)?;
        let is_openais_own = provider == Provider::Openai
            && address.as_ref().is_some_and(|address| spec.host().is_none() || is_azure(&address.host));
        let seconds = |set: Option<u32>, usual| set.map_or(usual, |seconds| Duration::from_secs(seconds.into()));
        Ok(Self {
            engine: spec.name.clone(),
            provider,
            dialect,
            model: model.to_owned(),
            trust: if base.is_some() { Trust::Tenant } else { Trust::Provider },
            address,
            headers,
            key,
            is_openais_own,
            max_output_tokens: spec.max_output_tokens.unwrap_or(MAX_OUTPUT_TOKENS),
            context_tokens: spec.context_tokens.unwrap_or(CONTEXT_TOKENS),
            context_tokens_set: spec.context_tokens,
            temperature: spec.temperature,
            top_p: spec.top_p,
            reasoning_effort: spec.reasoning_effort,
            first_byte: options.first_byte_timeout.unwrap_or_else(|| seconds(spec.first_byte_timeout_s, FIRST_BYTE)),
            stall: options.stall_timeout.unwrap_or_else(|| seconds(spec.stall_timeout_s, STALL)),
        })
    }

    /// The effort in the word that most providers have for it.
    pub(crate) fn effort_name(&self) -> Option<&'static str> {
        self.reasoning_effort.map(|effort| match effort {
            ReasoningEffort::None => "none",
            ReasoningEffort::Minimal => "minimal",
            ReasoningEffort::Low => "low",
            ReasoningEffort::Medium => "medium",
            ReasoningEffort::High => "high",
        })
    }

    /// A fault of this engine.
    pub(crate) fn fault(&self, cause: Cause) -> Fault {
        let host = self.address.as_ref().map(|address| address.host.clone());
        Fault { host, ..Fault::new(cause, &self.engine) }
    }
}

/// The host as reports have it, also the provider's own.
fn host_of(spec: &EngineSpec) -> Option<String> {
    spec.host().or_else(|| spec.provider.host().map(str::to_owned))
}

const fn dialect_of(provider: Provider) -> Dialect {
    match provider {
        Provider::Anthropic => Dialect::Anthropic,
        Provider::Gemini => Dialect::Gemini,
        Provider::Bedrock => Dialect::Bedrock,
        Provider::Ollama => Dialect::Ollama,
        Provider::Cohere => Dialect::Cohere,
        Provider::Openai
        | Provider::Groq
        | Provider::Deepseek
        | Provider::Xai
        | Provider::Mistral
        | Provider::Together
        | Provider::Fireworks
        // The built-in engines have no plan.
        | Provider::Echo
        | Provider::Rules => Dialect::OpenAi,
    }
}

/// The tenant's secrets. Each is found only under the provider and host for which it was entered.
struct Secrets<'a> {
    tenant: &'a Tenant,
    master: &'a KeyRing,
    options: &'a Options,
}

impl Secrets<'_> {
    /// The engine's key. The local server's own keys go to the providers' own hosts only.
    fn key(&self, spec: &EngineSpec) -> Result<Option<SecretString>, Unopenable> {
        if !spec.provider.takes_key() {
            return Ok(None);
        }
        let key = self.open(&spec.key_name())?;
        let fallback = || self.options.fallback_keys.get(&spec.provider).filter(|_| spec.host().is_none()).cloned();
        Ok(key.or_else(fallback).filter(|key| !key.expose_secret().trim().is_empty()))
    }

    fn open(&self, name: &SecretName) -> Result<Option<SecretString>, Unopenable> {
        let sealed = self.tenant.provider_keys.get(&name.to_string());
        sealed.map(|sealed| sealed.open(self.master, Purpose::Tenant(&self.tenant.slug, name))).transpose()
    }
}

/// The header that carries the key, and the engine's further ones.
fn headers(
    spec: &EngineSpec,
    key: Option<&SecretString>,
    address: Option<&Address>,
    secrets: &Secrets<'_>,
) -> Result<HeaderMap, Problem> {
    let mut headers = HeaderMap::new();
    if let Some(key) = key {
        // Pasted keys often end in a newline.
        let key = key.expose_secret().trim();
        let usual = match spec.provider {
            Provider::Anthropic => "x-api-key",
            Provider::Gemini => "x-goog-api-key",
            Provider::Openai if address.is_some_and(|address| is_azure(&address.host)) => "api-key",
            _ => "bearer",
        };
        let (name, value) = match spec.auth.as_deref().unwrap_or(usual) {
            "bearer" => ("authorization", format!("Bearer {key}")),
            name => (name, key.to_owned()),
        };
        insert(&mut headers, name, &value).ok_or(Problem::KeyRefused)?;
    }
    if spec.provider == Provider::Anthropic {
        headers.insert("anthropic-version", HeaderValue::from_static("2023-06-01"));
    }
    for header in &spec.headers {
        let value = secrets.open(&spec.header_name(header)).map_err(|_| Problem::SecretUnreadable)?;
        let value = value.ok_or(Problem::HeaderMissing)?;
        let SpecHeader(name) = header;
        insert(&mut headers, name, value.expose_secret().trim()).ok_or(Problem::HeaderMissing)?;
    }
    Ok(headers)
}

/// `None` if name or value cannot be sent.
fn insert(headers: &mut HeaderMap, name: &str, value: &str) -> Option<()> {
    let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::{Slug, seal::SealedKey, tenant::Settings};

    fn plan(base_url: Option<&str>) -> Plan {
        let (master, slug) = (KeyRing::generate(), Slug::parse("acme").expect("a slug"));
        let base_url = base_url.map(str::to_owned);
        let spec = EngineSpec { model: Some("m".to_owned()), base_url, ..EngineSpec::new("main", Provider::Openai) };
        let sealed = SealedKey::seal(&master, Purpose::Tenant(&slug, &spec.key_name()), &"k".into()).expect("sealed");
        let provider_keys = [(spec.key_name().to_string(), sealed)].into();
        let settings = Settings { engines: vec![spec.clone()], ..Settings::default() };
        let tenant = Tenant {
            slug,
            revision: 1,
            created_at_ms: 0,
            updated_at_ms: 0,
            settings,
            provider_keys,
            failing_engines: Default::default(),
            updated_by: None,
            earlier_limits: None,
        };
        Plan::new(&tenant, &spec, &master, &Options::default()).expect("a plan")
    }

    #[test]
    fn openais_and_azures_own_models_get_their_own_limit_and_azure_its_own_header() {
        let deployment =
            |version| format!("https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version={version}");
        let (old, new) = (deployment("2024-08-01-preview"), deployment("2024-10-21"));
        for (base_url, is_own, knows_new_fields, header) in [
            (None, true, true, "authorization"),
            (Some("https://api.openai.com/v1"), true, true, "authorization"),
            (Some("https://r.openai.azure.com/openai/v1/"), true, true, "api-key"),
            (Some(new.as_str()), true, true, "api-key"),
            (Some(old.as_str()), true, false, "api-key"),
            (Some("https://openrouter.ai/api/v1"), false, false, "authorization"),
        ] {
            let plan = plan(base_url);
            let names: Vec<_> = plan.headers.keys().map(HeaderName::as_str).collect();
            assert_eq!((plan.is_openais_own, names), (is_own, vec![header]), "{base_url:?}");
            let request = bubblechat_core::engine::EngineRequest {
                system: String::new(),
                history: Vec::new(),
                message: "hi".to_owned(),
            };
            let body = crate::wire::body(&plan, crate::wire::Conversation::of(&request, 0));
            assert_eq!(body.get("max_completion_tokens").is_some(), knows_new_fields, "{base_url:?}");
            assert_eq!(body.get("max_tokens").is_some(), !knows_new_fields, "{base_url:?}");
            assert_eq!(body.get("stream_options").is_some(), knows_new_fields || !is_own, "{base_url:?}");
        }
    }
}
