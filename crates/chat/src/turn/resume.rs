//! A reply's stream by its ticket: made if nobody has yet, else replayed and followed.

use super::{LEASE_MS, Reader, Start, answer::Answering, event::PROTOCOL, follow::Follower};
use crate::{Deadline, State};
use bubblechat_core::{
    conversation::{ReplyId, ReplyStatus, Turn},
    store::{Begun, Tenant},
    ticket::{TICKET_LIFE_MS, Ticket},
    time::now_ms,
};
use bubblechat_http::ApiError;

/// What there is to read.
#[derive(Debug)]
pub(crate) enum Resumed {
    /// More to come.
    Stream { start: Start, reader: Reader },
    /// The reader has the whole reply: an `EventSource` is told not to come again.
    Nothing,
}

/// Resumes a reply's stream after its first `after` bytes.
pub(crate) async fn resume(
    state: &State,
    reply: &ReplyId,
    ticket: &str,
    after: usize,
    deadline: Deadline,
) -> Result<Resumed, ApiError> {
    let now_ms = now_ms();
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let ticket = Ticket::verify(ticket, &secret.ticket, now_ms).ok().filter(|ticket| ticket.reply == *reply);
    let ticket = ticket.ok_or_else(|| {
        let message =
            "the ticket is not valid for this reply or older than ten minutes; send the message again for a new one";
        ApiError::unauthorized("invalid_ticket", message)
    })?;
    let thread = state.store.thread(&ticket.tenant, &ticket.conversation);
    let (found, begun, history) = tokio::join!(
        state.store.tenant(&ticket.tenant),
        thread.begin_pending(reply, now_ms + LEASE_MS),
        thread.newest_turns(now_ms),
    );
    let begun = begun?;
    let tenant = found?.ok_or_else(gone)?;
    let start_of = |turn: &Turn| Start {
        protocol: PROTOCOL,
        conversation_id: ticket.conversation.clone(),
        message_id: turn.message_id.clone(),
        reply_id: reply.clone(),
        ticket: Ticket { expires_at_ms: now_ms + TICKET_LIFE_MS, ..ticket.clone() }.sign(&secret.ticket),
    };
    match begun {
        Begun::Mine(turn) => {
            let engine = engine_of(&tenant, &turn)?;
            let start = start_of(&turn);
            let history = &history?;
            let answering = Answering { state, tenant: &tenant, secret, thread: &thread, history, engine, deadline };
            Ok(Resumed::Stream { start, reader: answering.answer(*turn, None) })
        }
        Begun::Other(turn) => {
            check_place(&turn, after)?;
            let ended = !matches!(turn.status_at(now_ms), ReplyStatus::Streaming | ReplyStatus::Interrupted);
            if ended && after > 0 && after >= turn.reply.len() {
                return Ok(Resumed::Nothing);
            }
            let start = start_of(&turn);
            let follower = Follower { thread, reply: reply.clone(), deadline };
            Ok(Resumed::Stream { start, reader: follower.follow(Some(turn), now_ms, after) })
        }
        Begun::Missing => Err(gone()),
    }
}

fn gone() -> ApiError {
    ApiError::not_found("there is no such reply; it may have been deleted")
}

/// The engine that the message was meant for, or the tenant's default if that one is gone.
fn engine_of<'a>(tenant: &'a Tenant, turn: &Turn) -> Result<&'a bubblechat_core::tenant::EngineSpec, ApiError> {
    let meant = tenant.settings.engines.iter().find(|engine| engine.name == turn.engine);
    meant
        .or_else(|| tenant.settings.engine(None))
        .ok_or_else(|| ApiError::internal("a tenant without its default engine"))
}

/// A place inside a character was never an event's id.
fn check_place(turn: &Turn, after: usize) -> Result<(), ApiError> {
    if after <= turn.reply.len() && !turn.reply.is_char_boundary(after) {
        let message = "after (or Last-Event-ID) must be the id of one of this reply's events";
        return Err(ApiError::new(http::StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", message));
    }
    Ok(())
}
