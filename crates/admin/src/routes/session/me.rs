//! `GET /v1/admin/me`

use super::SessionView;
use crate::{documented::SessionErrors, session::SignedIn};
use axum::Json;
use bubblechat_http::{ServerErrors, consoles_site};
use http::HeaderMap;
use serde::Serialize;

/// Who is signed in, and on which deployment.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Me {
    #[serde(flatten)]
    session: SessionView,
    /// The origin of the site that belongs to this console and serves the widget. Null if it is unknown.
    #[schema(example = "https://chat.example")]
    site: Option<String>,
}

/// Returns who is signed in, and which site belongs to this console.
#[utoipa::path(
    get,
    path = "/v1/admin/me",
    operation_id = "me",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The session", body = Me), SessionErrors, ServerErrors)
)]
pub(crate) async fn me(session: SignedIn, headers: HeaderMap) -> Json<Me> {
    Json(Me { session: SessionView::of(&session), site: consoles_site(&headers) })
}
