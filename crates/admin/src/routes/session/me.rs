//! `GET /v1/admin/me`

use super::SessionView;
use crate::{State, documented::SessionErrors, session::SignedIn};
use axum::{Json, extract};
use bubblechat_core::currency::Currency;
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
    /// In which engines' prices are entered, and costs are told.
    currency: Currency,
}

/// Returns who is signed in, which site belongs to this console, and in which currency it counts.
#[utoipa::path(
    get,
    path = "/v1/admin/me",
    operation_id = "me",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The session", body = Me), SessionErrors, ServerErrors)
)]
pub(crate) async fn me(
    extract::State(state): extract::State<State>,
    session: SignedIn,
    headers: HeaderMap,
) -> Json<Me> {
    let currency = state.currency;
    Json(Me { session: SessionView::of(&session), site: consoles_site(&headers), currency })
}
