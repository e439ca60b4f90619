//! `GET /health`

use axum::Json;
use serde::Serialize;

/// The function is running.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// Only from the local server.
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<StoreHealth>,
}

/// What was found of the store in the last seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StoreHealth {
    /// It can be written.
    Writable,
    /// New messages cannot be stored. Operators can still sign in, and visitors delete.
    Unwritable,
}

impl Health {
    /// The answer of a server that knows its store.
    pub fn with_store(store: StoreHealth) -> Self {
        Self { status: "ok", store: Some(store) }
    }
}

/// Returns whether the function is running. Does not call the store. The local server, which has one to itself, also says whether that can be
/// written.
#[utoipa::path(get, path = "/health", tag = "visitors", responses((status = 200, description = "The function is running", body = Health)))]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok", store: None })
}
