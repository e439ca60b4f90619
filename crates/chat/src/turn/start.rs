//! From a message to a reply that can be read: a new one, or the one that the message already has.

use super::{
    LEASE_MS, Reader, Start,
    admit::{Admitted, Incoming, admit},
    event::PROTOCOL,
    follow,
    generate::{self, Job},
    live,
};
use crate::{State, caller::Caller};
use bubblechat_core::{
    conversation::{ReplyId, ReplyStatus, Turn},
    engine::{ChatMessage, EngineError, EngineRequest, Role},
    limits::Headroom,
    store::{Claim, Claimed, Tenant},
    tenant::EngineSpec,
    ticket::{TICKET_LIFE_MS, Ticket},
};
use bubblechat_http::ApiError;
use std::sync::Arc;

/// A reply that is being made, or was.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) start: Start,
    pub(crate) reader: Reader,
    /// What is left of the limits; absent for a message that was not counted again.
    pub(crate) headroom: Option<Headroom>,
}

/// Admits a message and sees to its reply. Whatever happens to the caller, a reply that was begun is finished and stored.
pub(crate) async fn start(state: &State, caller: &Caller, incoming: Incoming) -> Result<Started, ApiError> {
    let admitted = admit(state, caller, &incoming).await?;
    let Claimed::Existing(existing) = &admitted.claimed else {
        let headroom = admitted.judge_limits(state, caller).await?;
        let turn = new_turn(&admitted, &incoming, admitted.claim.reply_id.clone());
        let reader = answer(state, &admitted, turn, true);
        return Ok(started(&admitted, &admitted.claim.reply_id, reader, Some(headroom)));
    };
    if existing.text_digest != admitted.claim.text_digest {
        admitted.uncount(state, caller).await;
        return Err(ApiError::conflict(
            "message_id_reused",
            "this message_id belongs to another message; use a new one for each message",
        ));
    }
    match find(state, &admitted, &incoming, existing).await? {
        Found::Follow(turn) => {
            admitted.uncount(state, caller).await;
            let reader = follow::follow(state, &admitted, existing.reply_id.clone(), turn);
            Ok(started(&admitted, &existing.reply_id, reader, None))
        }
        Found::Answer { turn, is_new } => {
            let headroom = admitted.judge_limits(state, caller).await?;
            if !reserve(state, &admitted, existing, &turn, is_new).await? {
                // Somebody else was faster by a moment.
                admitted.uncount(state, caller).await;
                return Err(ApiError::new(http::StatusCode::SERVICE_UNAVAILABLE, "busy", "send the message again")
                    .retry_after(1));
            }
            let reply_id = turn.reply_id.clone();
            let reader = answer(state, &admitted, *turn, is_new);
            Ok(started(&admitted, &reply_id, reader, Some(headroom)))
        }
    }
}

/// What there is of a message that was sent before.
enum Found {
    /// A reply that somebody makes, or made.
    Follow(Option<Box<Turn>>),
    /// Nobody does any more, and nothing of it was shown: it is answered now.
    Answer { turn: Box<Turn>, is_new: bool },
}

async fn find(
    state: &State,
    admitted: &Admitted<'_>,
    incoming: &Incoming,
    existing: &Claim,
) -> Result<Found, ApiError> {
    let Admitted { tenant, conversation, now_ms, .. } = admitted;
    let stored = state.store.turn(&tenant.slug, conversation, &existing.reply_id, *now_ms).await?;
    Ok(match stored {
        Some(turn) if turn.status_at(*now_ms) == ReplyStatus::Interrupted && turn.reply.is_empty() => {
            Found::Answer { turn: Box::new(turn), is_new: false }
        }
        Some(turn) => Found::Follow(Some(Box::new(turn))),
        None if existing.lease_until_ms >= *now_ms => Found::Follow(None),
        None => Found::Answer { turn: Box::new(new_turn(admitted, incoming, ReplyId::generate())), is_new: true },
    })
}

