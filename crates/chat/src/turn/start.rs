//! From a message to its reply: a new one, or the one that the message already has.

use super::{
    ReplyStream, Start,
    admit::{Answerer, Incoming, admit},
};
use crate::{Deadline, State, caller::Caller};
use bubblechat_core::{conversation::ReplyStatus, limits::Headroom};
use bubblechat_http::ApiError;

/// A reply that is being generated or already exists.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) stream: ReplyStream,
    /// What is left of the limits; `None` for a message that was not counted again.
    pub(crate) headroom: Option<Headroom>,
}

/// A message that is stored, to be answered when its stream is read.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) start: Start,
    pub(crate) headroom: Option<Headroom>,
}

/// Admits a message and starts or follows its reply.
pub(crate) async fn start(
    state: &State,
    caller: &Caller,
    incoming: Incoming,
    deadline: Deadline,
) -> Result<Started, ApiError> {
    let place = state.bounds.place()?;
    let at_store = state.bounds.queue.wait().await;
    let (admitted, answerer) = admit(state, caller, &incoming, ReplyStatus::Streaming, deadline).await?;
    Ok(match answerer {
        Answerer::Caller { turn, is_new, is_message, headroom } => {
            let retention = is_new.then(|| admitted.retention());
            let stream = admitted.open.answer(&admitted.engine, *turn, retention, is_message, place, at_store);
            let (note, keep, queue) = (admitted.note_key_use(), admitted.keep_count(), state.bounds.queue.clone());
            tokio::spawn(async move {
                // Nobody waits for these, so others' messages come first.
                let _at_store = queue.wait().await;
                tokio::join!(note, keep)
            });
            Started { stream, headroom: Some(headroom) }
        }
        Answerer::Other { reply_id, turn, lease_until_ms } => {
            let stream = admitted.open.follow((&incoming.message_id, &reply_id), (turn, lease_until_ms), 0);
            Started { stream, headroom: None }
        }
    })
}

/// Admits a message and stores it. Its reply is generated when its stream is first read.
pub(crate) async fn store(state: &State, caller: &Caller, incoming: Incoming) -> Result<Stored, ApiError> {
    let _at_store = state.bounds.queue.wait().await;
    let (admitted, answerer) = admit(state, caller, &incoming, ReplyStatus::Pending, Deadline::default()).await?;
    let (reply_id, headroom) = match answerer {
        Answerer::Caller { turn, is_new, headroom, .. } => {
            if is_new {
                let store = admitted.open.thread.store_turn(&turn, admitted.retention());
                tokio::join!(store, admitted.note_key_use()).0?;
            }
            admitted.keep_count().await;
            (turn.reply_id, Some(headroom))
        }
        Answerer::Other { reply_id, .. } => (reply_id, None),
    };
    Ok(Stored { start: admitted.open.start_of(&incoming.message_id, &reply_id), headroom })
}
