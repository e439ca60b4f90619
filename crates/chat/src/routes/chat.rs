//! `POST /v1/chat`

use crate::{
    Deadline, State,
    caller::Caller,
    documented::{KeyErrors, MessageErrors, SseEvent},
    turn::{self, Encoding, Event, Incoming, Metadata, Outcome, Reader, Start, Started},
};
use axum::{
    Json,
    body::Body,
    extract,
    response::{IntoResponse, Response},
};
use bubblechat_core::{
    Invalid,
    conversation::{ConversationId, MessageId, MessageText, Page, ReplyId, ReplyStatus, SessionId},
    engine::Usage,
    limits::Headroom,
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, NO_STORE, ServerErrors, VisitorJson};
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;

/// A visitor's message.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct ChatRequest {
    /// The visitor's thread, made by the visitor's browser. Unguessable: whoever has it reads the thread.
    #[schema(pattern = "^[A-Za-z0-9._:-]{16,128}$", example = "0c2ce3a1-6f0e-4d9b-8f57-6a4a3a0d3b6e")]
    session_id: String,
    /// 1–4,000 characters after trimming.
    #[schema(min_length = 1, example = "When are you open?")]
    message: String,
    /// The client's idempotency key: the same id again makes no second message and no second reply, but returns the one there is.
    #[schema(pattern = "^[A-Za-z0-9._:-]{1,128}$")]
    message_id: Option<String>,
    /// One of the tenant's `visitor_engines`, as in the widget's config; absent means the tenant's choice.
    engine: Option<String>,
    /// The page it was written on.
    page: Option<Page>,
}

/// A whole reply.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ChatReply {
    conversation_id: ConversationId,
    message_id: MessageId,
    reply_id: ReplyId,
    /// The reply, Markdown.
    content: String,
    status: ReplyStatus,
    metadata: Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
}

/// Stores a message and answers it.
///
/// `Accept` chooses the form: `text/event-stream` (the default), `application/x-ndjson`, or `application/json` for the whole reply at once.
#[utoipa::path(
    post, path = "/v1/chat", tag = "visitors", request_body = ChatRequest, security(("api_key" = [])),
    responses(
        (status = 200, description = "The reply: the events of the schema `Event` (in SSE, `event:` is the type, `id:` the id, `data:` the rest), or the whole of it", content(
            (SseEvent = "text/event-stream"), (Event = "application/x-ndjson"), (ChatReply = "application/json"),
        ), headers(
            ("RateLimit-Limit" = u32, description = "The tightest limit, messages per minute"),
            ("RateLimit-Remaining" = u32, description = "Messages left of it"),
            ("RateLimit-Reset" = u32, description = "Seconds until it is empty again"),
        )),
        (status = 406, description = "`not_acceptable`", body = ErrorBody),
        (status = 502, description = "With `Accept: application/json`: the engine failed; the code says how", body = ErrorBody),
        BodyErrors,
        KeyErrors,
        MessageErrors,
        ServerErrors,
    )
)]
pub(crate) async fn chat(
    extract::State(state): extract::State<State>,
    caller: Caller,
    deadline: Deadline,
    headers: HeaderMap,
    VisitorJson(request): VisitorJson<ChatRequest>,
) -> Result<Response, ApiError> {
    let form = Form::accepted(&headers)?;
    let started = turn::start(&state, &caller, request.parse()?, deadline).await?;
    let headroom = started.headroom;
    let mut response = match form {
        Form::Stream(encoding) => stream_of(encoding, started.start, started.reader),
        Form::Whole => whole(started).await?,
    };
    if let Some(headroom) = headroom {
        tell_headroom(response.headers_mut(), headroom);
    }
    Ok(response)
}

impl ChatRequest {
    pub(super) fn parse(self) -> Result<Incoming, Invalid> {
        Ok(Incoming {
            session: SessionId::parse(&self.session_id)?,
            text: MessageText::parse(&self.message)?,
            message_id: self.message_id.map_or_else(|| Ok(MessageId::generate()), |id| MessageId::parse(&id))?,
            engine: self.engine,
            page: self.page.and_then(tidy),
        })
    }
}

