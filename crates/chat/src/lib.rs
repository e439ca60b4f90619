//! The chat function: takes a visitor's message and streams the reply.

mod bounds;
mod caller;
mod deadline;
mod documented;
mod engine_health;
mod key_uses;
mod routes;
mod turn;

pub use deadline::Deadline;
pub use routes::{
    chat::FIELDS_ELSEWHERE,
    health::{Health, StoreHealth},
};

use bounds::{Bounds, Queue};
use engine_health::EngineHealth;
use key_uses::KeyUses;

use axum::Router;
use bubblechat_core::{limits::RateLimiter, secret::Secrets, store::Store};
use bubblechat_engines::Engines;
use std::sync::Arc;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What the routes share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct State {
    /// The store.
    pub store: Store,
    /// Counts messages.
    pub limiter: Arc<dyn RateLimiter>,
    /// The engines that answer.
    pub engines: Engines,
    /// The service secret.
    pub secrets: Secrets,
    pub(crate) key_uses: KeyUses,
    pub(crate) engine_health: EngineHealth,
    pub(crate) bounds: Bounds,
}

impl State {
    /// The state of one process.
    pub fn new(store: Store, limiter: Arc<dyn RateLimiter>, engines: Engines, secrets: Secrets) -> Self {
        Self {
            store,
            limiter,
            engines,
            secrets,
            key_uses: KeyUses::default(),
            engine_health: EngineHealth::default(),
            bounds: Bounds::default(),
        }
    }

    /// For a store on this machine, which answers one call at a time: those who come first are served first.
    #[must_use]
    pub fn with_local_store(mut self) -> Self {
        self.bounds.queue = Queue::local();
        self
    }

    /// Waits until no reply is being made, also of those whose readers have left. From then on, new ones are refused as by a busy service.
    pub async fn finished(&self) {
        self.bounds.finished().await;
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
    OpenApiRouter::with_openapi(documented::Document::openapi())
        .routes(routes!(routes::chat::chat))
        .routes(routes!(routes::messages::messages))
        .routes(routes!(routes::replies::stream::stream))
        .routes(routes!(routes::replies::stop::stop))
        .routes(routes!(routes::replies::feedback::feedback))
        .routes(routes!(routes::conversation::get, routes::conversation::delete))
        .routes(routes!(routes::health::health))
}
