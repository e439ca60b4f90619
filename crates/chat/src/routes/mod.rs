//! One file per route.

pub(crate) mod chat;
pub(crate) mod conversation;
pub(crate) mod health;
pub(crate) mod messages;
pub(crate) mod replies;

use crate::{
    State,
    caller::{Caller, Session},
};
use bubblechat_core::{
    access,
    conversation::ConversationId,
    key::Scope,
    store::{KeyRecord, Thread},
    time::now_ms,
};
use bubblechat_http::ApiError;

/// Gives the caller access to its own thread, for a call that changes it.
async fn own_thread(state: &State, caller: &Caller, session: &Session) -> Result<(Thread, KeyRecord), ApiError> {
    state.bounds.count_call(caller)?;
    let slug = &caller.key.tenant;
    let access = state.store.access(slug, &caller.key.id()).await?;
    let (_, key) = access::open(access, &caller.key, caller.source(), Scope::Chat, now_ms())?;
    Ok((state.store.thread(slug, &ConversationId::derive(slug, &session.0)), key))
}
