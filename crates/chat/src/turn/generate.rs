//! Makes a reply: asks the engine, tells readers, writes it down.

use super::{
    LEASE_MS, Metadata,
    event::fault,
    live::{Live, Outcome},
};
use crate::Deadline;
use bubblechat_core::{
    conversation::{REPLY_MAX_BYTES, ReplyStatus, Retention, Turn},
    engine::{End, EngineError, EngineStream, Piece},
    store::{Progress, StoreError, Thread},
    time::now_ms,
};
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio::{sync::watch, time::Instant};

/// How often a reply is written down while it grows, at the most: what a crash may cost.
const CHECKPOINT: Duration = Duration::from_secs(1);
/// How often the lease is renewed while nothing grows.
const RENEW: Duration = Duration::from_secs(5);

/// A reply to make.
pub(super) struct Job {
    pub(super) thread: Thread,
    pub(super) turn: Turn,
    /// How the turn is to be kept, unless it is stored already.
    pub(super) retention: Option<Retention>,
    /// Ends when the deadline is near.
    pub(super) stream: EngineStream,
    pub(super) deadline: Deadline,
}

/// How the engine's part ended.
enum Ending {
    /// The upstream said so, or the reply is as long as it may be.
    End(End),
    /// It broke.
    Failed(EngineError),
    /// The deadline is near.
    OutOfTime,
    /// The visitor asked to stop, or the turn is gone: nobody to go on for.
    Abandoned,
}

/// Runs to the reply's end, whoever reads. The outcome is told only after it is stored.
pub(super) async fn generate(mut job: Job, live: watch::Sender<Live>) {
    let outcome = match run(&mut job, &live).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(%error, "a reply could not be stored");
            Outcome::Broken(fault::internal())
        }
    };
    // Ends the upstream request before anyone hears of the end.
    drop(job);
    live.send_modify(|live| live.end(outcome));
}

async fn run(job: &mut Job, live: &watch::Sender<Live>) -> Result<Outcome, StoreError> {
    let Job { thread, turn, retention, stream, deadline } = job;
    let store_message = async {
        match *retention {
            Some(retention) => thread.store_turn(turn, retention).await,
            None => Ok(()),
        }
    };
    // The message is stored beside the model's call, and durable before the first token is told.
    let (stored, first) = tokio::join!(store_message, stream.next());
    stored?;
    let writer = Writer { thread, turn, deadline: *deadline, live };
    let ending = writer.relay(Some(first), stream).await;
    writer.conclude(ending).await
}

struct Writer<'a> {
    thread: &'a Thread,
    turn: &'a Turn,
    deadline: Deadline,
    live: &'a watch::Sender<Live>,
}

