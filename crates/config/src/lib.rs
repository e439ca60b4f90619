//! The config function: serves what a widget needs to render itself.

mod public;
mod routes;

pub use public::{PublicBehaviour, PublicEngine, WidgetConfig};

use bubblechat_core::{limits::Pace, secret::Secrets, store::Store};
use bubblechat_http::{ErrorBody, ErrorDetail};
use std::sync::Arc;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What the routes may touch.
#[derive(Debug, Clone)]
pub struct State {
    /// Reads the tenants table only.
    pub(crate) store: Store,
    /// By which made-up keys are recognised.
    pub(crate) secrets: Secrets,
    /// Requests per network address that reach this process, since the edge answers most.
    pub(crate) pace: Arc<Pace>,
}

/// Requests per minute and network address. An office's visitors share one.
const REQUESTS_PER_MINUTE: u32 = 600;

impl State {
    /// The state of one process.
    pub fn new(store: Store, secrets: Secrets) -> Self {
        Self { store, secrets, pace: Arc::new(Pace::per_minute(REQUESTS_PER_MINUTE)) }
    }
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "BubbleChat: config", description = "What a widget needs to render itself."),
    tags((name = "widget", description = "What a widget needs to render itself.")),
    components(schemas(ErrorBody, ErrorDetail))
)]
struct Document;

fn documented_router() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(routes::widget_config::widget_config))
        .routes(routes!(routes::widget_frame::widget_frame))
}

/// The function's routes, wrapped in all layers.
pub fn router(state: State) -> axum::Router {
    let (router, _) = documented_router().split_for_parts();
    bubblechat_http::with_visitor_layers(router.with_state(state))
}

/// The OpenAPI document of these routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    documented_router().into_openapi()
}
