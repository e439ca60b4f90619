//! From a message to a reply that can be read: a new one, or the one that the message already has.

use super::{
    LEASE_MS, Reader, Start,
    admit::{Admitted, Incoming, admit},
    answer::Answering,
    follow::Follower,
};
use crate::{Deadline, State, caller::Caller};
use bubblechat_core::{
    conversation::{ReplyId, ReplyStatus, Turn},
    limits::Headroom,
    store::{Claim, Claimed},
    time::now_ms,
};
use bubblechat_http::ApiError;

/// A reply that is being made, or was.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) start: Start,
    pub(crate) reader: Reader,
    /// What is left of the limits; absent for a message that was not counted again.
    pub(crate) headroom: Option<Headroom>,
}

/// A message that is stored, to be answered when its stream is read.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) start: Start,
    pub(crate) headroom: Option<Headroom>,
}

/// Admits a message and sees to its reply. Whatever happens to the caller, a reply that was begun is finished and stored.
pub(crate) async fn start(
    state: &State,
    caller: &Caller,
    incoming: Incoming,
    deadline: Deadline,
) -> Result<Started, ApiError> {
    let (admitted, placed) = place(state, caller, &incoming, ReplyStatus::Streaming).await?;
    let Admitted { tenant, thread, .. } = &admitted;
    let (reply_id, reader, headroom) = match placed {
        Placed::Mine { turn, is_new, headroom } => {
            let answering = Answering {
                state,
                tenant,
                secret: admitted.secret,
                thread,
                history: &admitted.history,
                engine: &admitted.engine,
                deadline,
            };
            let reply_id = turn.reply_id.clone();
            let reader = answering.answer(*turn, is_new.then(|| admitted.retention()));
            // Beside the model's call, which has begun.
            admitted.note_key_use(state).await;
            (reply_id, reader, Some(headroom))
        }
        Placed::Known { reply_id, turn } => {
            let patience_ms = admitted.now_ms + LEASE_MS;
            let follower = Follower { thread: thread.clone(), reply: reply_id.clone(), deadline };
            (reply_id, follower.follow(turn, patience_ms, 0), None)
        }
    };
    Ok(Started { start: admitted.start_of(&reply_id), reader, headroom })
}

/// Admits a message and stores it. Its reply is made when its stream is first read.
pub(crate) async fn store(state: &State, caller: &Caller, incoming: Incoming) -> Result<Stored, ApiError> {
    let (admitted, placed) = place(state, caller, &incoming, ReplyStatus::Pending).await?;
    let (reply_id, headroom) = match placed {
        Placed::Mine { turn, is_new, headroom } => {
            if is_new {
                let store = admitted.thread.store_turn(&turn, admitted.retention());
                tokio::join!(store, admitted.note_key_use(state)).0?;
            }
            (turn.reply_id, Some(headroom))
        }
        Placed::Known { reply_id, .. } => (reply_id, None),
    };
    Ok(Stored { start: admitted.start_of(&reply_id), headroom })
}

/// Where a message stands.
enum Placed {
    /// Nobody makes its reply, and nothing of it was shown: the caller does. Counted.
    Mine { turn: Box<Turn>, is_new: bool, headroom: Headroom },
    /// Somebody makes its reply, or made it. `turn` is absent while only the claim is stored.
    Known { reply_id: ReplyId, turn: Option<Box<Turn>> },
}

/// Admits a message and finds its place. `status` is what its turn is stored with.
async fn place<'a>(
    state: &'a State,
    caller: &Caller,
    incoming: &Incoming,
    status: ReplyStatus,
) -> Result<(Admitted<'a>, Placed), ApiError> {
    let admitted = admit(state, caller, incoming).await?;
    let Claimed::Existing(existing) = &admitted.claimed else {
        let headroom = admitted.judge_limits(state).await?;
        let turn = Box::new(admitted.turn(incoming, admitted.claim.reply_id.clone(), status));
        return Ok((admitted, Placed::Mine { turn, is_new: true, headroom }));
    };
    if existing.text_digest != admitted.claim.text_digest {
        admitted.uncount(state).await;
        let message = "this message_id belongs to another message; use a new one for each message";
        return Err(ApiError::conflict("message_id_reused", message));
    }
    let now_ms = admitted.now_ms;
    let stored = admitted.thread.turn(&existing.reply_id, now_ms).await?.map(Box::new);
    let (turn, is_new) = match stored {
        Some(turn) if may_be_answered(&turn, status) => (turn, false),
        None if existing.lease_until_ms < now_ms => {
            (Box::new(admitted.turn(incoming, ReplyId::generate(), status)), true)
        }
        turn => {
            admitted.uncount(state).await;
            let reply_id = existing.reply_id.clone();
            return Ok((admitted, Placed::Known { reply_id, turn }));
        }
    };
    let headroom = admitted.judge_limits(state).await?;
    if !reserve(&admitted, existing, &turn, is_new, status).await? {
        // Somebody else was faster by a moment.
        admitted.uncount(state).await;
        return Err(
            ApiError::new(http::StatusCode::SERVICE_UNAVAILABLE, "busy", "send the message again").retry_after(1)
        );
    }
    Ok((admitted, Placed::Mine { turn, is_new, headroom }))
}

/// Whether a stored reply may be made (again): nobody makes it, and nothing of it was shown.
fn may_be_answered(turn: &Turn, wanted: ReplyStatus) -> bool {
    let is_free = match turn.status_at(now_ms()) {
        ReplyStatus::Interrupted => true,
        ReplyStatus::Pending => wanted == ReplyStatus::Streaming,
        _ => false,
    };
    is_free && turn.reply.is_empty()
}

/// Makes this caller the one that sees to the reply, which begins as `status`. False when another one does.
async fn reserve(
    admitted: &Admitted<'_>,
    dead: &Claim,
    turn: &Turn,
    is_new: bool,
    status: ReplyStatus,
) -> Result<bool, ApiError> {
    let Admitted { thread, now_ms, .. } = admitted;
    let until = now_ms + LEASE_MS;
    Ok(if is_new {
        let mine = Claim { reply_id: turn.reply_id.clone(), lease_until_ms: until, ..dead.clone() };
        thread.take_over(dead, &mine).await?
    } else {
        thread.reopen(turn, status, until).await?
    })
}
