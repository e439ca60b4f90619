//! The providers' streaming formats: what is sent, and what a response says.
//!
//! Every dialect is a request body and a function that reads one frame of JSON into a [`Reading`]. All of them are lenient in the same way: what a
//! frame says that nobody here knows is skipped, and what is missing is not required.

mod anthropic;
mod bedrock;
mod cohere;
mod frames;
mod gemini;
mod json;
mod ollama;
mod openai;
mod reading;
mod sse;

pub(crate) use frames::{Frame, Frames, Malformed};
pub(crate) use json::{halves_joined, parse_all};
pub(crate) use reading::{Reading, Stop};

use crate::plan::Plan;
use bubblechat_core::engine::{EngineRequest, Exchange};
use serde_json::Value;

/// The streaming format an upstream speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Chat Completions, which most providers speak.
    OpenAi,
    Anthropic,
    Gemini,
    Ollama,
    Cohere,
    Bedrock,
}

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

impl Dialect {
    /// The body of a request.
    pub(crate) fn body(self, plan: &Plan, conversation: Conversation<'_>) -> Value {
        match self {
            Self::OpenAi => openai::body(plan, conversation),
            Self::Anthropic => anthropic::body(plan, conversation),
            Self::Gemini => gemini::body(plan, conversation),
            Self::Ollama => ollama::body(plan, conversation),
            Self::Cohere => cohere::body(plan, conversation),
            Self::Bedrock => bedrock::body(plan, conversation),
        }
    }

    /// Reads what one frame says. `event`: its name, if it has one outside its JSON.
    pub(crate) fn read(self, event: Option<&str>, frame: &Value, reading: &mut Reading) {
        if let Some(error) = reading::error_of(frame) {
            reading.error = Some(error.clone());
        }
        match self {
            Self::OpenAi => openai::read(frame, reading),
            Self::Anthropic => anthropic::read(frame, reading),
            Self::Gemini => gemini::read(frame, reading),
            Self::Ollama => ollama::read(frame, reading),
            Self::Cohere => cohere::read(frame, reading),
            Self::Bedrock => bedrock::read(event, frame, reading),
        }
    }
}

/// Sets an option in a body, if it is set.
fn set(body: &mut Value, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        body[name] = value.into();
    }
}
