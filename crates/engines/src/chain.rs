//! An engine with its one retry and its fallback.
//!
//! Before the first text only: an engine that is busy, down, silent or out of credit is asked once more, then its fallback is asked, once. A request
//! that the provider finds too long is sent once more with less history. All of that shares one budget of time.

use crate::{attempt::Attempt, clients::Clients, fault::Failure, plan::Plan, window, wire::Conversation};
use bubblechat_core::engine::{Ask, Cause, Engine, EngineRequest, EngineStream, Fault, Piece, Problem, Usage};
use futures_util::{StreamExt as _, stream};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

/// The longest wait that a provider may ask for before it is asked once more.
const WORTH_WAITING: Duration = Duration::from_secs(2);
/// Less time than this is too little to ask anybody.
const TOO_LITTLE: Duration = Duration::from_millis(100);

/// Whom to ask.
#[derive(Debug, Clone)]
pub(crate) enum Candidate {
    Provider(Arc<Plan>),
    BuiltIn(Arc<dyn Engine>),
    /// An engine that cannot be asked.
    Unusable(Fault),
}

/// An engine with its fallback.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) first: Candidate,
    pub(crate) fallback: Option<Candidate>,
    pub(crate) clients: Arc<Clients>,
}

impl Engine for Chain {
    fn answer(&self, request: EngineRequest) -> EngineStream {
        let first_byte = match &self.first {
            Candidate::Provider(plan) => plan.first_byte,
            _ => Duration::ZERO,
        };
        let run = Run {
            request,
            clients: self.clients.clone(),
            candidate: self.first.clone(),
            fallback: self.fallback.clone(),
            kept: None,
            may_retry: true,
            may_shorten: true,
            budget: first_byte * 2,
            ends_at: None,
            usage: None,
            told: None,
            held: None,
            state: State::Ask,
        };
        stream::unfold(run, |mut run| async move { run.next().await.map(|piece| (piece, run)) }).boxed()
    }
}

enum State {
    /// To say whom it asks, if it is a provider.
    Ask,
    Asking,
    Reading(Box<Attempt>),
    BuiltIn(EngineStream),
    Over,
}

/// An answer on its way.
struct Run {
    request: EngineRequest,
    clients: Arc<Clients>,
    candidate: Candidate,
    fallback: Option<Candidate>,
    /// How many exchanges of the history to send; `None` until the candidate's window is known.
    kept: Option<usize>,
    may_retry: bool,
    may_shorten: bool,
    /// How long it may take until somebody begins to answer.
    budget: Duration,
    ends_at: Option<Instant>,
    /// Of the attempts before this one.
    usage: Option<Usage>,
    /// What was last told of the attempt's usage.
    told: Option<Usage>,
    /// What follows that.
    held: Option<Result<Piece, Failure>>,
    state: State,
}

impl Run {
    async fn next(&mut self) -> Option<Result<Piece, Fault>> {
        loop {
            let failure = match &mut self.state {
                State::Over => return None,
                State::BuiltIn(pieces) => {
                    let piece = pieces.next().await;
                    return piece.map(|piece| self.with_usage(piece));
                }
                State::Ask => {
                    self.state = State::Asking;
                    match self.next_ask() {
                        Some(ask) => return Some(Ok(Piece::Asks(ask))),
                        None => continue,
                    }
                }
                State::Asking => match self.ask().await {
                    Ok(state) => {
                        self.state = state;
                        continue;
                    }
                    Err(failure) => failure,
                },
                State::Reading(attempt) => match self.held.take() {
                    None => {
                        self.held = Some(attempt.next().await);
                        if let Some(usage) = attempt.usage().filter(|usage| self.told != Some(*usage)) {
                            self.told = Some(usage);
                            return Some(Ok(Piece::Used(usage)));
                        }
                        continue;
                    }
                    Some(Ok(piece)) => {
                        if matches!(piece, Piece::End(_)) {
                            self.state = State::Over;
                        }
                        return Some(self.with_usage(Ok(piece)));
                    }
                    Some(Err(Failure::Fault(fault) | Failure::TooLong { fault, .. })) if attempt.shown => {
                        return self.give_up(fault);
                    }
                    Some(Err(failure)) => {
                        self.usage = sum(self.usage, attempt.usage());
                        failure
                    }
                },
            };
            self.state = State::Ask;
            match self.after(failure).await {
                Next::AskAgain(fault) => return Some(Ok(Piece::AsksAgain(fault))),
                Next::FallBack(fault) => return Some(Ok(Piece::FellBack(fault))),
                Next::GiveUp(fault) => return self.give_up(fault),
            }
        }
    }

