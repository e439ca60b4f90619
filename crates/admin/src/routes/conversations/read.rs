//! `GET /v1/admin/tenants/{slug}/conversations/{id}`

use crate::{
    State,
    documented::{ConversationPath, NotFoundErrors, PagingErrors, ReaderErrors},
    fault::FaultView,
    paging::{self, Paging},
    reader::ConversationReader,
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::{
    conversation::{ConversationId, Feedback, Page, ReplyStatus, Turn},
    engine::Usage,
    time::{now_ms, rfc3339},
};
use bubblechat_http::{ApiError, PathParams, QueryParams, ServerErrors};
use serde::{Deserialize, Serialize};

/// A page of a conversation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ConversationView {
    /// Its id.
    id: ConversationId,
    /// Oldest first on each page; a message and the reply to it are always on one page.
    messages: Vec<MessageView>,
    /// Send it to get the next page; null on the last page.
    cursor: Option<String>,
}

/// A message or a reply, with what the service knows about it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(tag = "role", rename_all = "lowercase")]
pub(crate) enum MessageView {
    /// The visitor's message.
    #[schema(title = "UserMessageView")]
    User {
        /// The message's id.
        id: String,
        /// Its text.
        content: String,
        /// When it arrived, in RFC 3339.
        #[schema(format = DateTime)]
        created_at: String,
        /// The page it was written on.
        page: Option<Page>,
    },
    /// The reply to it.
    #[schema(title = "AssistantMessageView")]
    Assistant {
        /// The reply's id.
        id: String,
        /// Markdown.
        content: String,
        /// Its progress, or how it ended.
        status: ReplyStatus,
        /// When it began, in RFC 3339.
        #[schema(format = DateTime)]
        created_at: String,
        /// The name of the engine that answered.
        engine: String,
        /// The model that answered, by its provider's name for it.
        model: Option<String>,
        /// The names of the engines, as visitors are told them.
        metadata: ReplyMetadata,
        /// Why an engine failed: this one, or the one in whose place it answered.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        fault: Option<FaultView>,
        /// Model tokens, if the provider reported them.
        usage: Option<Usage>,
        /// The visitor's rating.
        feedback: Option<Feedback>,
    },
}

/// Which engine answered, and for which.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ReplyMetadata {
    /// The name of the engine that answered.
    engine: String,
    /// The name of the engine that could not answer, if this one did so in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    fallback_for: Option<String>,
}

fn messages_of(turn: Turn, now_ms: i64) -> [MessageView; 2] {
    let fallback_for = turn.fault.as_ref().map(|fault| fault.engine.clone()).filter(|failed| *failed != turn.engine);
    let (status, replied_at) = (turn.status_at(now_ms), rfc3339(turn.reply_created_at_ms()));
    [
        MessageView::User {
            id: turn.message_id.as_str().to_owned(),
            content: turn.message,
            created_at: rfc3339(turn.created_at_ms),
            page: turn.page,
        },
        MessageView::Assistant {
            id: turn.reply_id.as_str().to_owned(),
            content: turn.reply,
            status,
            created_at: replied_at,
            metadata: ReplyMetadata { engine: turn.engine.clone(), fallback_for },
            engine: turn.engine,
            model: turn.model,
            fault: turn.fault.map(FaultView::from),
            usage: turn.usage,
            feedback: turn.feedback,
        },
    ]
}

/// From which end a conversation is read.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Order {
    /// `start` (the default) begins with the first messages. `end` begins with the newest, and each further page is earlier.
    #[serde(default)]
    #[param(inline)]
    from: Edge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Edge {
    #[default]
    Start,
    End,
}

/// Returns a conversation, a page at a time.
///
/// `limit` counts the visitor's messages; each comes with its reply. A secret key with the scope `conversations:read` can read its own
/// tenant's conversations.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}/conversations/{id}",
    operation_id = "read_conversation",
    tag = "conversations",
    security(("session" = []), ("bearer" = []), ("api_key" = [])),
    params(ConversationPath, Order, Paging),
    responses(
        (status = 200, description = "A page", body = ConversationView),
        PagingErrors,
        ReaderErrors,
        NotFoundErrors,
        ServerErrors,
    )
)]
pub(crate) async fn read_conversation(
    extract::State(state): extract::State<State>,
    _: ConversationReader,
    PathParams(ConversationPath { slug, id }): PathParams<ConversationPath>,
    QueryParams(Order { from }): QueryParams<Order>,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<ConversationView>, ApiError> {
    let request = paging.request()?;
    let no_conversation = || ApiError::not_found("The tenant has no conversation with this id.");
    let id = ConversationId::parse(id.as_str()).map_err(|_| no_conversation())?;
    require_tenant(&state.store, &slug).await?;
    let now_ms = now_ms();
    let turns = state.store.thread(&slug, &id).turns(request, from == Edge::End, now_ms).await;
    let page = turns.map_err(paging::refusal)?;
    if page.items.is_empty() && page.cursor.is_none() && request.cursor.is_none() {
        return Err(no_conversation());
    }
    let messages = page.items.into_iter().flat_map(|turn| messages_of(turn, now_ms)).collect();
    Ok(Json(ConversationView { id, messages, cursor: page.cursor }))
}
