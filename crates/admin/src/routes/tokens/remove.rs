//! `DELETE /v1/admin/tokens/{id}`

use super::may_manage;
use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, SessionErrors},
    session::SignedIn,
};
use axum::extract;
use bubblechat_core::{audit::Action, key::KeyId, time::now_ms};
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::StatusCode;
use serde::Deserialize;

/// A token's address.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct TokenPath {
    /// The token's id.
    #[param(inline)]
    id: KeyId,
}

/// Deletes a service token: one's own, and as an owner of all tenants anybody's. It is refused at its next request.
#[utoipa::path(
    delete,
    path = "/v1/admin/tokens/{id}",
    operation_id = "remove_token",
    tag = "tokens",
    security(("session" = []), ("bearer" = [])),
    params(TokenPath, ConfirmationHeader),
    responses((status = 204, description = "Deleted"), SessionErrors, ConfirmationErrors, NotFoundErrors, ServerErrors)
)]
pub(crate) async fn remove_token(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    PathParams(TokenPath { id }): PathParams<TokenPath>,
) -> Result<StatusCode, ApiError> {
    let tokens = state.store.tokens(now_ms()).await?;
    let token = tokens.into_iter().find(|token| token.id == id && may_manage(&caller.operator, token));
    let token = token.ok_or_else(|| ApiError::not_found("There is no such token, or it is not yours."))?;
    let subject = format!("{} ({})", id.as_str(), token.name);
    let store = state.store.noting(caller.does(Action::TokenRemoved).about(subject));
    store.remove_token(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
