//! Begins to answer a turn.

use super::{
    Reader,
    generate::{self, Job},
    live,
};
use crate::{Deadline, State};
use bubblechat_core::{
    conversation::{Retention, Turn},
    engine::{ChatMessage, Engine, EngineError, EngineRequest, Role},
    secret::ServiceSecret,
    store::{Tenant, Thread},
    tenant::EngineSpec,
};
use futures_util::StreamExt as _;
use std::sync::Arc;

/// What an answer is made from, besides its turn.
pub(super) struct Answering<'a> {
    pub(super) state: &'a State,
    pub(super) tenant: &'a Tenant,
    pub(super) secret: &'a ServiceSecret,
    pub(super) thread: &'a Thread,
    /// The newest turns, oldest first.
    pub(super) history: &'a [Turn],
    pub(super) engine: &'a EngineSpec,
    pub(super) deadline: Deadline,
}

impl Answering<'_> {
    /// Begins to answer in a task of its own. `retention`: how the turn is to be kept, unless it is stored already.
    pub(super) fn answer(&self, turn: Turn, retention: Option<Retention>) -> Reader {
        let (writer, reader) = live::channel();
        let request = request(self.tenant, self.history, &turn);
        let engine_stream = match self.engine() {
            Ok(engine) => engine.answer(request),
            Err(error) => Box::pin(futures_util::stream::iter([Err(error)])),
        };
        let job = Job {
            thread: self.thread.clone(),
            turn,
            retention,
            stream: engine_stream.take_until(self.deadline.near()).boxed(),
            deadline: self.deadline,
        };
        tokio::spawn(generate::generate(job, writer));
        Reader::new(reader, 0)
    }

    fn engine(&self) -> Result<Arc<dyn Engine>, EngineError> {
        let (spec, slug) = (self.engine, &self.tenant.slug);
        let sealed = self.tenant.provider_keys.get(spec.provider.name());
        let key = sealed.map(|sealed| sealed.open(&self.secret.master, slug, spec.provider)).transpose();
        let key = key.map_err(|error| EngineError::Misconfigured(error.to_string()))?;
        self.state.engines.engine(spec, key)
    }
}

/// What the engine sees: the tenant's prompt, the window of earlier messages, the new message.
fn request(tenant: &Tenant, history: &[Turn], turn: &Turn) -> EngineRequest {
    let message = |role, content: &str| ChatMessage { role, content: content.to_owned() };
    // A turn that was stored before lies in the history itself, perhaps with later ones after it.
    let earlier = history.iter().filter(|earlier| earlier.reply_id < turn.reply_id);
    let messages = earlier.flat_map(|t| [message(Role::User, &t.message), message(Role::Assistant, &t.reply)]);
    let mut messages: Vec<_> = messages.filter(|message| !message.content.is_empty()).collect();
    let limit = tenant.settings.behaviour.history_limit as usize;
    messages.drain(..messages.len().saturating_sub(limit));
    messages.push(message(Role::User, &turn.message));
    EngineRequest { system: tenant.settings.prompt.clone(), messages }
}
