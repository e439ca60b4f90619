//! `/v1/conversation`

use crate::{
    State,
    caller::{Caller, Session, SessionHeader},
    documented::{KeyErrors, PaceErrors, ValueErrors},
    turn::{Fault, Metadata, shows_model},
};
use axum::{Json, extract};
use bubblechat_core::{
    access::{self, Source},
    conversation::{ConversationId, Feedback, ReplyStatus, Turn},
    key::Scope,
    time::{now_ms, rfc3339},
};
use bubblechat_http::{ApiError, NO_STORE, ServerErrors};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

/// A visitor's thread.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Conversation {
    conversation_id: ConversationId,
    /// The newest `history_limit` messages, oldest first.
    messages: Vec<Message>,
}

/// A message or a reply.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Message {
    /// The message's or the reply's id.
    id: String,
    role: Role,
    /// Plain text; Markdown for replies.
    content: String,
    /// Always `complete` for a message.
    status: ReplyStatus,
    /// When the message arrived or the reply began, in RFC 3339.
    created_at: String,
    /// What answered. Absent for messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
    /// Why an interrupted reply was interrupted, as its stream said.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Fault>,
    /// The visitor's rating of a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<Feedback>,
}

/// Who wrote it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Role {
    /// The visitor.
    User,
    /// An engine.
    Assistant,
}

/// Returns the session's conversation, for a reopened tab or a visitor who wants a copy.
#[utoipa::path(
    get, path = "/v1/conversation", operation_id = "read_thread", tag = "visitors", security(("api_key" = [])),
    params(SessionHeader),
    responses(
        (status = 200, description = "The conversation; empty for a new session", body = Conversation),
        KeyErrors,
        ValueErrors,
        PaceErrors,
        ServerErrors,
    )
)]
pub(crate) async fn get(
    extract::State(state): extract::State<State>,
    caller: Caller,
    Session(session): Session,
) -> Result<([(HeaderName, HeaderValue); 1], Json<Conversation>), ApiError> {
    state.bounds.count_call(&caller)?;
    let now_ms = now_ms();
    let slug = &caller.key.tenant;
    let conversation_id = ConversationId::derive(slug, &session);
    let key_id = caller.key.id();
    let thread = state.store.thread(slug, &conversation_id);
    let (access, turns) = tokio::join!(state.store.access(slug, &key_id), thread.newest_turns(now_ms));
    let source = Source { may_lack_origin: true, ..caller.source() };
    let (tenant, key) = access::open(access?, &caller.key, source, Scope::Chat, now_ms)?;
    let shows_model = shows_model(&tenant, &key);
    let mut messages: Vec<_> = turns?.into_iter().flat_map(|turn| messages_of(turn, shows_model, now_ms)).collect();
    let limit = tenant.settings.behaviour.history_limit as usize;
    messages.drain(..messages.len().saturating_sub(limit));
    Ok(([(header::CACHE_CONTROL, NO_STORE)], Json(Conversation { conversation_id, messages })))
}

/// Deletes the session's conversation permanently, for the visitor's right to be forgotten. A reply in progress does not bring it back.
#[utoipa::path(
    delete, path = "/v1/conversation", operation_id = "delete_thread", tag = "visitors", security(("api_key" = [])),
    params(SessionHeader),
    responses(
        (status = 204, description = "Deleted"),
        KeyErrors,
        ValueErrors,
        PaceErrors,
        ServerErrors,
    )
)]
pub(crate) async fn delete(
    extract::State(state): extract::State<State>,
    caller: Caller,
    session: Session,
) -> Result<StatusCode, ApiError> {
    let (thread, _) = super::own_thread(&state, &caller, &session).await?;
    thread.delete().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn messages_of(turn: Turn, shows_model: bool, now_ms: i64) -> [Message; 2] {
    let (status, replied_at) = (turn.status_at(now_ms), rfc3339(turn.reply_created_at_ms()));
    let metadata = Metadata::of(&turn);
    let metadata = if shows_model { metadata } else { metadata.without_model() };
    let error = (status == ReplyStatus::Interrupted).then(|| Fault::of(&turn));
    [
        Message {
            id: turn.message_id.as_str().to_owned(),
            role: Role::User,
            content: turn.message,
            status: ReplyStatus::Complete,
            created_at: rfc3339(turn.created_at_ms),
            metadata: None,
            error: None,
            feedback: None,
        },
        Message {
            id: turn.reply_id.as_str().to_owned(),
            role: Role::Assistant,
            content: turn.reply,
            status,
            created_at: replied_at,
            metadata: Some(metadata),
            error,
            feedback: turn.feedback,
        },
    ]
}
