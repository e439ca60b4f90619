//! `DELETE /v1/admin/tenants/{slug}/conversations/{id}`

use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, ConversationPath, NotFoundErrors, SessionErrors},
    tenant::require_tenant,
};
use axum::extract;
use bubblechat_core::audit::Action;
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::StatusCode;

/// Deletes a conversation permanently. A reply still in progress does not bring it back.
#[utoipa::path(
    delete,
    path = "/v1/admin/tenants/{slug}/conversations/{id}",
    operation_id = "delete_conversation",
    tag = "conversations",
    security(("session" = []), ("bearer" = [])),
    params(ConversationPath, ConfirmationHeader),
    responses(
        (status = 204, description = "Deleted"),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn delete_conversation(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(ConversationPath { slug, id }): PathParams<ConversationPath>,
) -> Result<StatusCode, ApiError> {
    require_tenant(&state.store, &slug).await?;
    let store = state.store.noting(caller.does(Action::ConversationDeleted).to_tenant(&slug).about(id.as_str()));
    store.note().await?;
    store.thread(&slug, &id).delete().await?;
    Ok(StatusCode::NO_CONTENT)
}
