//! What visitors may know of a tenant. A list of what is shown, so that a new setting stays inside until somebody adds it here.

use bubblechat_core::{
    store::Tenant,
    tenant::{Copy, SessionMode, Tokens},
};
use serde::Serialize;

/// The version of the protocol between widget and service.
const PROTOCOL: u32 = 1;

/// What a widget needs to paint itself.
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
    /// Texts the visitor reads.
    pub copy: Copy,
    /// The design tokens.
    pub tokens: Tokens,
    /// How the widget behaves.
    pub behaviour: PublicBehaviour,
    /// The engines that the visitor may choose; empty means no choice.
    pub engines: Vec<PublicEngine>,
}

/// How the widget behaves.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PublicBehaviour {
    /// Where the visitor's thread lives.
    pub session: SessionMode,
    /// How many earlier messages a reopened tab sees.
    #[schema(minimum = 0, maximum = 50)]
    pub history_limit: u32,
    /// Hosts whose images replies may show.
    pub image_hosts: Vec<String>,
}

/// An engine that the visitor may choose.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PublicEngine {
    /// Its name, which `engine` in a message may say.
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
