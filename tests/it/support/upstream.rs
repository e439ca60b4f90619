//! An OpenAI-compatible provider, faked on the wire. The test decides when each piece is sent.

use super::wait::coming;
use axum::{Router, body::Body, extract::State, http::HeaderMap, response::IntoResponse, routing::post};
use bytes::Bytes;
use serde_json::{Value, json};
use std::convert::Infallible;
use tokio::{net::TcpListener, sync::mpsc};
use tokio_stream::wrappers::UnboundedReceiverStream;

/// The provider.
pub(crate) struct Upstream {
    /// The `base_url` for a tenant's engine.
    pub(crate) base_url: String,
    calls: mpsc::UnboundedReceiver<UpstreamCall>,
}

/// A request to the provider, whose answer the test controls. Dropping it ends the answer.
pub(crate) struct UpstreamCall {
    pub(crate) request: Value,
    pub(crate) authorization: String,
    answer: mpsc::UnboundedSender<Result<Bytes, Infallible>>,
}

impl Upstream {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let (tx, calls) = mpsc::unbounded_channel();
        let router = Router::new().route("/v1/chat/completions", post(complete)).with_state(tx);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base_url, calls }
    }

    /// The next request.
    pub(crate) async fn next(&mut self) -> UpstreamCall {
        coming("a request to the model", self.calls.recv()).await.unwrap()
    }

    /// Answers the next request with nothing, and the one after it: an engine that got nothing asks once more.
    pub(crate) async fn fail(&mut self) {
        for _ in 0..2 {
            drop(self.next().await);
        }
    }

    /// Whether there was no request since the last [`Self::next`].
    pub(crate) fn is_unasked(&mut self) -> bool {
        self.calls.try_recv().is_err()
    }
}

impl UpstreamCall {
    /// Sends a piece of the answer. Returns false if the caller is gone.
    pub(crate) fn token(&self, content: &str) -> bool {
        self.chunk(json!({ "choices": [{ "index": 0, "delta": { "content": content }, "finish_reason": null }] }))
    }

    /// Reports model tokens before the end, as some providers do.
    pub(crate) fn report(&self, input: u64, output: u64) {
        self.chunk(json!({ "choices": [], "usage": { "prompt_tokens": input, "completion_tokens": output } }));
    }

    /// Ends the answer properly.
    pub(crate) fn end(self) {
        self.end_with(12, 3);
    }

    /// Ends the answer properly, and reports that many model tokens.
    pub(crate) fn end_with(self, input: u64, output: u64) {
        self.chunk(json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] }));
        self.report(input, output);
        let _ = self.answer.send(Ok("data: [DONE]\n\n".into()));
    }

    /// Sends the whole answer at once.
    pub(crate) fn answer(self, content: &str) {
        self.token(content);
        self.end();
    }

    /// Waits until the caller has closed the connection.
    pub(crate) async fn closed(&self) {
        coming("the end of the connection to the model", self.answer.closed()).await;
    }

    fn chunk(&self, mut fields: Value) -> bool {
        fields["id"] = "chatcmpl-1".into();
        fields["object"] = "chat.completion.chunk".into();
        fields["created"] = 1_700_000_000.into();
        fields["model"] = "test-model-2026".into();
        self.answer.send(Ok(format!("data: {fields}\n\n").into())).is_ok()
    }
}

async fn complete(
    State(calls): State<mpsc::UnboundedSender<UpstreamCall>>,
    headers: HeaderMap,
    axum::Json(request): axum::Json<Value>,
) -> impl IntoResponse {
    let (answer, body) = mpsc::unbounded_channel();
    let authorization = headers.get("authorization").map_or("", |value| value.to_str().unwrap()).to_owned();
    calls.send(UpstreamCall { request, authorization, answer }).unwrap();
    ([("content-type", "text/event-stream")], Body::from_stream(UnboundedReceiverStream::new(body)))
}
