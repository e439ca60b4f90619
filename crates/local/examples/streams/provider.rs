//! The two processes that BubbleChat is measured against: a provider, and a bare pass-through in front of it.

use anyhow::Result;
use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::post,
    serve::{Listener, ListenerExt as _},
};
use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;
use std::{
    convert::Infallible,
    net::SocketAddr,
    time::{Duration, SystemTime},
};
use tokio::{
    net::TcpListener,
    time::{Instant, sleep_until},
};

/// How a provider answers: told by the model's name, `FIRST-GAP-TOKENS`, both times in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) first: Duration,
    pub(crate) gap: Duration,
    pub(crate) tokens: u32,
}

impl Pace {
    pub(crate) const fn of(first_ms: u64, gap_ms: u64, tokens: u32) -> Self {
        Self { first: Duration::from_millis(first_ms), gap: Duration::from_millis(gap_ms), tokens }
    }

    /// As a model's name.
    pub(crate) fn model(self) -> String {
        format!("{}-{}-{}", self.first.as_millis(), self.gap.as_millis(), self.tokens)
    }

    fn parse(model: &str) -> Option<Self> {
        let mut parts = model.split('-').map(|part| part.parse().ok());
        let mut next = || parts.next().flatten();
        Some(Self::of(next()?, next()?, u32::try_from(next()?).ok()?))
    }
}

/// Microseconds since the Unix epoch, by the clock that all processes here share.
pub(crate) fn now_us() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or_default()
}

/// What comes before a token's time.
pub(crate) const MARK: u8 = b'@';
/// How many digits a token's time has.
pub(crate) const DIGITS: usize = 16;

/// Answers as OpenAI does. Each token says when it was sent.
pub(crate) async fn provide(listener: TcpListener) -> Result<()> {
    let router = Router::new().route("/v1/chat/completions", post(complete));
    Ok(axum::serve(at_once(listener), router).await?)
}

/// Without it, the system may hold a token back until the one before has been acknowledged.
fn at_once(listener: TcpListener) -> impl Listener<Addr = SocketAddr> {
    listener.tap_io(|stream| drop(stream.set_nodelay(true)))
}

async fn complete(Json(request): Json<Value>) -> Response {
    let Some(pace) = request["model"].as_str().and_then(Pace::parse) else {
        return axum::http::StatusCode::NOT_FOUND.into_response();
    };
    let asked = Instant::now();
    let pieces = stream::unfold(0, move |sent| async move {
        let piece = match sent.cmp(&pace.tokens) {
            std::cmp::Ordering::Less => {
                let due = asked + pace.first + pace.gap * sent;
                // A clock that wakes a millisecond late would be measured as the provider's.
                if due > Instant::now() {
                    sleep_until(due).await;
                }
                format!("{{\"index\":0,\"delta\":{{\"content\":\"{}{:016} \"}}}}", char::from(MARK), now_us())
            }
            std::cmp::Ordering::Equal => r#"{"index":0,"delta":{},"finish_reason":"stop"}"#.to_owned(),
            std::cmp::Ordering::Greater => return None,
        };
        let end = if sent == pace.tokens { "data: [DONE]\n\n" } else { "" };
        let chunk = format!(
            "data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{piece}]}}\n\n{end}"
        );
        Some((Ok::<_, Infallible>(Bytes::from(chunk)), sent + 1))
    });
    ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(pieces)).into_response()
}

/// Hands requests on to a provider, and its bytes back.
pub(crate) async fn pass_through(listener: TcpListener, provider: String) -> Result<()> {
    let state = (reqwest::Client::builder().no_proxy().build()?, format!("{provider}/v1/chat/completions"));
    let router = Router::new().route("/v1/chat/completions", post(hand_on)).with_state(state);
    Ok(axum::serve(at_once(listener), router).await?)
}

async fn hand_on(State((http, url)): State<(reqwest::Client, String)>, body: Bytes) -> Response {
    match http.post(url).header(CONTENT_TYPE, "application/json").body(body).send().await {
        Ok(answer) => ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(answer.bytes_stream())).into_response(),
        Err(_) => axum::http::StatusCode::BAD_GATEWAY.into_response(),
    }
}