    /// The request that is to be sent next; `None` if no provider is asked.
    fn next_ask(&mut self) -> Option<Ask> {
        let Candidate::Provider(plan) = &self.candidate else { return None };
        self.told = None;
        let fits = || window::exchanges_that_fit(&self.request, plan.context_tokens as usize);
        let kept = *self.kept.get_or_insert_with(fits);
        Some(Ask { model: plan.model.clone(), input: window::likely_input(&self.request, kept) })
    }

    async fn ask(&mut self) -> Result<State, Failure> {
        let plan = match &self.candidate {
            Candidate::Unusable(fault) => return Err(fault.clone().into()),
            Candidate::BuiltIn(engine) => return Ok(State::BuiltIn(engine.answer(self.request.clone()))),
            Candidate::Provider(plan) => plan.clone(),
        };
        let now = Instant::now();
        let ends_at = *self.ends_at.get_or_insert(now + self.budget);
        let left = ends_at.saturating_duration_since(now);
        let first_byte = self.share_of(left).min(plan.first_byte);
        // Who is kept waiting by signs of life alone may wait for longer, but leaves the fallback its share.
        let first_piece = left / (1 + u32::from(self.fallback.is_some()));
        let kept = self.kept.unwrap_or(0);
        let conversation = Conversation::of(&self.request, kept);
        Attempt::open(&plan, &self.clients, conversation, now + first_byte, now + first_piece)
            .await
            .map(|attempt| State::Reading(Box::new(attempt)))
    }

    /// How much of the time that is left this attempt may take. The first one is limited by its engine alone; after it, those that may follow get
    /// equal shares.
    fn share_of(&self, left: Duration) -> Duration {
        let is_another_to_follow = !self.may_retry && self.fallback.is_some();
        left / (1 + u32::from(is_another_to_follow))
    }

    /// What to do after a failure before the first text.
    async fn after(&mut self, failure: Failure) -> Next {
        let fault = match failure {
            Failure::TooLong { share, fault } => {
                let kept = self.kept.unwrap_or(0).min(self.request.history.len());
                if kept == 0 || !std::mem::take(&mut self.may_shorten) {
                    return Next::GiveUp(fault);
                }
                self.kept = Some(window::fewer(&self.request, kept, share));
                return Next::AskAgain(fault);
            }
            Failure::Fault(fault) => fault,
        };
        if !may_pass(fault.cause) {
            return Next::GiveUp(fault);
        }
        let left = self.ends_at.map_or(Duration::ZERO, |ends_at| ends_at.saturating_duration_since(Instant::now()));
        let wait = fault.retry_after().unwrap_or_default();
        if std::mem::take(&mut self.may_retry) && wait <= WORTH_WAITING && left > wait + TOO_LITTLE {
            sleep(wait).await;
            return Next::AskAgain(fault);
        }
        match self.fallback.take() {
            Some(fallback) if left > TOO_LITTLE || !matches!(fallback, Candidate::Provider(_)) => {
                self.candidate = fallback;
                self.kept = None;
                self.may_shorten = true;
                Next::FallBack(fault)
            }
            _ => Next::GiveUp(fault),
        }
    }

    fn give_up(&mut self, fault: Fault) -> Option<Result<Piece, Fault>> {
        self.state = State::Over;
        Some(Err(fault))
    }

    /// The end says what all attempts have used.
    fn with_usage(&self, piece: Result<Piece, Fault>) -> Result<Piece, Fault> {
        piece.map(|piece| match piece {
            Piece::End(mut end) => {
                end.usage = sum(self.usage, end.usage);
                Piece::End(end)
            }
            piece => piece,
        })
    }
}

enum Next {
    AskAgain(Fault),
    FallBack(Fault),
    GiveUp(Fault),
}

/// Whether another attempt, or another engine, may fare better. Refused content and wrong settings stay what they are.
const fn may_pass(cause: Cause) -> bool {
    match cause {
        Cause::Busy | Cause::Unavailable | Cause::Stalled | Cause::Cut => true,
        Cause::Misconfigured(problem) => matches!(problem, Problem::CreditGone),
        Cause::Refused => false,
    }
}

fn sum(a: Option<Usage>, b: Option<Usage>) -> Option<Usage> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Usage {
            input: a.input + b.input,
            output: a.output + b.output,
            cached_input: a.cached_input + b.cached_input,
        }),
        (a, b) => a.or(b),
    }
}
