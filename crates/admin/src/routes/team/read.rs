//! `GET /v1/admin/team`

use super::TeamSettings;
use crate::{documented::SessionErrors, session::SignedIn};
use axum::Json;
use bubblechat_http::ServerErrors;

/// Returns what is demanded of every operator.
#[utoipa::path(
    get,
    path = "/v1/admin/team",
    operation_id = "read_team",
    tag = "operators",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The settings", body = TeamSettings), SessionErrors, ServerErrors)
)]
pub(crate) async fn read_team(caller: SignedIn) -> Json<TeamSettings> {
    Json(caller.team.into())
}