/// The page without what may identify or authorise its visitor. A page that is none is left out: the message matters more.
fn tidy(page: Page) -> Option<Page> {
    let mut url = url::Url::parse(&page.url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_query(None);
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let url = url.to_string();
    (url.len() <= 2000).then(|| Page { url, title: page.title.chars().take(200).collect() })
}

/// The form of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Stream(Encoding),
    Whole,
}

impl Form {
    /// The first form of `Accept` that there is, in its own order; none or `*/*` means SSE.
    fn accepted(headers: &HeaderMap) -> Result<Self, ApiError> {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
        let media_type = |entry: &str| entry.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        accept
            .split(',')
            .find_map(|entry| match media_type(entry).as_str() {
                "text/event-stream" | "text/*" | "*/*" | "" => Some(Self::Stream(Encoding::Sse)),
                "application/x-ndjson" => Some(Self::Stream(Encoding::NdJson)),
                "application/json" | "application/*" => Some(Self::Whole),
                _ => None,
            })
            .ok_or_else(|| {
                let message = "Accept must name text/event-stream, application/x-ndjson or application/json";
                ApiError::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", message)
            })
    }
}

/// A reply as a stream of events.
pub(super) fn stream_of(encoding: Encoding, start: Start, reader: Reader) -> Response {
    let events = stream::unfold((Some(start), reader), next_event);
    let body = Body::from_stream(futures_util::StreamExt::map(events, move |event| {
        Ok::<_, Infallible>(encoding.encode(&event))
    }));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(encoding.content_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform")),
        // Some proxies hold a stream back until it ends unless told not to.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, body).into_response()
}

async fn next_event((start, mut reader): (Option<Start>, Reader)) -> Option<(Event, (Option<Start>, Reader))> {
    let event = match start {
        Some(start) => Event::Start(start),
        None => reader.next().await?,
    };
    Some((event, (None, reader)))
}

async fn whole(started: Started) -> Result<Response, ApiError> {
    let Start { conversation_id, message_id, reply_id, .. } = started.start;
    match started.reader.finish().await {
        (content, Outcome::Ended { status, metadata, usage }) => {
            let headers = [(header::CACHE_CONTROL, NO_STORE)];
            let reply = ChatReply { conversation_id, message_id, reply_id, content, status, metadata, usage };
            Ok((headers, Json(reply)).into_response())
        }
        (_, Outcome::Broken(fault)) => Err(ApiError::new(StatusCode::BAD_GATEWAY, fault.code, fault.message)),
    }
}

pub(super) fn tell_headroom(headers: &mut HeaderMap, headroom: Headroom) {
    headers.insert("ratelimit-limit", headroom.limit.into());
    headers.insert("ratelimit-remaining", headroom.remaining.into());
    headers.insert("ratelimit-reset", headroom.reset_s.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_chooses_the_form() {
        let form = |accept: &str| {
            let value = HeaderValue::from_str(accept).expect("a header value");
            Form::accepted(&HeaderMap::from_iter([(header::ACCEPT, value)])).ok()
        };
        assert_eq!(Form::accepted(&HeaderMap::new()).ok(), Some(Form::Stream(Encoding::Sse)));
        assert_eq!(form("*/*"), Some(Form::Stream(Encoding::Sse)));
        assert_eq!(form("application/json, text/plain, */*"), Some(Form::Whole));
        assert_eq!(form("text/html, Application/X-NDJSON;q=0.5"), Some(Form::Stream(Encoding::NdJson)));
        assert_eq!(form("text/html"), None);
    }

    #[test]
    fn a_page_loses_its_query_and_its_user() {
        let tidy = |url: &str| tidy(Page { url: url.to_owned(), title: "t".repeat(300) });
        let page = tidy("https://u:p@shop.example/cart?token=1#x").expect("a page");
        assert_eq!((page.url.as_str(), page.title.len()), ("https://shop.example/cart", 200));
        assert_eq!(tidy("javascript:alert(1)"), None);
        assert_eq!(tidy("not a url"), None);
    }
}