impl Writer<'_> {
    /// Relays pieces as they come. Beside that, at most one small write a second keeps what a crash would lose, and sees whether the reply
    /// is still wanted; while nothing grows, a read does.
    async fn relay(&self, mut first: Option<Option<Result<Piece, EngineError>>>, stream: &mut EngineStream) -> Ending {
        let mut saved_bytes = 0;
        let mut checkpoint_at = Instant::now() + CHECKPOINT;
        let mut renew_at = Instant::now() + RENEW;
        loop {
            let told_bytes = self.live.borrow().text().len();
            let piece = match first.take() {
                Some(first) => first,
                None => tokio::select! {
                    biased;
                    piece = stream.next() => piece,
                    () = tokio::time::sleep_until(checkpoint_at) => {
                        let is_due = told_bytes > saved_bytes || Instant::now() >= renew_at;
                        let goes_on = if is_due { self.save(ReplyStatus::Streaming, None).await } else { self.is_wanted().await };
                        match goes_on {
                            Ok(true) if is_due => {
                                saved_bytes = told_bytes;
                                renew_at = Instant::now() + RENEW;
                            }
                            Ok(true) => {}
                            Ok(false) => return Ending::Abandoned,
                            // The next one may succeed, and the last one must.
                            Err(error) => tracing::warn!(%error, "a checkpoint failed"),
                        }
                        checkpoint_at = Instant::now() + CHECKPOINT;
                        continue;
                    }
                },
            };
            match piece {
                Some(Ok(Piece::Text(text))) => {
                    if self.append(&text) {
                        return Ending::End(End { truncated: true, ..End::default() });
                    }
                }
                Some(Ok(Piece::End(end))) => return Ending::End(end),
                Some(Err(error)) => return Ending::Failed(error),
                None if self.deadline.is_near() => return Ending::OutOfTime,
                None => return Ending::Failed(EngineError::Cut),
            }
        }
    }

    /// Tells more text. True when the reply is as long as it may be; then it ends at the last whole character that fits.
    fn append(&self, text: &str) -> bool {
        let mut is_full = false;
        self.live.send_modify(|live| {
            let room = REPLY_MAX_BYTES.saturating_sub(live.text().len());
            let fits = text.floor_char_boundary(room);
            is_full = fits < text.len();
            live.push(&text[..fits]);
        });
        is_full
    }

    /// Writes the reply down as far as it is. False when there is nobody to go on for.
    async fn save(&self, status: ReplyStatus, end: Option<&End>) -> Result<bool, StoreError> {
        let text = self.live.borrow().text().to_owned();
        let progress = Progress {
            reply: &text,
            status,
            lease_until_ms: now_ms() + LEASE_MS,
            model: end.and_then(|end| end.model.as_deref()),
            usage: end.and_then(|end| end.usage),
        };
        self.thread.save_progress(&self.turn.reply_id, &progress).await
    }

    /// Whether somebody still waits for the reply: it is there, streaming, and nobody asked to stop it.
    async fn is_wanted(&self) -> Result<bool, StoreError> {
        let turn = self.thread.turn(&self.turn.reply_id, now_ms()).await?;
        Ok(turn.is_some_and(|turn| turn.status == ReplyStatus::Streaming && !turn.stop_requested))
    }

    async fn conclude(&self, ending: Ending) -> Result<Outcome, StoreError> {
        let (status, end, broken) = match ending {
            Ending::End(end) => (if end.truncated { ReplyStatus::Truncated } else { ReplyStatus::Complete }, end, None),
            Ending::Failed(error) => {
                tracing::warn!(%error, engine = self.turn.engine, tenant = %self.thread.tenant(), "an engine failed");
                (ReplyStatus::Interrupted, End::default(), Some(fault::engine(&error)))
            }
            Ending::OutOfTime => {
                tracing::warn!(engine = self.turn.engine, tenant = %self.thread.tenant(), "the time for a reply was up");
                (ReplyStatus::Interrupted, End::default(), Some(fault::interrupted()))
            }
            Ending::Abandoned => (ReplyStatus::Stopped, End::default(), None),
        };
        if !self.save(status, Some(&end)).await? {
            return self.abandoned().await;
        }
        Ok(match broken {
            Some(fault) => Outcome::Broken(fault),
            None => Outcome::Ended {
                status,
                metadata: Metadata {
                    engine: self.turn.engine.clone(),
                    model: end.model.or_else(|| self.turn.model.clone()),
                },
                usage: end.usage,
            },
        })
    }

    /// What became of a reply that was not this generator's any more.
    async fn abandoned(&self) -> Result<Outcome, StoreError> {
        let now_ms = now_ms();
        let turn = self.thread.turn(&self.turn.reply_id, now_ms).await?;
        Ok(turn.map_or_else(
            || Outcome::Broken(fault::deleted()),
            |turn| outcome_of(&turn, now_ms).unwrap_or_else(interrupted),
        ))
    }
}

fn interrupted() -> Outcome {
    Outcome::Broken(fault::interrupted())
}

/// How a stored reply ended; `None` while it is being made.
pub(super) fn outcome_of(turn: &Turn, now_ms: i64) -> Option<Outcome> {
    match turn.status_at(now_ms) {
        ReplyStatus::Streaming => None,
        ReplyStatus::Interrupted => Some(interrupted()),
        status => Some(Outcome::Ended {
            status,
            metadata: Metadata { engine: turn.engine.clone(), model: turn.model.clone() },
            usage: turn.usage,
        }),
    }
}
