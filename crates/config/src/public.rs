//! What visitors may know about a tenant. Lists what is public, so a new setting stays private until somebody adds it here.

use bubblechat_core::{
    PROTOCOL,
    store::Tenant,
    tenant::{Copy, SessionMode, Tokens},
};
use serde::Serialize;

/// What a widget needs to render itself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WidgetConfig {
    /// The version of the protocol between widget and service.
    #[schema(example = 1)]
    pub protocol: u32,
    /// The revision of the tenant's settings.
    #[schema(example = 7)]
    pub revision: u64,
    /// The tenant's name.
    #[schema(example = "Acme")]
    pub name: String,
    /// Texts that visitors read.
    pub copy: Copy,
    /// The design tokens.
    pub tokens: Tokens,
    /// How the widget behaves.
    pub behaviour: PublicBehaviour,
    /// The engines that visitors may choose from; empty means no choice.
    pub engines: Vec<PublicEngine>,
}

/// How the widget behaves.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PublicBehaviour {
    /// Whether a visitor's conversation belongs to one tab or to the whole device.
    pub session: SessionMode,
    /// How many earlier messages a reopened tab shows.
    #[schema(minimum = 0, maximum = 50)]
    pub history_limit: u32,
    /// Hosts from which replies may show images.
    pub image_hosts: Vec<String>,
    /// Hosts to which replies may link, beside the page's own; `null` for all.
    pub link_hosts: Option<Vec<String>>,
}

/// An engine that visitors may choose.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PublicEngine {
    /// The engine's name, for `engine` in a message.
    #[schema(example = "main")]
    pub name: String,
}

impl WidgetConfig {
    pub(crate) fn of(tenant: Tenant) -> Self {
        let (revision, settings) = (tenant.revision, tenant.settings);
        Self {
            protocol: PROTOCOL,
            revision,
            name: settings.name,
            copy: settings.copy,
            tokens: settings.tokens,
            behaviour: PublicBehaviour {
                session: settings.behaviour.session,
                history_limit: settings.behaviour.history_limit,
                image_hosts: settings.behaviour.image_hosts,
                link_hosts: settings.behaviour.link_hosts,
            },
            engines: settings.visitor_engines.into_iter().map(|name| PublicEngine { name }).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::{
        Slug,
        tenant::{EngineSpec, Settings},
    };
    use serde_json::json;
    use std::collections::{BTreeMap, BTreeSet};

    fn of(settings: Settings) -> serde_json::Value {
        let slug = Slug::parse("acme").expect("a slug");
        let (created_at_ms, updated_at_ms) = (1_111, 2_222);
        let tenant = Tenant {
            slug,
            revision: 7,
            created_at_ms,
            updated_at_ms,
            settings,
            provider_keys: BTreeMap::new(),
            failing_engines: Default::default(),
            updated_by: None,
            earlier_limits: None,
        };
        serde_json::to_value(WidgetConfig::of(tenant)).expect("a config is JSON")
    }

    #[test]
    fn engines_are_shown_by_name_in_the_operators_order_if_visitors_may_choose_them() {
        let mut settings = Settings { default_engine: "inside".to_owned(), ..Settings::default() };
        settings.engines = ["inside", "first", "second"].map(EngineSpec::echo).to_vec();
        assert_eq!(of(settings.clone())["engines"], json!([]));
        settings.visitor_engines = vec!["second".to_owned(), "first".to_owned()];
        assert_eq!(of(settings)["engines"], json!([{ "name": "second" }, { "name": "first" }]));
    }

    #[test]
    fn of_a_tenants_settings_and_record_only_what_the_widget_needs_is_shown() {
        let mut settings = Settings { name: "Acme".to_owned(), prompt: "inside".to_owned(), ..Settings::default() };
        settings.behaviour.history_limit = 12;
        settings.behaviour.image_hosts = vec!["img.acme.example".to_owned()];
        let config = of(settings);
        let names = |value: &serde_json::Value| -> BTreeSet<String> {
            value.as_object().expect("an object").keys().cloned().collect()
        };
        assert_eq!(
            names(&config),
            ["behaviour", "copy", "engines", "name", "protocol", "revision", "tokens"].map(str::to_owned).into()
        );
        assert_eq!(
            names(&config["behaviour"]),
            ["history_limit", "image_hosts", "link_hosts", "session"].map(str::to_owned).into()
        );
        assert_eq!((&config["name"], &config["revision"]), (&json!("Acme"), &json!(7)));
        assert_eq!(config["behaviour"]["history_limit"], 12);
        assert_eq!(config["behaviour"]["image_hosts"], json!(["img.acme.example"]));
        assert_eq!(config["behaviour"]["link_hosts"], json!(null));
    }
}
