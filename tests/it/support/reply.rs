//! Responses of the routers, read to their end.

use super::canary::assert_no_secret_in_body;
use axum::{body::BodyDataStream, response::Response};
use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An event of a stream.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<usize>,
    pub(crate) data: Value,
}

impl Answer {
    /// Reads a response to its end. `is_public`: it must not contain secrets.
    pub(crate) async fn read(response: Response, is_public: bool) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        if is_public {
            assert_no_secret_in_body(&body);
            super::assert_no_secret("a visitor's response headers", format!("{:?}", parts.headers).as_bytes());
        }
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The error's code.
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {}", self.text())).to_owned()
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        parse_sse(self.text())
    }

    /// The reply that the events spell out.
    pub(crate) fn told(&self) -> String {
        let tokens = self.events().into_iter().filter(|event| event.name == "token");
        tokens.map(|event| event.data["content"].as_str().unwrap().to_owned()).collect()
    }

    /// The last event.
    pub(crate) fn last(&self) -> Event {
        self.events().pop().unwrap()
    }
}

/// Reads a stream until it has said that.
pub(crate) async fn read_until(body: &mut BodyDataStream, told: &str) -> String {
    let mut text = String::new();
    while !text.contains(told) {
        let piece = body.next().await.unwrap_or_else(|| panic!("{told} is not in {text}"));
        text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
    }
    text
}

/// Reads the rest of a stream.
pub(crate) async fn read_rest(mut body: BodyDataStream) -> String {
    let mut text = String::new();
    while let Some(piece) = body.next().await {
        text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
    }
    text
}

/// Parses server-sent events, as far as we use the specification.
pub(crate) fn parse_sse(text: &str) -> Vec<Event> {
    let blocks = text.split_terminator("\n\n").filter(|block| !block.starts_with(':'));
    blocks
        .map(|block| {
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            Event {
                name: field("event").unwrap().to_owned(),
                id: field("id").map(|id| id.parse().unwrap()),
                data: serde_json::from_str(field("data").unwrap()).unwrap(),
            }
        })
        .collect()
}