/// Makes this caller the one that answers. False when another one is.
async fn reserve(
    state: &State,
    admitted: &Admitted<'_>,
    dead: &Claim,
    turn: &Turn,
    is_new: bool,
) -> Result<bool, ApiError> {
    let Admitted { tenant, conversation, now_ms, .. } = admitted;
    let until = now_ms + LEASE_MS;
    Ok(if is_new {
        let mine = Claim { reply_id: turn.reply_id.clone(), lease_until_ms: until, ..dead.clone() };
        state.store.take_over(&tenant.slug, conversation, dead, &mine).await?
    } else {
        state.store.reopen(&tenant.slug, conversation, turn, until).await?
    })
}

/// Begins to answer in a task of its own.
fn answer(state: &State, admitted: &Admitted<'_>, turn: Turn, is_new: bool) -> Reader {
    let (writer, reader) = live::channel();
    let request = request(&admitted.tenant, &admitted.history, &turn);
    let engine = engine(state, admitted, &admitted.engine);
    let job = Job {
        store: state.store.clone(),
        tenant: admitted.tenant.slug.clone(),
        retention_days: admitted.tenant.settings.behaviour.retention_days,
        conversation: admitted.conversation.clone(),
        turn,
        is_new,
        stream: match engine {
            Ok(engine) => engine.answer(request),
            Err(error) => Box::pin(futures_util::stream::iter([Err(error)])),
        },
    };
    tokio::spawn(generate::generate(job, writer));
    Reader::new(reader)
}

fn engine(
    state: &State,
    admitted: &Admitted<'_>,
    spec: &EngineSpec,
) -> Result<Arc<dyn bubblechat_core::engine::Engine>, EngineError> {
    let sealed = admitted.tenant.provider_keys.get(spec.provider.name());
    let key =
        sealed.map(|sealed| sealed.open(&admitted.secret.master, &admitted.tenant.slug, spec.provider)).transpose();
    let key = key.map_err(|error| EngineError::Misconfigured(error.to_string()))?;
    state.engines.engine(spec, key)
}

fn new_turn(admitted: &Admitted<'_>, incoming: &Incoming, reply_id: ReplyId) -> Turn {
    Turn {
        reply_id,
        message_id: incoming.message_id.clone(),
        message: incoming.text.as_str().to_owned(),
        created_at_ms: admitted.now_ms,
        page: incoming.page.clone(),
        engine: admitted.engine.name.clone(),
        model: admitted.engine.model.clone(),
        reply: String::new(),
        status: ReplyStatus::Streaming,
        lease_until_ms: admitted.now_ms + LEASE_MS,
        usage: None,
        feedback: None,
    }
}

/// What the engine sees: the tenant's prompt, the window of earlier messages, the new message.
fn request(tenant: &Tenant, history: &[Turn], turn: &Turn) -> EngineRequest {
    let message = |role, content: &str| ChatMessage { role, content: content.to_owned() };
    // A turn that is answered again may lie in the history itself, with later ones after it.
    let earlier = history.iter().filter(|earlier| earlier.reply_id < turn.reply_id);
    let messages = earlier.flat_map(|t| [message(Role::User, &t.message), message(Role::Assistant, &t.reply)]);
    let mut messages: Vec<_> = messages.filter(|message| !message.content.is_empty()).collect();
    let limit = tenant.settings.behaviour.history_limit as usize;
    messages.drain(..messages.len().saturating_sub(limit));
    messages.push(message(Role::User, &turn.message));
    EngineRequest { system: tenant.settings.prompt.clone(), messages }
}

fn started(admitted: &Admitted<'_>, reply: &ReplyId, reader: Reader, headroom: Option<Headroom>) -> Started {
    let ticket = Ticket {
        tenant: admitted.tenant.slug.clone(),
        conversation: admitted.conversation.clone(),
        reply: reply.clone(),
        expires_at_ms: admitted.now_ms + TICKET_LIFE_MS,
    };
    let start = Start {
        protocol: PROTOCOL,
        conversation_id: admitted.conversation.clone(),
        message_id: admitted.claim.message_id.clone(),
        reply_id: reply.clone(),
        ticket: ticket.sign(&admitted.secret.ticket),
    };
    Started { start, reader, headroom }
}
