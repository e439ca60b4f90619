//! `GET /v1/admin/me`

use super::SessionView;
use crate::{State, documented::SessionErrors, second_factor::SecondFactorView, session::SignedIn};
use axum::{Json, extract};
use bubblechat_core::{
    Slug,
    currency::Currency,
    operator::{OperatorId, Role, Tenants},
    store::Operator,
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
    /// Whether signing in takes a code, too.
    second_factor: SecondFactorView,
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
    SignedIn { operator, session, team, expires_at_s, .. }: SignedIn,
    headers: HeaderMap,
) -> Json<Me> {
    let session = SessionView::of(&operator, &session, expires_at_s);
    let second_factor = SecondFactorView::of(&operator, team);
    let (site, currency) = (consoles_site(&headers), state.currency);
    let Operator { id, role, tenants, .. } = operator;
    Json(Me { session, id, role, tenants, second_factor, site, currency })
}
