//! `GET /v1/admin/tenants/{slug}/conversations`

use crate::{
    State,
    documented::{NotFoundErrors, PagingErrors, SessionErrors, TenantPath},
    paging::{Paging, invalid_cursor},
    routes::tenants::require_tenant,
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{
    conversation::ConversationId,
    store,
    time::{now_ms, rfc3339},
};
use bubblechat_http::{ApiError, PathParams, QueryParams, ServerErrors};
use serde::Serialize;

/// A page of conversations.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConversationList {
    /// Newest activity first.
    items: Vec<ConversationSummary>,
    /// Where the next page begins; null at the end.
    cursor: Option<String>,
}

/// What the list shows of a conversation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConversationSummary {
    /// Its id.
    id: ConversationId,
    /// When it began, RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When its newest message came, RFC 3339.
    #[schema(format = DateTime)]
    active_at: String,
    /// The visitor's newest message, its first 200 characters.
    #[schema(example = "When are you open?")]
    last_message: String,
    /// How many messages the visitor wrote.
    #[schema(example = 3)]
    turns: u64,
}

impl From<store::ConversationSummary> for ConversationSummary {
    fn from(conversation: store::ConversationSummary) -> Self {
        Self {
            id: conversation.conversation_id,
            created_at: rfc3339(conversation.created_at_ms),
            active_at: rfc3339(conversation.active_at_ms),
            last_message: conversation.last_message,
            turns: conversation.turns,
        }
    }
}

/// Lists a tenant's conversations, newest activity first.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}/conversations",
    operation_id = "list_conversations",
    tag = "conversations",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath, Paging),
    responses(
        (status = 200, description = "A page", body = ConversationList),
        PagingErrors,
        SessionErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn list_conversations(
    extract::State(state): extract::State<State>,
    _: SignedIn,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<ConversationList>, ApiError> {
    let limit = paging.limit()?;
    require_tenant(&state.store, &slug).await?;
    let page = state.store.conversations(&slug, paging.cursor(), limit, now_ms()).await?.map_err(invalid_cursor)?;
    Ok(Json(ConversationList { items: page.items.into_iter().map(Into::into).collect(), cursor: page.cursor }))
}
