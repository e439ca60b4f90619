//! Generates a reply: asks the engine, and stores how the reply ended before its readers learn of it.

use super::{
    Metadata,
    event::fault,
    health::Health,
    ledger::{Book, Ledger, Speaker},
    live::{Live, Outcome},
    writer::{Ending, Writer},
};
use crate::{
    Deadline,
    bounds::{AtStore, Place, Queue},
};
use bubblechat_core::{
    conversation::{ReplyStatus, Retention, Turn},
    engine::{End, EngineStream, Fault},
    store::{Answered, StoreError, Thread},
    time::now_ms,
    usage,
};
use bubblechat_http::ErrorCode;
use futures_util::StreamExt as _;
use std::pin::pin;
use tokio::sync::watch;

/// A reply to generate.
pub(super) struct Job {
    pub(super) thread: Thread,
    pub(super) turn: Turn,
    /// When the caller asked for the reply, milliseconds since the Unix epoch.
    pub(super) asked_at_ms: i64,
    /// How to keep the turn, unless it is stored already.
    pub(super) retention: Option<Retention>,
    /// What answers.
    pub(super) speaker: Speaker,
    /// What answers if that cannot.
    pub(super) fallback: Option<Speaker>,
    /// Where what the reply takes is written down.
    pub(super) book: Book,
    /// What was known of the engines before.
    pub(super) health: Health,
    /// Ends when the deadline is near.
    pub(super) pieces: EngineStream,
    pub(super) deadline: Deadline,
    /// Taken until the reply is stored.
    pub(super) place: Place,
    /// Taken until the message is stored.
    pub(super) at_store: AtStore,
    /// For storing the reply.
    pub(super) queue: Queue,
}

/// Runs to the reply's end, whether anybody reads or not. Readers learn the outcome only after it is stored.
pub(super) async fn generate(job: Job, live: watch::Sender<Live>) {
    // Ends the upstream request before anyone learns of the end.
    let outcome = match run(job, &live).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(%error, "a reply could not be stored");
            Outcome::Broken(fault::internal())
        }
    };
    live.send_modify(|live| live.end(outcome));
}

async fn run(job: Job, live: &watch::Sender<Live>) -> Result<Outcome, StoreError> {
    let Job { thread, turn, asked_at_ms, retention, speaker, fallback, book, health, pieces, deadline, .. } = job;
    let (_place, at_store, queue) = (job.place, job.at_store, job.queue);
    let mut ledger = Ledger::of(book, &turn);
    let mut writer = Writer {
        thread: &thread,
        turn: &turn,
        deadline,
        live,
        speaker,
        fallback,
        faults: Vec::new(),
        is_stored: false,
        asked_at_ms,
        began_at_ms: None,
    };
    let mut pieces = pin!(pieces.peekable());
    let is_wanted = writer.store_message(retention, pieces.as_mut(), &mut ledger).await?;
    drop(at_store);
    let ending = if is_wanted { writer.relay(&mut pieces, &mut ledger).await } else { Ending::Abandoned };
    let _at_store = queue.wait().await;
    conclude(writer, ending, &health, ledger).await
}

/// Stores how the reply ended.
async fn conclude(
    mut writer: Writer<'_>,
    ending: Ending,
    health: &Health,
    ledger: Ledger,
) -> Result<Outcome, StoreError> {
    let first_token_ms = writer.began_at_ms.map(|at_ms| (at_ms - writer.asked_at_ms).max(0) as u64);
    writer.begin();
    let is_others = matches!(ending, Ending::Abandoned) && writer.is_others().await;
    let (has_answered, has_failed) = (matches!(ending, Ending::End(_)), matches!(ending, Ending::Failed(_)));
    let (status, end, told) = match ending {
        Ending::End(end) => (if end.truncated { ReplyStatus::Truncated } else { ReplyStatus::Complete }, end, None),
        Ending::Failed(fault) => {
            let told = fault::engine(&fault);
            writer.faults.push(fault);
            (ReplyStatus::Interrupted, End::default(), Some(told))
        }
        Ending::OutOfTime => {
            tracing::warn!(tenant = %writer.thread.tenant(), engine = writer.speaker.engine, "the time for a reply was up");
            (ReplyStatus::Interrupted, End::default(), Some(fault::interrupted()))
        }
        Ending::Abandoned => (ReplyStatus::Stopped, End::default(), None),
    };
    for fault in &writer.faults {
        report(&writer, fault);
    }
    health.note(&writer.faults, has_answered.then_some(writer.speaker.engine.as_str()));
    let Speaker { engine, model, .. } = writer.speaker.clone();
    let (model, fault) = (end.model.or(model), writer.faults.last());
    let answered = Answered { engine: &engine, model: model.as_deref(), usage: end.usage, fault };
    let text = writer.live.borrow().text().to_owned();
    let failed = fault.filter(|_| has_failed);
    let outcome = (!is_others).then_some(usage::Outcome { status, first_token_ms });
    let count = ledger.end(&writer.speaker, &text, outcome, failed);
    let (saved, ()) = tokio::join!(writer.save(status, Some(answered)), count);
    if !saved? {
        return stored_outcome(&writer).await;
    }
    let ended = Outcome::Ended { status, metadata: Metadata::new(engine, model, fault), usage: end.usage };
    Ok(told.map_or(ended, Outcome::Broken))
}

/// One log line per fault. The request's id is in the span.
fn report(writer: &Writer<'_>, fault: &Fault) {
    let (tenant, conversation) = (writer.thread.tenant(), writer.thread.conversation().as_str());
    let Fault { engine, host, status, provider_code, .. } = fault;
    let code = ErrorCode::from(fault.cause).as_str();
    tracing::warn!(%tenant, conversation, engine, code, fault = %fault.cause, host, status, provider_code, "an engine failed");
}

/// What happened to a reply that no longer belongs to this generator.
async fn stored_outcome(writer: &Writer<'_>) -> Result<Outcome, StoreError> {
    let now_ms = now_ms();
    let turn = writer.thread.turn(&writer.turn.reply_id, now_ms).await?;
    Ok(match turn {
        Some(turn) => outcome_of(&turn, now_ms).unwrap_or(Outcome::Broken(fault::interrupted())),
        None if writer.is_stored => Outcome::Broken(fault::deleted()),
        // Sending the message again finds whoever answers it now.
        None => Outcome::Broken(fault::interrupted()),
    })
}

/// How a stored reply ended; `None` while it is being generated.
pub(super) fn outcome_of(turn: &Turn, now_ms: i64) -> Option<Outcome> {
    match turn.status_at(now_ms) {
        ReplyStatus::Streaming => None,
        ReplyStatus::Interrupted => Some(Outcome::Broken(super::event::Fault::of(turn))),
        status => Some(Outcome::Ended { status, metadata: Metadata::of(turn), usage: turn.usage }),
    }
}
