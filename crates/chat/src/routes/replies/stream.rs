//! `GET /v1/replies/{reply_id}/stream`

use super::reply_id;
use crate::{
    Deadline, State,
    documented::SseEvent,
    routes::chat,
    turn::{Encoding, resume},
};
use axum::{
    extract,
    response::{IntoResponse as _, Response},
};
use bubblechat_core::Invalid;
use bubblechat_http::{ApiError, ErrorBody, PathParams, QueryParams, ServerErrors, visitor_address};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Which stream, and where to begin.
#[derive(Debug, Deserialize)]
pub(crate) struct StreamQuery {
    ticket: String,
    after: Option<usize>,
}

/// Streams a reply: starts it if nobody has yet, or else replays and follows it. For a browser's `EventSource`, and to resume.
///
/// With `Last-Event-ID` (or `after`) it continues after that event, without a gap or a repeat. It answers 204 when there is nothing more, so
/// that an `EventSource` does not reconnect.
#[utoipa::path(
    get, path = "/v1/replies/{reply_id}/stream", tag = "visitors", security(("ticket" = [])),
    params(
        ("reply_id" = String, Path, description = "The reply"),
        ("ticket" = String, Query, description = "The ticket that came with the reply, valid for ten minutes"),
        ("after" = Option<usize>, Query, description = "The id of the last event received"),
        ("Last-Event-ID" = Option<usize>, Header, description = "The same as `after`, which it overrides, as `EventSource` sends it"),
    ),
    responses(
        (status = 200, description = "The reply's events, as from `POST /v1/chat`", content((SseEvent = "text/event-stream"))),
        (status = 204, description = "There is nothing more"),
        (status = 400, description = "`invalid_query`: a parameter is missing or malformed", body = ErrorBody),
        (status = 401, description = "`invalid_ticket`; `key_revoked`, `key_expired`: the key that the ticket was issued for no longer works", body = ErrorBody),
        (status = 404, description = "`not_found`: the reply was deleted", body = ErrorBody),
        (status = 429, description = "`too_many_streams`: close one first", body = ErrorBody),
        (status = 422, description = "`invalid_request`: `after` is not the id of an event of this reply", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn stream(
    extract::State(state): extract::State<State>,
    PathParams(reply): PathParams<String>,
    QueryParams(query): QueryParams<StreamQuery>,
    deadline: Deadline,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let after = last_event_id(&headers)?.or(query.after).unwrap_or(0);
    let reply = reply_id(&reply)?;
    let room = state.bounds.stream_of(&reply, &visitor_address(&headers))?;
    match resume(&state, &reply, &query.ticket, after, deadline).await? {
        Some(stream) => Ok(chat::stream_of(Encoding::Sse, stream, room)),
        None => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<usize>, Invalid> {
    let Some(value) = headers.get("last-event-id").filter(|value| !value.is_empty()) else { return Ok(None) };
    let id = value.to_str().ok().and_then(|text| text.parse().ok());
    id.map(Some).ok_or_else(|| Invalid::new("Last-Event-ID must be the id of one of this reply's events, a number"))
}
