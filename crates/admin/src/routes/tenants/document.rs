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
    /// The tenant's id in URLs and keys. Chosen once and never reused.
    slug: Slug,
    /// Increases by one with each save. Send it in `If-Match` when you save.
    #[schema(example = 7)]
    revision: u64,
    /// When the tenant was created, in RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When the tenant was last saved, in RFC 3339.
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

/// What an operator sets on a tenant. Fields that are left out get their default. You can send back a document just as you read it.
//
// The fields of `Settings` are listed one by one, because a misspelt field would go unnoticed behind `#[serde(flatten)]`.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({
    "slug": "acme", "name": "Acme", "prompt": "You are Acme's friendly assistant.", "origins": ["https://acme.example"],
    "engines": [{"name": "main", "provider": "openai", "model": "gpt-5-mini"}]
}))]
pub(crate) struct TenantInput {
    /// Required for a new tenant. For an existing one, leave it out or send the same as in the URL.
    pub(crate) slug: Option<Slug>,
    /// The customer's name, 1–80 characters.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Texts that visitors read.
    #[serde(default)]
    copy: Copy,
    /// The design tokens.
    #[serde(default)]
    tokens: Tokens,
    /// How the widget and the store behave.
    #[serde(default)]
    behaviour: Behaviour,
    /// The system prompt, at most 32,000 bytes. Only this API and requests to the provider contain it.
    #[serde(default)]
    #[schema(max_length = 32000)]
    prompt: String,
    /// The engines that can answer, 1–16, with unique names. The default is a single one that says thank you.
    #[serde(default = "default_engines")]
    #[schema(min_items = 1, max_items = 16)]
    engines: Vec<EngineSpec>,
    /// The name of the engine that answers unless the visitor chose another. The default is the first engine.
    default_engine: Option<String>,
    /// The names of the engines that visitors may choose from; empty means no choice.
    #[serde(default)]
    visitor_engines: Vec<String>,
    /// The web origins on which publishable keys work, at most 100. The default is none.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 100)]
    origins: Vec<OriginPattern>,
    /// Messages per minute.
    #[serde(default)]
    limits: Limits,
    /// Ignored: `If-Match` names the revision that was read.
    #[serde(default, rename = "revision")]
    #[schema(read_only, value_type = Option<u64>)]
    _revision: Value,
    /// Ignored.
    #[serde(default, rename = "created_at")]
    #[schema(read_only, value_type = Option<String>)]
    _created_at: Value,
    /// Ignored.
    #[serde(default, rename = "updated_at")]
    #[schema(read_only, value_type = Option<String>)]
    _updated_at: Value,
    /// Ignored: provider keys have their own route.
    #[serde(default, rename = "provider_keys")]
    #[schema(read_only, value_type = Option<BTreeMap<String, bool>>)]
    _provider_keys: Value,
}

fn default_engines() -> Vec<EngineSpec> {
    Settings::default().engines
}

impl TenantInput {
    pub(crate) fn into_settings(self) -> Settings {
        let first_engine = || self.engines.first().map(|engine| engine.name.clone()).unwrap_or_default();
        Settings {
            name: self.name,
            copy: self.copy,
            tokens: self.tokens,
            behaviour: self.behaviour,
            prompt: self.prompt,
            default_engine: self.default_engine.unwrap_or_else(first_engine),
            engines: self.engines,
            visitor_engines: self.visitor_engines,
            origins: self.origins,
            limits: self.limits,
        }
    }
}
