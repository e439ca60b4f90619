//! What strangers may have at once, or do in a minute, besides sending messages. Counted in this process alone.

use crate::caller::Caller;
use bubblechat_core::{
    address::Address,
    conversation::ReplyId,
    key::KeyKind,
    limits::{Pace, Slot, Slots},
    time::running_ms,
};
use bubblechat_http::{ApiError, ErrorCode};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Reads, stops, ratings and deletions per minute and network address.
const CALLS_PER_MINUTE: u32 = 300;
/// Open streams per reply. Each tab that shows the thread has one.
const STREAMS_PER_REPLY: usize = 8;
/// Open streams per network address. An office's visitors share one.
const STREAMS_PER_ADDRESS: usize = 64;

/// Replies that are being made, also those whose readers have left. Each holds about 100 KiB and a connection to its provider.
const ANSWERS: u32 = 4096;
/// When to come back if there are that many, in seconds.
const COME_BACK_S: u64 = 5;

/// How many turns may be at a store on this machine at once: enough for their writes to share the wait for the disk.
const AT_THE_STORE: usize = 16;

/// The bounds. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    calls: Arc<Pace>,
    streams_of_reply: Slots,
    streams_of_address: Slots,
    answers: Arc<Semaphore>,
    pub(crate) queue: Queue,
}

/// A reply's place among those that are being made, until it is dropped.
pub(crate) type Place = OwnedSemaphorePermit;

/// Makes room for other streams once it is dropped.
pub(crate) type Room = [Option<Slot>; 2];

/// A turn at the store, until it is dropped; `None` where nobody waits.
pub(crate) type AtStore = Option<OwnedSemaphorePermit>;

/// The way to a store that answers one call at a time. Without it, turns that come at once get there at the same time, all at the end; with it, those
/// who came first are there first. Cheap to clone. By default, nobody waits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Queue(Option<Arc<Semaphore>>);

impl Queue {
    /// A queue for a store that is on this machine.
    pub(crate) fn local() -> Self {
        Self(Some(Arc::new(Semaphore::new(AT_THE_STORE))))
    }

    /// Waits for a turn at the store.
    pub(crate) async fn wait(&self) -> AtStore {
        self.0.clone()?.acquire_owned().await.ok()
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            calls: Arc::new(Pace::per_minute(CALLS_PER_MINUTE)),
            streams_of_reply: Slots::per_holder(STREAMS_PER_REPLY),
            streams_of_address: Slots::per_holder(STREAMS_PER_ADDRESS),
            answers: Arc::new(Semaphore::new(ANSWERS as usize)),
            queue: Queue::default(),
        }
    }
}

impl Bounds {
    /// Counts a call that is no message. A server speaks for many visitors, so its address is not counted.
    pub(crate) fn count_call(&self, caller: &Caller) -> Result<(), ApiError> {
        if caller.key.kind == KeyKind::Secret {
            return Ok(());
        }
        let admitted = self.calls.admit(&caller.address.network(), running_ms());
        admitted.map_err(|wait| ApiError::of(ErrorCode::TooManyRequests).retry_after(wait))
    }

    /// A place for a reply, before anything is stored or kept in memory for it.
    pub(crate) fn place(&self) -> Result<Place, ApiError> {
        let place = Arc::clone(&self.answers).try_acquire_owned();
        place.map_err(|_| ApiError::of(ErrorCode::Busy).retry_after(COME_BACK_S))
    }

    /// Waits until no reply is being made. From then on, none is begun.
    pub(crate) async fn finished(&self) {
        if let Ok(all) = self.answers.acquire_many(ANSWERS).await {
            all.forget();
        }
    }

    /// Room for a stream of a message's reply.
    pub(crate) fn stream_for(&self, caller: &Caller) -> Result<Room, ApiError> {
        match caller.key.kind {
            KeyKind::Secret => Ok([None, None]),
            KeyKind::Publishable => Ok([Some(self.stream_of_address(&caller.address)?), None]),
        }
    }

    /// Room for a stream by ticket.
    pub(crate) fn stream_of(&self, reply: &ReplyId, address: &Address) -> Result<Room, ApiError> {
        let of_reply = self.streams_of_reply.take(reply.as_str()).ok_or_else(too_many)?;
        Ok([Some(of_reply), Some(self.stream_of_address(address)?)])
    }

    fn stream_of_address(&self, address: &Address) -> Result<Slot, ApiError> {
        self.streams_of_address.take(&address.network()).ok_or_else(too_many)
    }
}

fn too_many() -> ApiError {
    ApiError::of(ErrorCode::TooManyStreams).retry_after(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse as _;
    use futures_util::FutureExt as _;
    use http::{StatusCode, header};

    #[tokio::test]
    async fn a_process_makes_so_many_replies_at_once_and_tells_others_when_to_come_back() {
        let bounds = Bounds::default();
        let mut places: Vec<_> = (0..ANSWERS).map(|_| bounds.place().expect("room")).collect();
        let refused = bounds.place().expect_err("no room");
        assert_eq!(refused.code.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.into_response().headers()[header::RETRY_AFTER], COME_BACK_S.to_string());
        places.pop();
        assert!(bounds.place().is_ok());
        drop(places);
        bounds.finished().await;
        assert!(bounds.place().is_err());
    }

    #[tokio::test]
    async fn who_comes_first_is_first_at_a_local_store() {
        let queue = Queue::local();
        let mut there = Vec::new();
        for _ in 0..AT_THE_STORE {
            there.push(queue.wait().await);
        }
        let (mut second, mut third) = (Box::pin(queue.wait()), Box::pin(queue.wait()));
        assert!(second.as_mut().now_or_never().is_none() && third.as_mut().now_or_never().is_none());
        there.pop();
        assert!(third.as_mut().now_or_never().is_none(), "one came before");
        assert!(second.await.is_some());
        assert!(Queue::default().wait().await.is_none());
    }
}
