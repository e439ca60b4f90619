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
            },
            engines: settings.visitor_engines.into_iter().map(|name| PublicEngine { name }).collect(),
        }
    }
}
