//! `POST /v1/messages`

use crate::{
    State,
    caller::Caller,
    documented::{KeyErrors, MessageErrors},
    routes::chat::{ChatRequest, tell_headroom},
    turn,
};
use axum::{
    Json, extract,
    response::{IntoResponse as _, Response},
};
use bubblechat_core::conversation::{MessageId, ReplyId};
use bubblechat_http::{ApiError, BodyErrors, NO_STORE, ServerErrors, VisitorJson, site_origin};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;

/// A stored message.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Accepted {
    message_id: MessageId,
    reply_id: ReplyId,
    /// The address of the reply's stream, valid for ten minutes: `new EventSource(stream_url)`.
    stream_url: String,
}

/// Only stores a message. Its reply is generated when its stream is first read: for clients that only have `EventSource`.
#[utoipa::path(
    post, path = "/v1/messages", tag = "visitors", request_body = ChatRequest, security(("api_key" = [])),
    responses(
        (status = 202, description = "Stored", body = Accepted),
        BodyErrors,
        KeyErrors,
        MessageErrors,
        ServerErrors,
    )
)]
pub(crate) async fn messages(
    extract::State(state): extract::State<State>,
    caller: Caller,
    headers: HeaderMap,
    VisitorJson(request): VisitorJson<ChatRequest>,
) -> Result<Response, ApiError> {
    let stored = turn::store(&state, &caller, request.parse()?).await?;
    let turn::Start { message_id, reply_id, ticket, .. } = stored.start;
    let origin = site_origin(&headers).unwrap_or_default();
    let stream_url = format!("{origin}/v1/replies/{}/stream?ticket={ticket}", reply_id.as_str());
    let mut response = (StatusCode::ACCEPTED, Json(Accepted { message_id, reply_id, stream_url })).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
    if let Some(headroom) = stored.headroom {
        tell_headroom(response.headers_mut(), headroom);
    }
    Ok(response)
}
