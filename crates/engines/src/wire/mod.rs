//! The providers' streaming formats: what is sent, and what a response says.
//!
//! Every dialect is a request body and a function that reads one frame of JSON into a [`Reading`]. All of them are lenient in the same way: what a
//! frame says that nobody here knows is skipped, and what is missing is not required.

mod anthropic;
mod bedrock;
mod cohere;
mod document;
mod frames;
mod gemini;
mod json;
mod malformed;
mod ollama;
mod openai;
mod reading;
mod sse;

pub(crate) use frames::{Frame, Frames, error_body};
pub(crate) use json::halves_joined;
pub(crate) use malformed::Malformed;
pub(crate) use reading::{Reading, Stop};

use crate::{dialect::Dialect, plan::Plan};
use bubblechat_core::engine::{EngineRequest, Exchange};
use serde_json::Value;

/// What a request body is made of: the conversation, with as much of its history as there is room for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conversation<'a> {
    pub(crate) system: Option<&'a str>,
    pub(crate) history: &'a [Exchange],
    pub(crate) message: &'a str,
}

impl<'a> Conversation<'a> {
    /// The request with its newest `kept` exchanges.
    pub(crate) fn of(request: &'a EngineRequest, kept: usize) -> Self {
        let system = Some(request.system.as_str()).filter(|system| !system.trim().is_empty());
        let history = &request.history[request.history.len().saturating_sub(kept)..];
        Self { system, history, message: &request.message }
    }

    /// The messages in order, each made by one of the functions.
    fn messages(&self, user: impl Fn(&str) -> Value, assistant: impl Fn(&str) -> Value) -> Vec<Value> {
        let earlier = self.history.iter().flat_map(|exchange| [user(&exchange.question), assistant(&exchange.answer)]);
        earlier.chain([user(self.message)]).collect()
    }
}

/// The body of a request.
pub(crate) fn body(plan: &Plan, conversation: Conversation<'_>) -> Value {
    match plan.dialect {
        Dialect::OpenAi => openai::body(plan, conversation),
        Dialect::Anthropic => anthropic::body(plan, conversation),
        Dialect::Gemini => gemini::body(plan, conversation),
        Dialect::Ollama => ollama::body(plan, conversation),
        Dialect::Cohere => cohere::body(plan, conversation),
        Dialect::Bedrock => bedrock::body(plan, conversation),
    }
}

/// Reads what one frame says.
pub(crate) fn read(dialect: Dialect, frame: &Frame, reading: &mut Reading) {
    let Frame { event, value } = frame;
    if reading::is_error(event.as_deref(), value) {
        reading.error = Some(value.clone());
    }
    match dialect {
        Dialect::OpenAi => openai::read(value, reading),
        Dialect::Anthropic => anthropic::read(event.as_deref(), value, reading),
        Dialect::Gemini => gemini::read(value, reading),
        Dialect::Ollama => ollama::read(value, reading),
        Dialect::Cohere => cohere::read(value, reading),
        Dialect::Bedrock => bedrock::read(event.as_deref(), value, reading),
    }
}

/// Sets an option in a body, if it is set.
fn set(body: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        body[name] = value.into();
    }
}
