//! The tenant document as operators read and write it.

use bubblechat_core::{
    Slug,
    origin::OriginPattern,
    store::Tenant,
    tenant::{Behaviour, Copy, EngineSpec, Limits, Provider, Settings, Tokens},
    time::rfc3339,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A tenant, in full.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TenantDocument {
    /// Its id in URLs and keys, chosen once and never reused.
    slug: Slug,
    /// Goes up by one with each save; `If-Match` names it.
    #[schema(example = 7)]
    revision: u64,
    /// When it was made, RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last saved, RFC 3339.
    #[schema(format = DateTime)]
    updated_at: String,
    /// Which provider keys are set. The keys themselves are never shown.
    #[schema(example = json!({"openai": true, "anthropic": false}))]
    provider_keys: BTreeMap<Provider, bool>,
    #[serde(flatten)]
    settings: Settings,
}

impl TenantDocument {
    pub(crate) fn of(tenant: Tenant) -> Self {
        let takes_key = Provider::ALL.into_iter().filter(|provider| provider.takes_key());
        Self {
            slug: tenant.slug,
            revision: tenant.revision,
            created_at: rfc3339(tenant.created_at_ms),
            updated_at: rfc3339(tenant.updated_at_ms),
            provider_keys: takes_key.map(|p| (p, tenant.provider_keys.contains_key(p.name()))).collect(),
            settings: tenant.settings,
        }
    }
}

/// What an operator sets of a tenant; what is left out gets its default. A document that was read can be sent back as it is.
//
// The fields of `Settings` stand here one by one instead of flattened: behind `#[serde(flatten)]` a misspelt field would go unnoticed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(example = json!({
    "slug": "acme", "name": "Acme", "prompt": "You are Acme's friendly assistant.", "origins": ["https://acme.example"],
    "engines": [{"name": "main", "provider": "openai", "model": "gpt-5-mini"}], "default_engine": "main"
}))]
pub(crate) struct TenantInput {
    /// Needed for a new tenant; the same as in the URL, or left out, for one that exists.
    #[schema(value_type = Slug)]
    pub(crate) slug: Option<Slug>,
    /// The customer's name, 1–80 characters.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Texts the visitor reads.
    copy: Copy,
    /// The design tokens.
    tokens: Tokens,
    /// How the widget and the store behave.
    behaviour: Behaviour,
    /// The system prompt, at most 32,000 bytes. Never leaves this API and the provider's request.
    #[schema(max_length = 32000)]
    prompt: String,
    /// The engines that can answer, 1–16, with unique names.
    #[schema(min_items = 1, max_items = 16)]
    engines: Vec<EngineSpec>,
    /// The name of the engine that answers unless the visitor chose another.
    default_engine: String,
    /// The names of the engines visitors may choose; empty means no choice.
    visitor_engines: Vec<String>,
    /// The web origins on which publishable keys work; none unless named. At most 100.
    #[schema(value_type = Vec<String>, max_items = 100)]
    origins: Vec<OriginPattern>,
    /// Messages per minute.
    limits: Limits,
    #[serde(rename = "revision")]
    #[schema(read_only, value_type = u64)]
    _revision: Value,
    #[serde(rename = "created_at")]
    #[schema(read_only, value_type = String)]
    _created_at: Value,
    #[serde(rename = "updated_at")]
    #[schema(read_only, value_type = String)]
    _updated_at: Value,
    #[serde(rename = "provider_keys")]
    #[schema(read_only, value_type = Object)]
    _provider_keys: Value,
}

impl Default for TenantInput {
    fn default() -> Self {
        let Settings {
            name,
            copy,
            tokens,
            behaviour,
            prompt,
            engines,
            default_engine,
            visitor_engines,
            origins,
            limits,
        } = Settings::default();
        Self {
            slug: None,
            name,
            copy,
            tokens,
            behaviour,
            prompt,
            engines,
            default_engine,
            visitor_engines,
            origins,
            limits,
            _revision: Value::Null,
            _created_at: Value::Null,
            _updated_at: Value::Null,
            _provider_keys: Value::Null,
        }
    }
}

impl TenantInput {
    pub(crate) fn into_settings(self) -> Settings {
        Settings {
            name: self.name,
            copy: self.copy,
            tokens: self.tokens,
            behaviour: self.behaviour,
            prompt: self.prompt,
            engines: self.engines,
            default_engine: self.default_engine,
            visitor_engines: self.visitor_engines,
            origins: self.origins,
            limits: self.limits,
        }
    }
}
