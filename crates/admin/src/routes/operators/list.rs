//! `GET /v1/admin/operators`

use super::OperatorView;
use crate::{State, documented::SessionErrors, session::SignedIn};
use axum::{Json, extract};
use bubblechat_http::{ApiError, ServerErrors};
use serde::Serialize;

/// The operators.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct OperatorList {
    /// Sorted by e-mail address.
    items: Vec<OperatorView>,
    /// Always null, because all operators fit on one page.
    cursor: Option<String>,
}

/// Lists the operators.
#[utoipa::path(
    get,
    path = "/v1/admin/operators",
    operation_id = "list_operators",
    tag = "operators",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The operators", body = OperatorList), SessionErrors, ServerErrors)
)]
pub(crate) async fn list_operators(
    extract::State(state): extract::State<State>,
    _: SignedIn,
) -> Result<Json<OperatorList>, ApiError> {
    let items = state.store.operators().await?.into_iter().map(OperatorView::from).collect();
    Ok(Json(OperatorList { items, cursor: None }))
}
