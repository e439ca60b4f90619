//! The tenant document as operators read and write it.

use crate::fault::FailingEngineView;
use bubblechat_core::{
    Invalid, Slug,
    store::Tenant,
    tenant::{Policy, Provider, Settings},
    time::rfc3339,
};
use bubblechat_http::ApiError;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, IntoDeserializer as _, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

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
    /// Who saved it last, by e-mail address; null for the service itself.
    #[schema(example = "ada@acme.example")]
    updated_by: Option<String>,
    /// Which provider keys and header values are set: by provider for its own host, as `openai@llm.example` for another host, and as
    /// `openai@llm.example#x-org` for the value of a header. The keys themselves are never shown.
    #[schema(example = json!({"openai": true, "anthropic": false, "openai@llm.example": true}))]
    provider_keys: BTreeMap<String, bool>,
    /// The engines that have failed since their last answer, by name: at once if something must be mended, else from the third failure in a row.
    failing_engines: Vec<FailingEngineView>,
    #[serde(flatten)]
    settings: Settings,
}

impl TenantDocument {
    pub(crate) fn of(tenant: Tenant) -> Self {
        let takes_key = Provider::ALL.into_iter().filter(|provider| provider.takes_key());
        let own = takes_key.map(|provider| (provider.name().to_owned(), false));
        let set = tenant.provider_keys.into_keys().map(|name| (name, true));
        Self {
            slug: tenant.slug,
            revision: tenant.revision,
            created_at: rfc3339(tenant.created_at_ms),
            updated_at: rfc3339(tenant.updated_at_ms),
            updated_by: tenant.updated_by,
            provider_keys: own.chain(set).collect(),
            failing_engines: FailingEngineView::all(tenant.failing_engines),
            settings: tenant.settings,
        }
    }
}

/// What an operator sets on a tenant. Fields that are left out get their default. You can send back a document just as you read it.
#[derive(Debug, utoipa::ToSchema)]
#[schema(example = json!({
    "slug": "acme", "name": "Acme", "prompt": "You are Acme's friendly assistant.", "origins": ["https://acme.example"],
    "engines": [{"name": "main", "provider": "openai", "model": "gpt-5-mini"}]
}))]
pub(crate) struct TenantInput {
    /// Required for a new tenant. For an existing one, leave it out or send the same as in the URL.
    #[schema(required = false)]
    pub(crate) slug: Option<Slug>,
    /// What the version should say about this save, 1–200 characters.
    #[schema(required = false, nullable = false, min_length = 1, max_length = 200)]
    pub(crate) note: Option<String>,
    /// Without `default_engine`, the first engine is the default.
    #[serde(flatten)]
    pub(crate) settings: Settings,
}

impl TenantInput {
    /// Checks the note and all rules of the settings.
    pub(crate) fn check(&self, policy: Policy) -> Result<(), ApiError> {
        if self.note.as_ref().is_some_and(|note| !(1..=200).contains(&note.chars().count())) {
            return Err(Invalid::new("note must have 1 to 200 characters.").into());
        }
        Ok(self.settings.validate(policy)?)
    }
}

/// What a document shows besides its settings. Sending it back is allowed, and has no effect.
const READ_ONLY: [&str; 6] = ["revision", "created_at", "updated_at", "updated_by", "provider_keys", "failing_engines"];

/// Not derived, because a misspelt field would go unnoticed behind `#[serde(flatten)]`.
impl<'de> Deserialize<'de> for TenantInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InputVisitor)
    }
}

struct InputVisitor;

impl<'de> Visitor<'de> for InputVisitor {
    type Value = TenantInput;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a tenant document")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<TenantInput, A::Error> {
        let mut fields = SettingsFields { fields, slug: None, note: None, names_default_engine: false };
        let mut settings = Settings::deserialize(MapAccessDeserializer::new(&mut fields))?;
        if !fields.names_default_engine {
            settings.default_engine = settings.engines.first().map(|engine| engine.name.clone()).unwrap_or_default();
        }
        Ok(TenantInput { slug: fields.slug, note: fields.note, settings })
    }
}

/// Passes on the fields of a document that are settings, and takes out the others.
struct SettingsFields<A> {
    fields: A,
    slug: Option<Slug>,
    note: Option<String>,
    names_default_engine: bool,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for &mut SettingsFields<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.fields.next_key::<String>()? {
            match key.as_str() {
                "slug" => self.slug = self.fields.next_value()?,
                "note" => self.note = Some(self.fields.next_value()?),
                // Not as `IgnoredAny`, which the strict body would take for a field that nobody knows.
                name if READ_ONLY.contains(&name) => drop(self.fields.next_value::<Value>()?),
                name => {
                    self.names_default_engine |= name == "default_engine";
                    return seed.deserialize(key.into_deserializer()).map(Some);
                }
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.fields.next_value_seed(seed)
    }
}
