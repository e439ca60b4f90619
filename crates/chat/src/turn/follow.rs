//! Reads a reply that another request generates, perhaps in another process, through the store.

use super::{
    Reader,
    event::fault,
    generate::outcome_of,
    live::{self, Live, Outcome},
};
use crate::Deadline;
use bubblechat_core::{
    conversation::{ReplyId, Turn, is_lease_over},
    store::Thread,
    time::now_ms,
};
use std::time::Duration;
use tokio::sync::watch;

/// How often the store is read. The reply's generator saves it once a second.
const POLL: Duration = Duration::from_millis(300);

/// Somebody who reads a reply through the store.
pub(super) struct Follower {
    pub(super) thread: Thread,
    pub(super) reply: ReplyId,
    /// Until when a claimant that has stored nothing counts as alive, milliseconds since the Unix epoch.
    pub(super) lease_until_ms: i64,
    pub(super) deadline: Deadline,
}

impl Follower {
    /// Follows the reply from its known state, for a reader that has its first `after` bytes.
    pub(super) fn follow(self, known: Option<Turn>, after: usize) -> Reader {
        let (writer, reader) = live::channel();
        tokio::spawn(async move {
            if let Some(outcome) = self.run(known, &writer).await {
                writer.send_modify(|live| live.end(outcome));
            }
        });
        Reader::new(reader, after)
    }

    /// Runs until the reply ends, the time is up or nobody listens (then `None`).
    async fn run(self, mut known: Option<Turn>, live: &watch::Sender<Live>) -> Option<Outcome> {
        loop {
            let now_ms = now_ms();
            let outcome = match &known {
                Some(turn) => {
                    tell(live, &turn.reply);
                    outcome_of(turn, now_ms)
                }
                None => is_lease_over(self.lease_until_ms, now_ms).then(|| Outcome::Broken(fault::interrupted())),
            };
            if outcome.is_some() {
                return outcome;
            }
            tokio::select! {
                () = live.closed() => return None,
                // The reply may continue elsewhere. Sending the same message again finds it.
                () = self.deadline.near() => return Some(Outcome::Broken(fault::interrupted())),
                () = tokio::time::sleep(POLL) => {}
            }
            match self.thread.turn(&self.reply, now_ms).await {
                Ok(None) if known.is_some() => return Some(Outcome::Broken(fault::deleted())),
                Ok(turn) => known = turn,
                // Try again until the last known lease has expired.
                Err(error) => tracing::warn!(%error, "a reply could not be read"),
            }
        }
    }
}

/// Passes on what a newer reading of a reply adds. A reply only ever grows.
fn tell(live: &watch::Sender<Live>, reply: &str) {
    live.send_if_modified(|live| {
        let more = reply.get(live.text().len()..).unwrap_or_default();
        live.push(more);
        !more.is_empty()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_are_woken_by_new_text_only() {
        let (live, mut reader) = live::channel();
        tell(&live, "one");
        assert!(matches!(reader.has_changed(), Ok(true)));
        reader.mark_unchanged();
        tell(&live, "one");
        assert!(matches!(reader.has_changed(), Ok(false)), "each time the wait for a sign of life would begin anew");
    }
}
