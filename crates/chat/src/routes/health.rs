//! `GET /health`

use axum::Json;
use serde::Serialize;

/// The function is running.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Returns whether the function is running. Does not call the store.
#[utoipa::path(get, path = "/health", tag = "visitors", responses((status = 200, description = "The function is running", body = Health)))]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}
