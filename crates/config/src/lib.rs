//! The config function: serves what a widget needs to render itself.

mod public;
mod routes;

pub use public::{PublicBehaviour, PublicEngine, WidgetConfig};

use bubblechat_core::store::Store;
use bubblechat_http::{ErrorBody, ErrorDetail};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What the routes may touch.
#[derive(Debug, Clone)]
pub struct State {
    /// Reads the tenants table only.
    pub store: Store,
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
