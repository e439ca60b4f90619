//! An engine that asks a provider's model.

use crate::{answer, clients::Clients, plan::Plan};
use bubblechat_core::engine::{Engine, EngineRequest, EngineStream, Role};
use genai::chat::{ChatMessage, ChatRequest};
use std::sync::Arc;

/// Asks a provider's model.
#[derive(Debug)]
pub(crate) struct ProviderEngine {
    plan: Arc<Plan>,
    clients: Arc<Clients>,
}

impl ProviderEngine {
    pub(crate) fn new(plan: Plan, clients: Arc<Clients>) -> Self {
        Self { plan: Arc::new(plan), clients }
    }
}

impl Engine for ProviderEngine {
    fn answer(&self, request: EngineRequest) -> EngineStream {
        answer::stream(self.plan.clone(), self.clients.clone(), chat_request(request))
    }
}

/// Several providers require that the visitor begins and that the roles alternate, which a window of the history or a
/// failed reply can break. So leading replies and empty messages are dropped, and messages of the same role that then
/// follow one another are joined.
fn chat_request(request: EngineRequest) -> ChatRequest {
    let mut turns: Vec<(Role, String)> = Vec::new();
    for message in request.messages {
        let leading = turns.is_empty() && message.role == Role::Assistant;
        if leading || message.content.trim().is_empty() {
            continue;
        }
        match turns.last_mut() {
            Some((role, content)) if *role == message.role => {
                content.push_str("\n\n");
                content.push_str(&message.content);
            }
            _ => turns.push((message.role, message.content)),
        }
    }
    let messages = turns.into_iter().map(|(role, content)| match role {
        Role::User => ChatMessage::user(content),
        Role::Assistant => ChatMessage::assistant(content),
    });
    let chat = ChatRequest::new(messages.collect());
    if request.system.trim().is_empty() { chat } else { chat.with_system(request.system) }
}
