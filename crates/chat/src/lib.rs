//! The chat function: a visitor's message in, a streamed answer out.

mod caller;
mod routes;
mod turn;

use axum::Router;
use bubblechat_core::{limits::RateLimiter, secret::Secrets, store::Store};
use bubblechat_engines::Engines;
use bubblechat_http::{ErrorBody, ErrorDetail};
use std::sync::Arc;
use utoipa::{
    Modify, OpenApi as _,
    openapi::security::{ApiKey, ApiKeyValue, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// What the routes share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct State {
    /// The store.
    pub store: Store,
    /// Counts messages.
    pub limiter: Arc<dyn RateLimiter>,
    /// What answers.
    pub engines: Engines,
    /// The service's secret.
    pub secrets: Secrets,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "BubbleChat: chat", description = "A visitor's message in, a streamed answer out."),
    tags((name = "visitors", description = "What a widget, or your own client, calls for a visitor.")),
    components(schemas(ErrorBody, ErrorDetail)),
    modifiers(&Security),
)]
struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let key =
            "A publishable key (`bc_pk_…`, from the tenant's origins) or a secret key (`bc_sk_…`, from a server).";
        let ticket = "Comes with a reply; good for that reply and ten minutes.";
        let components = openapi.components.get_or_insert_default();
        let header = ApiKey::Header(ApiKeyValue::with_description("X-API-Key", key));
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(header));
        let query = ApiKey::Query(ApiKeyValue::with_description("ticket", ticket));
        components.add_security_scheme("ticket", SecurityScheme::ApiKey(query));
    }
}

/// The function's routes.
pub fn router(state: State) -> Router {
    let (router, _) = api().split_for_parts();
    bubblechat_http::with_visitor_layers(router.with_state(state))
}

/// The function's part of the OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().split_for_parts().1
}

fn api() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(routes::chat::chat))
        .routes(routes!(routes::messages::messages))
        .routes(routes!(routes::replies::stream::stream))
        .routes(routes!(routes::replies::stop::stop))
        .routes(routes!(routes::replies::feedback::feedback))
        .routes(routes!(routes::conversation::get, routes::conversation::delete))
        .routes(routes!(routes::health::health))
}
