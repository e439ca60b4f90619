//! The one door to a reply: callers with a key (`start`) and callers with a ticket (`resume`) answer and read through it.

use super::{
    Reader, Start,
    follow::Follower,
    generate::{self, Job},
    health::Health,
    ledger::{Book, Speaker},
    live,
};
use crate::{
    Deadline, State,
    bounds::{AtStore, Place},
};
use bubblechat_core::{
    PROTOCOL,
    conversation::{MessageId, ReplyId, Retention, Turn},
    engine::{EngineRequest, Exchange},
    key::KeyKind,
    limits::Counters,
    secret::ServiceSecret,
    store::{KeyRecord, Tenant, Thread},
    tenant::EngineSpec,
    ticket::Ticket,
};
use futures_util::StreamExt as _;
use tracing::Instrument as _;

/// A thread that the caller may write to or read.
#[derive(Debug)]
pub(super) struct OpenThread<'a> {
    pub(super) state: &'a State,
    pub(super) secret: &'a ServiceSecret,
    pub(super) tenant: Tenant,
    pub(super) thread: Thread,
    /// The newest turns, oldest first.
    pub(super) history: Vec<Turn>,
    pub(super) now_ms: i64,
    /// The tenant's counters, if the caller's message was counted.
    pub(super) counters: Counters,
    /// The key that the caller came with, or the one that its ticket was issued for.
    pub(super) key: KeyRecord,
    /// When the reply's tickets expire.
    pub(super) ticket_ends_at_ms: i64,
    pub(super) deadline: Deadline,
}

/// A reply being read as it grows: its first event, and the reader of all others.
#[derive(Debug)]
pub(crate) struct ReplyStream {
    pub(crate) start: Start,
    pub(crate) reader: Reader,
    /// Whether the reader is told which model answers.
    pub(crate) shows_model: bool,
}

/// Whether a caller is told which model answers: the tenant's own servers and operators are, visitors if the tenant says so.
pub(crate) fn shows_model(tenant: &Tenant, key: &KeyRecord) -> bool {
    key.kind == KeyKind::Secret || key.preview_in.is_some() || tenant.settings.behaviour.show_models
}

impl OpenThread<'_> {
    /// Begins to answer a turn in its own task, so that the reply is finished and stored whatever happens to its reader. `retention`: how to keep
    /// the turn, unless it is stored already. `is_message`: whether nobody has begun to answer its message before. `at_store`: given
    /// back once the message is stored.
    pub(super) fn answer(
        &self,
        spec: &EngineSpec,
        turn: Turn,
        retention: Option<Retention>,
        is_message: bool,
        place: Place,
        at_store: AtStore,
    ) -> ReplyStream {
        let start = self.start_of(&turn.message_id, &turn.reply_id);
        let engine = self.state.engines.engine(&self.tenant, spec, &self.secret.master);
        let pieces = engine.answer(self.request(&turn));
        let is_preview = self.key.preview_in.is_some();
        let is_conversation = self.earlier(&turn).next().is_none();
        let job = Job {
            thread: self.thread.clone(),
            asked_at_ms: self.now_ms,
            speaker: Speaker { engine: turn.engine.clone(), model: turn.model.clone(), price: spec.price },
            fallback: self.fallback_of(spec),
            book: Book {
                is_message: is_message && !is_preview,
                is_conversation,
                counters: self.counters.clone(),
                ..Book::of(self.state, &self.tenant.slug, is_preview)
            },
            health: Health::of(&self.tenant, self.state, self.now_ms),
            turn,
            retention,
            pieces: pieces.take_until(self.deadline.near()).boxed(),
            deadline: self.deadline,
            place,
            at_store,
            queue: self.state.bounds.queue.clone(),
        };
        let (writer, reader) = live::channel();
        tokio::spawn(generate::generate(job, writer).in_current_span());
        ReplyStream { start, reader: Reader::new(reader, 0), shows_model: shows_model(&self.tenant, &self.key) }
    }

    /// Follows a reply that another request makes or made, for a reader that has its first `after` bytes. `known`: its turn, or `None` while only
    /// its claim is stored, and when the lease ends.
    pub(super) fn follow(
        &self,
        (message, reply): (&MessageId, &ReplyId),
        (known, lease_until_ms): (Option<Box<Turn>>, i64),
        after: usize,
    ) -> ReplyStream {
        let follower =
            Follower { thread: self.thread.clone(), reply: reply.clone(), lease_until_ms, deadline: self.deadline };
        ReplyStream {
            start: self.start_of(message, reply),
            reader: follower.follow(known.map(|turn| *turn), after),
            shows_model: shows_model(&self.tenant, &self.key),
        }
    }

    /// What answers if that engine cannot.
    fn fallback_of(&self, spec: &EngineSpec) -> Option<Speaker> {
        let fallback = self.tenant.settings.engine_named(spec.fallback_engine.as_deref()?)?;
        Some(Speaker { engine: fallback.name.clone(), model: fallback.model.clone(), price: fallback.price })
    }

    /// The first event for a reader.
    pub(super) fn start_of(&self, message: &MessageId, reply: &ReplyId) -> Start {
        let ticket = Ticket {
            tenant: self.tenant.slug.clone(),
            key: self.key.id.clone(),
            conversation: self.thread.conversation().clone(),
            reply: reply.clone(),
            expires_at_ms: self.ticket_ends_at_ms,
        };
        Start {
            protocol: PROTOCOL,
            conversation_id: self.thread.conversation().clone(),
            message_id: message.clone(),
            reply_id: reply.clone(),
            ticket: ticket.sign(&self.secret.ticket),
        }
    }

    /// The turns before that one. If it was stored earlier, it is itself part of the history, perhaps with later ones after it.
    fn earlier(&self, turn: &Turn) -> impl Iterator<Item = &Turn> {
        self.history.iter().filter(|earlier| earlier.reply_id < turn.reply_id)
    }

    /// What the engine sees: the tenant's prompt, the window of earlier exchanges, the new message.
    fn request(&self, turn: &Turn) -> EngineRequest {
        // A question that got no answer would be asked again with every later one.
        let answered = self.earlier(turn).filter(|turn| !turn.reply.is_empty());
        let exchange = |turn: &Turn| Exchange { question: turn.message.clone(), answer: turn.reply.clone() };
        let mut history: Vec<_> = answered.map(exchange).collect();
        let limit = self.tenant.settings.behaviour.history_limit as usize / 2;
        history.drain(..history.len().saturating_sub(limit));
        EngineRequest { system: self.tenant.settings.prompt.clone(), history, message: turn.message.clone() }
    }
}
