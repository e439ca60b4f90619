//! Reads a reply that another request makes, perhaps in another process, through the store.

use super::{
    Reader,
    event::fault,
    generate::outcome_of,
    live::{self, Live, Outcome},
};
use crate::Deadline;
use bubblechat_core::{
    conversation::{ReplyId, Turn},
    store::Thread,
    time::now_ms,
};
use std::time::Duration;
use tokio::sync::watch;

/// How often the store is asked. Its writer writes once a second.
const POLL: Duration = Duration::from_millis(300);

/// Somebody who reads a reply through the store.
pub(super) struct Follower {
    pub(super) thread: Thread,
    pub(super) reply: ReplyId,
    pub(super) deadline: Deadline,
}

impl Follower {
    /// Follows the reply from what is known of it, for a reader that has its first `after` bytes. While only its claim is known, its claimant
    /// has until `patience_ms` to store something.
    pub(super) fn follow(self, known: Option<Box<Turn>>, patience_ms: i64, after: usize) -> Reader {
        let (writer, reader) = live::channel();
        tokio::spawn(self.run(known.map(|turn| *turn), patience_ms, writer));
        Reader::new(reader, after)
    }

    /// Until the reply ends, the time is up or nobody listens. A claimant that stores nothing before `patience_ms` is dead.
    async fn run(self, mut known: Option<Turn>, patience_ms: i64, live: watch::Sender<Live>) {
        loop {
            let now_ms = now_ms();
            let outcome = match &known {
                Some(turn) => {
                    tell(&live, &turn.reply);
                    outcome_of(turn, now_ms)
                }
                None => (now_ms > patience_ms).then(|| Outcome::Broken(fault::interrupted())),
            };
            if let Some(outcome) = outcome {
                live.send_modify(|live| live.end(outcome));
                return;
            }
            tokio::select! {
                () = live.closed() => return,
                // The reply may go on elsewhere: the same message again finds it.
                () = self.deadline.near() => {
                    live.send_modify(|live| live.end(Outcome::Broken(fault::interrupted())));
                    return;
                }
                () = tokio::time::sleep(POLL) => {}
            }
            match self.thread.turn(&self.reply, now_ms).await {
                Ok(None) if known.is_some() => {
                    live.send_modify(|live| live.end(Outcome::Broken(fault::deleted())));
                    return;
                }
                Ok(turn) => known = turn,
                // Asked again, until the lease that was last seen has run out.
                Err(error) => tracing::warn!(%error, "a reply could not be read"),
            }
        }
    }
}

/// Tells what a newer reading of a reply has more than what was told. A reply only ever grows.
fn tell(live: &watch::Sender<Live>, reply: &str) {
    live.send_if_modified(|live| {
        let more = reply.get(live.text().len()..).unwrap_or_default();
        live.push(more);
        !more.is_empty()
    });
}
