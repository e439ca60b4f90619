//! `GET /v1/admin/me`

use super::SessionView;
use crate::{State, documented::SessionErrors, session::SignedIn};
use axum::{Json, extract};
use bubblechat_core::{
    Slug,
    currency::Currency,
    operator::{OperatorId, Role, Tenants},
};
use bubblechat_http::{ServerErrors, consoles_site};
use http::HeaderMap;
use serde::Serialize;

/// Who is signed in, and on which deployment.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Me {
    #[serde(flatten)]
    session: SessionView,
    /// The operator's id.
    id: OperatorId,
    /// What the operator may do.
    role: Role,
    /// With which tenants, by their slugs; null for all.
    #[schema(value_type = Option<Vec<Slug>>, required)]
    tenants: Tenants,
    /// The origin of the site that belongs to this console and serves the widget. Null if it is unknown.
    #[schema(example = "https://chat.example")]
    site: Option<String>,
    /// In which engines' prices are entered, and costs are told.
    currency: Currency,
}

/// Returns who is signed in and what the operator may do, which site belongs to this console, and in which currency it counts.
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
    signed_in: SignedIn,
    headers: HeaderMap,
) -> Json<Me> {
    let (session, operator) = (SessionView::of(&signed_in), signed_in.operator);
    let (site, currency) = (consoles_site(&headers), state.currency);
    Json(Me { session, id: operator.id, role: operator.role, tenants: operator.tenants, site, currency })
}
