//! Generates a reply: asks the engine, and stores how the reply ended before its readers learn of it.

use super::{
    Metadata,
    event::fault,
    health::Health,
    live::{Live, Outcome},
    writer::{Ending, Speaker, Writer},
};
use crate::Deadline;
use bubblechat_core::{
    conversation::{ReplyStatus, Retention, Turn},
    engine::{End, EngineStream, Fault},
    store::{Answered, StoreError, Thread},
    time::now_ms,
};
use bubblechat_http::ErrorCode;
use futures_util::StreamExt as _;
use std::pin::pin;
use tokio::sync::watch;

/// A reply to generate.
pub(super) struct Job {
    pub(super) thread: Thread,
    pub(super) turn: Turn,
    /// How to keep the turn, unless it is stored already.
    pub(super) retention: Option<Retention>,
    /// What answers if the turn's engine cannot.
    pub(super) fallback: Option<Speaker>,
    /// What was known of the engines before.
    pub(super) health: Health,
    /// Ends when the deadline is near.
    pub(super) pieces: EngineStream,
    pub(super) deadline: Deadline,
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
    let Job { thread, turn, retention, fallback, health, pieces, deadline } = job;
    let mut writer = Writer {
        thread,
        turn,
        deadline: *deadline,
        live,
        speaker: Speaker { engine: turn.engine.clone(), model: turn.model.clone() },
        fallback: fallback.take(),
        faults: Vec::new(),
        is_stored: false,
        began_at_ms: None,
    };
    let mut pieces = pin!(pieces.peekable());
    let ending = if writer.store_message(*retention, pieces.as_mut()).await? {
        writer.relay(&mut pieces).await
    } else {
        Ending::Abandoned
    };
    conclude(writer, ending, health).await
}

/// Stores how the reply ended.
async fn conclude(mut writer: Writer<'_>, ending: Ending, health: &Health) -> Result<Outcome, StoreError> {
    writer.begin();
    let has_answered = matches!(ending, Ending::End(_));
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
    let Speaker { engine, model } = writer.speaker.clone();
    let (model, fault) = (end.model.or(model), writer.faults.last());
    let answered = Answered { engine: &engine, model: model.as_deref(), usage: end.usage, fault };
    if !writer.save(status, Some(answered)).await? {
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
