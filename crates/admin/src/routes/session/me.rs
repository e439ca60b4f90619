//! `GET /v1/admin/me`

use super::SessionView;
use crate::{documented::SessionErrors, session::SignedIn};
use axum::Json;
use bubblechat_http::ServerErrors;

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/v1/admin/me",
    operation_id = "me",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The session", body = SessionView), SessionErrors, ServerErrors)
)]
pub(crate) async fn me(session: SignedIn) -> Json<SessionView> {
    Json(SessionView::of(&session.claims))
}
