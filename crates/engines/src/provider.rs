//! An engine that asks a provider's model.

use crate::{answer, clients::Clients, error::EngineError, plan::Plan};
use bubblechat_core::engine::{Cause, Engine, EngineRequest, EngineStream, Fault, Problem};
use futures_util::{StreamExt as _, stream};
use genai::chat::{ChatMessage, ChatRequest};
use std::sync::Arc;

/// Asks a provider's model.
#[derive(Debug)]
pub(crate) struct ProviderEngine {
    name: String,
    plan: Arc<Plan>,
    clients: Arc<Clients>,
}

impl ProviderEngine {
    pub(crate) fn new(name: String, plan: Plan, clients: Arc<Clients>) -> Self {
        Self { name, plan: Arc::new(plan), clients }
    }
}

impl Engine for ProviderEngine {
    fn answer(&self, request: EngineRequest) -> EngineStream {
        let name = self.name.clone();
        let pieces = answer::stream(self.plan.clone(), self.clients.clone(), chat_request(request));
        pieces.map(move |piece| piece.map_err(|error| fault_of(&error, &name))).boxed()
    }
}

/// An engine that cannot be asked.
#[derive(Debug)]
pub(crate) struct Unusable(pub(crate) Fault);

impl Engine for Unusable {
    fn answer(&self, _: EngineRequest) -> EngineStream {
        stream::iter([Err(self.0.clone())]).boxed()
    }
}

pub(crate) fn fault_of(error: &EngineError, engine: &str) -> Fault {
    let mut retry_after_s = None;
    let cause = match error {
        EngineError::MissingKey { .. } => Cause::Misconfigured(Problem::KeyMissing),
        EngineError::Misconfigured(_) => Cause::Misconfigured(Problem::AddressWrong),
        EngineError::Unauthorized => Cause::Misconfigured(Problem::KeyRefused),
        EngineError::RateLimited { retry_after } => {
            retry_after_s = retry_after.map(|wait| wait.as_secs());
            Cause::Busy
        }
        EngineError::Unavailable | EngineError::Garbage => Cause::Unavailable,
        EngineError::Stalled => Cause::Stalled,
        EngineError::Cut => Cause::Cut,
        EngineError::Refused => Cause::Refused,
    };
    Fault { retry_after_s, ..Fault::new(cause, engine) }
}

fn chat_request(request: EngineRequest) -> ChatRequest {
    let exchanges = request.history.into_iter();
    let history = exchanges.flat_map(|e| [ChatMessage::user(e.question), ChatMessage::assistant(e.answer)]);
    let chat = ChatRequest::new(history.chain([ChatMessage::user(request.message)]).collect());
    if request.system.trim().is_empty() { chat } else { chat.with_system(request.system) }
}
