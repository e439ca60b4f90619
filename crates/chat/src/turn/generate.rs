//! Generates a reply: asks the engine, tells readers, saves it.

use super::{
    LEASE_MS, Metadata,
    event::fault,
    live::{Live, Outcome},
};
use crate::Deadline;
use bubblechat_core::{
    conversation::{REPLY_MAX_BYTES, ReplyStatus, Retention, Turn},
    engine::{Cause, End, EngineStream, Fault, Piece},
    store::{Progress, StoreError, Thread},
    time::now_ms,
};
use futures_util::{Stream, StreamExt as _};
use std::{pin::pin, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

/// How often a growing reply is saved, at most: what a crash may cost.
const CHECKPOINT: Duration = Duration::from_secs(1);
/// How often the lease is renewed while nothing grows.
const RENEW: Duration = Duration::from_secs(5);

/// A reply to generate.
pub(super) struct Job {
    pub(super) thread: Thread,
    pub(super) turn: Turn,
    /// How to keep the turn, unless it is stored already.
    pub(super) retention: Option<Retention>,
    /// Ends when the deadline is near.
    pub(super) pieces: EngineStream,
    pub(super) deadline: Deadline,
}

/// How the engine's part ended.
enum Ending {
    /// The upstream said so, or the reply has reached its maximum length.
    End(End),
    /// It failed.
    Failed(Fault),
    /// The deadline is near.
    OutOfTime,
    /// The visitor asked to stop, or the turn is gone, so nobody needs the reply any more.
    Abandoned,
}

/// Runs to the reply's end, whether anybody reads or not. Readers learn the outcome only after it is stored.
pub(super) async fn generate(mut job: Job, live: watch::Sender<Live>) {
    let outcome = match run(&mut job, &live).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(%error, "a reply could not be stored");
            Outcome::Broken(fault::internal())
        }
    };
    // Ends the upstream request before anyone learns of the end.
    drop(job);
    live.send_modify(|live| live.end(outcome));
}

async fn run(job: &mut Job, live: &watch::Sender<Live>) -> Result<Outcome, StoreError> {
    let Job { thread, turn, retention, pieces, deadline } = job;
    let mut pieces = pin!(pieces.peekable());
    let store_message = async {
        match *retention {
            Some(retention) => thread.store_turn(turn, retention).await,
            None => Ok(()),
        }
    };
    // The message is stored while the model is called, and is durable before the first piece is sent. A silent model holds nothing up after that:
    // the relay renews the lease while it waits.
    let mut store_message = pin!(store_message);
    tokio::select! {
        stored = &mut store_message => stored?,
        _ = pieces.as_mut().peek() => store_message.await?,
    }
    let mut writer = Writer { thread, turn, deadline: *deadline, live, began_at_ms: None };
    let ending = writer.relay(&mut pieces).await;
    writer.conclude(ending).await
}

/// When to save a reply while it grows.
struct Checkpoint {
    next_at: Instant,
    renew_at: Instant,
    saved_bytes: usize,
}

struct Writer<'a> {
    thread: &'a Thread,
    turn: &'a Turn,
    deadline: Deadline,
    live: &'a watch::Sender<Live>,
    /// When the reply began; `None` until then.
    began_at_ms: Option<i64>,
}

