//! `GET /v1/admin/tokens`

use super::{TokenView, may_manage};
use crate::{State, documented::SessionErrors, session::SignedIn};
use axum::{Json, extract};
use bubblechat_core::time::now_ms;
use bubblechat_http::{ApiError, ServerErrors};
use serde::Serialize;

/// Service tokens.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TokenList {
    /// Newest first.
    items: Vec<TokenView>,
    /// Always null, because all tokens fit on one page.
    cursor: Option<String>,
}

/// Lists the operator's service tokens that have not expired; to an owner of all tenants, everybody's.
#[utoipa::path(
    get,
    path = "/v1/admin/tokens",
    operation_id = "list_tokens",
    tag = "tokens",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The tokens", body = TokenList), SessionErrors, ServerErrors)
)]
pub(crate) async fn list_tokens(
    extract::State(state): extract::State<State>,
    SignedIn { operator, .. }: SignedIn,
) -> Result<Json<TokenList>, ApiError> {
    let tokens = state.store.tokens(now_ms()).await?.into_iter().filter(|token| may_manage(&operator, token));
    Ok(Json(TokenList { items: tokens.map(TokenView::from).collect(), cursor: None }))
}
