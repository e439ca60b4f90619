//! `GET /health`

use axum::Json;
use serde::Serialize;

/// That the function runs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Liveness. Asks nothing of the store.
#[utoipa::path(get, path = "/health", tag = "visitors", responses((status = 200, description = "The function runs", body = Health)))]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}