impl Writer<'_> {
    /// Relays pieces as they arrive. At most once a second, a checkpoint interrupts that.
    async fn relay(&mut self, pieces: &mut (impl Stream<Item = Result<Piece, Fault>> + Unpin)) -> Ending {
        let now = Instant::now();
        let mut checkpoint = Checkpoint { next_at: now + CHECKPOINT, renew_at: now + RENEW, saved_bytes: 0 };
        loop {
            tokio::select! {
                biased;
                piece = pieces.next() => match piece {
                    Some(Ok(Piece::Text(text))) => {
                        if self.append(&text) {
                            return Ending::End(End { truncated: true, ..End::default() });
                        }
                    }
                    Some(Ok(Piece::Thinking | Piece::FellBack(_))) => {}
                    Some(Ok(Piece::End(end))) => return Ending::End(end),
                    Some(Err(error)) => return Ending::Failed(error),
                    None if self.deadline.is_near() => return Ending::OutOfTime,
                    None => return Ending::Failed(Fault::new(Cause::Cut, &self.turn.engine)),
                },
                () = sleep_until(checkpoint.next_at) => {
                    if !self.reach(&mut checkpoint).await {
                        return Ending::Abandoned;
                    }
                }
            }
        }
    }

    /// Saves what a crash would lose, in one small write that also renews the lease and checks whether the reply is still wanted. While nothing
    /// grows, a read checks that. False if the reply is no longer wanted.
    async fn reach(&self, checkpoint: &mut Checkpoint) -> bool {
        let told_bytes = self.live.borrow().text().len();
        let is_due = told_bytes > checkpoint.saved_bytes || Instant::now() >= checkpoint.renew_at;
        let wanted = if is_due { self.save(ReplyStatus::Streaming, None).await } else { self.is_wanted().await };
        match wanted {
            Ok(false) => return false,
            Ok(true) if is_due => {
                checkpoint.saved_bytes = told_bytes;
                checkpoint.renew_at = Instant::now() + RENEW;
            }
            Ok(true) => {}
            // The next one may succeed, and the last one must.
            Err(error) => tracing::warn!(%error, "a checkpoint failed"),
        }
        checkpoint.next_at = Instant::now() + CHECKPOINT;
        true
    }

    /// Passes on more text. True once the reply has reached its maximum length; then it ends at the last whole character that fits.
    fn append(&mut self, text: &str) -> bool {
        self.begin();
        let mut is_full = false;
        self.live.send_modify(|live| {
            let room = REPLY_MAX_BYTES.saturating_sub(live.text().len());
            let fits = text.floor_char_boundary(room);
            is_full = fits < text.len();
            live.push(&text[..fits]);
        });
        is_full
    }

    /// Records that the reply begins, unless it has begun. Never earlier than its message, whose time may come from another process's clock.
    fn begin(&mut self) {
        self.began_at_ms.get_or_insert_with(|| now_ms().max(self.turn.created_at_ms));
    }

    /// Saves the reply so far. False if nobody needs it any more.
    async fn save(&self, status: ReplyStatus, end: Option<&End>) -> Result<bool, StoreError> {
        let text = self.live.borrow().text().to_owned();
        let progress = Progress {
            reply: &text,
            began_at_ms: self.began_at_ms,
            status,
            lease_until_ms: now_ms() + LEASE_MS,
            model: end.and_then(|end| end.model.as_deref()),
            usage: end.and_then(|end| end.usage),
        };
        self.thread.save_progress(&self.turn.reply_id, &progress).await
    }

    /// Whether the reply is still wanted: it exists, it is streaming, and nobody asked to stop it.
    async fn is_wanted(&self) -> Result<bool, StoreError> {
        let turn = self.thread.turn(&self.turn.reply_id, now_ms()).await?;
        Ok(turn.is_some_and(|turn| turn.status == ReplyStatus::Streaming && !turn.stop_requested))
    }

    async fn conclude(&mut self, ending: Ending) -> Result<Outcome, StoreError> {
        self.begin();
        let (engine, tenant) = (&self.turn.engine, self.thread.tenant());
        let (status, end, fault) = match ending {
            Ending::End(end) => (if end.truncated { ReplyStatus::Truncated } else { ReplyStatus::Complete }, end, None),
            Ending::Failed(error) => {
                tracing::warn!(error = %error.cause, engine, %tenant, "an engine failed");
                (ReplyStatus::Interrupted, End::default(), Some(fault::engine(&error)))
            }
            Ending::OutOfTime => {
                tracing::warn!(engine, %tenant, "the time for a reply was up");
                (ReplyStatus::Interrupted, End::default(), Some(fault::interrupted()))
            }
            Ending::Abandoned => (ReplyStatus::Stopped, End::default(), None),
        };
        if !self.save(status, Some(&end)).await? {
            return self.stored_outcome().await;
        }
        let model = end.model.or_else(|| self.turn.model.clone());
        let metadata = Metadata { engine: engine.clone(), model, fallback_for: None };
        let ended = Outcome::Ended { status, metadata, usage: end.usage };
        Ok(fault.map_or(ended, Outcome::Broken))
    }

    /// What happened to a reply that no longer belongs to this generator.
    async fn stored_outcome(&self) -> Result<Outcome, StoreError> {
        let now_ms = now_ms();
        let turn = self.thread.turn(&self.turn.reply_id, now_ms).await?;
        Ok(match turn {
            Some(turn) => outcome_of(&turn, now_ms).unwrap_or(Outcome::Broken(fault::interrupted())),
            None => Outcome::Broken(fault::deleted()),
        })
    }
}

/// How a stored reply ended; `None` while it is being generated.
pub(super) fn outcome_of(turn: &Turn, now_ms: i64) -> Option<Outcome> {
    match turn.status_at(now_ms) {
        ReplyStatus::Streaming => None,
        ReplyStatus::Interrupted => Some(Outcome::Broken(super::event::Fault::of(turn))),
        status => Some(Outcome::Ended { status, metadata: Metadata::of(turn), usage: turn.usage }),
    }
}
