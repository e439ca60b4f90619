//! A reply's stream by its ticket: generated if nobody has begun, else replayed and followed.

use super::{ReplyStream, admit::check_pause, lease::LEASE_MS, open::OpenThread};
use crate::{Deadline, State};
use bubblechat_core::{
    Invalid, access,
    conversation::{GeneratorId, ReplyId, ReplyStatus, Turn},
    limits::Counters,
    store::{Access, Begun, KeyRecord, Tenant, Thread},
    tenant::EngineSpec,
    ticket::Ticket,
    time::now_ms,
};
use bubblechat_http::{ApiError, ErrorCode};

/// Resumes a reply's stream after its first `after` bytes. `None` if the reader has the whole reply, so that an `EventSource` does not
/// reconnect.
pub(crate) async fn resume(
    state: &State,
    reply: &ReplyId,
    ticket: &str,
    after: usize,
    deadline: Deadline,
) -> Result<Option<ReplyStream>, ApiError> {
    let now_ms = now_ms();
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let ticket = Ticket::verify(ticket, &secret.ticket, now_ms).ok().filter(|ticket| ticket.reply == *reply);
    let ticket = ticket.ok_or_else(|| ApiError::of(ErrorCode::InvalidTicket))?;
    let thread = state.store.thread(&ticket.tenant, &ticket.conversation);
    let generator = GeneratorId::generate();
    let (access, begun, history) = tokio::join!(
        state.store.access(&ticket.tenant, &ticket.key),
        thread.begin_pending(reply, &generator, now_ms + LEASE_MS, now_ms),
        thread.newest_turns(now_ms),
    );
    let begun = begun?;
    let read = || {
        let (tenant, key) = opened(access?, now_ms)?;
        if matches!(begun, Begun::Mine(_)) {
            check_pause(&tenant, &key)?;
        }
        Ok::<_, ApiError>(((tenant, key), history?))
    };
    let ((tenant, key), history) = match read() {
        Ok(read) => read,
        Err(error) => {
            if let Begun::Mine(turn) = &begun {
                leave(&thread, turn).await;
            }
            return Err(error);
        }
    };
    let ticket_ends_at_ms = ticket.expires_at_ms;
    let counters = Counters::default();
    let open =
        OpenThread { state, secret, tenant, thread, history, now_ms, counters, key, ticket_ends_at_ms, deadline };
    match begun {
        Begun::Mine(turn) => {
            let place = match state.bounds.place() {
                Ok(place) => place,
                Err(busy) => {
                    leave(&open.thread, &turn).await;
                    return Err(busy);
                }
            };
            let engine = engine_of(&open.tenant, &turn)?;
            Ok(Some(open.answer(engine, *turn, None, true, place, None)))
        }
        Begun::Other(turn) => {
            check_place(&turn, after)?;
            let has_ended = !matches!(turn.status_at(now_ms), ReplyStatus::Streaming | ReplyStatus::Interrupted);
            if has_ended && after > 0 && after >= turn.reply.len() {
                return Ok(None);
            }
            let (message, lease_until_ms) = (turn.message_id.clone(), turn.lease_until_ms);
            Ok(Some(open.follow((&message, reply), (Some(turn), lease_until_ms), after)))
        }
        Begun::Missing => Err(gone()),
    }
}

/// The tenant, if the key that the ticket was issued for still opens it.
fn opened(access: Access, now_ms: i64) -> Result<(Tenant, KeyRecord), ApiError> {
    if access.tenant.is_none() {
        return Err(gone());
    }
    Ok(access::still_open(access, now_ms)?)
}

/// Leaves a reply that was just begun to its next reader. If that fails, its lease has to end first.
async fn leave(thread: &Thread, turn: &Turn) {
    if let Err(error) = thread.leave_pending(&turn.reply_id, &turn.generator).await {
        tracing::warn!(%error, "a reply that cannot be made could not be left to its next reader");
    }
}

fn gone() -> ApiError {
    ApiError::not_found("This reply does not exist, or was deleted.")
}

/// The engine that the message was meant for, or the tenant's default if that one is gone.
fn engine_of<'a>(tenant: &'a Tenant, turn: &Turn) -> Result<&'a EngineSpec, ApiError> {
    let settings = &tenant.settings;
    let engine = settings.engine_named(&turn.engine).or_else(|| settings.engine(None));
    engine.ok_or_else(|| ApiError::internal("a tenant without its default engine"))
}

/// A position inside a character was never an event's id.
fn check_place(turn: &Turn, after: usize) -> Result<(), Invalid> {
    if after <= turn.reply.len() && !turn.reply.is_char_boundary(after) {
        return Err(Invalid::new("after (or Last-Event-ID) must be the id of one of this reply's events."));
    }
    Ok(())
}
