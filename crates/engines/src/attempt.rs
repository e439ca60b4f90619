//! One request to a provider, from its first byte to its single end.

use crate::{
    clients::Clients,
    dialect::Dialect,
    fault::{self, Failure},
    plan::Plan,
    reasoning::Filter,
    send,
    wire::{self, Conversation, Frame, Frames, Malformed, Reading, Stop},
};
use bubblechat_core::{
    engine::{Cause, End, Fault, Piece, Problem, Usage},
    tenant::Provider,
};
use reqwest::Response;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// An upstream that has begun to answer and keeps its connection alive, but sends neither text nor reasoning, may do so for this many times the
/// allowed silence.
const PATIENCE: u32 = 10;
/// How long an upstream that has said how its answer ended may keep its connection open before it is left. Usage comes after the end.
const AFTER_STOP: Duration = Duration::from_secs(1);
/// The same if only one frame has brought text, and the end: some say so in every frame.
const AFTER_FIRST_STOP: Duration = Duration::from_secs(5);
/// How often a sign of life is passed on while the model reasons.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);
/// The maximum size of a whole response, in bytes. The longest answer is far smaller, with everything that providers send along.
const BODY_MAX_BYTES: usize = 64 * 1024 * 1024;

/// A response that has begun.
#[derive(Debug)]
pub(crate) struct Attempt {
    plan: Arc<Plan>,
    response: Response,
    frames: Frames,
    reading: Reading,
    filter: Filter,
    /// The first half of a character whose second has not come yet.
    half: Option<u32>,
    /// Text that will be shown once something more than white space follows.
    blank: String,
    /// Whether any text was passed on.
    pub(crate) shown: bool,
    /// What ended the response, once the text before it is passed on.
    failed: Option<Failure>,
    /// Whether text came before the upstream said that the answer was over, together with that, and after it.
    text_before_stop: bool,
    text_beside_stop: bool,
    text_after_stop: bool,
    /// Whether reasoning came with the newest chunk.
    thinks: bool,
    /// When an upstream that sends nothing at all has stalled.
    quiet_until: Instant,
    /// When an upstream that sends neither text nor reasoning has stalled, however busy it seems.
    idle_until: Instant,
    /// When an upstream that has said how its answer ended is left.
    leave_at: Option<Instant>,
    next_sign: Instant,
    received: usize,
}

impl Attempt {
    /// Asks. `first_byte`: when the response must have begun, with its status and with its body. `first_piece`: when it must have brought text or
    /// reasoning.
    pub(crate) async fn open(
        plan: &Arc<Plan>,
        clients: &Clients,
        conversation: Conversation<'_>,
        first_byte: Instant,
        first_piece: Instant,
    ) -> Result<Self, Failure> {
        let sent = timeout_at(first_byte, send::send(plan, clients, conversation)).await;
        let response = sent.map_err(|_| plan.fault(Cause::Stalled))??;
        let frames = match plan.dialect {
            Dialect::Bedrock => Frames::of_aws_messages(),
            _ => Frames::of_text(),
        };
        let filter = match plan.dialect {
            // xAI and those with other dialects send reasoning apart.
            Dialect::OpenAi | Dialect::Ollama if plan.provider != Provider::Xai => Filter::of_model(&plan.model),
            _ => Filter::default(),
        };
        Ok(Self {
            response,
            frames,
            reading: Reading::default(),
            filter,
            half: None,
            blank: String::new(),
            shown: false,
            failed: None,
            text_before_stop: false,
            text_beside_stop: false,
            text_after_stop: false,
            thinks: false,
            quiet_until: first_byte,
            idle_until: first_piece,
            leave_at: None,
            next_sign: Instant::now(),
            received: 0,
            plan: plan.clone(),
        })
    }

    /// What the provider has reported so far.
    pub(crate) fn usage(&self) -> Option<Usage> {
        self.reading.usage()
    }

    /// The next piece, or the end.
    pub(crate) async fn next(&mut self) -> Result<Piece, Failure> {
        loop {
            if let Some(failure) = self.failed.take() {
                return self.in_spite_of(failure);
            }
            if self.is_over() {
                return self.end();
            }
            let deadline = self.quiet_until.min(self.idle_until);
            let deadline = self.leave_at.map_or(deadline, |leave_at| leave_at.min(deadline));
            let chunk = timeout_at(deadline, self.response.chunk()).await;
            let text = match chunk {
                Ok(Ok(Some(bytes))) => self.take_in(&bytes),
                Ok(Ok(None)) => self.take_in_end(),
                Ok(Err(error)) => return self.in_spite_of(fault::of_transport(&self.plan, &error, true).into()),
                Err(_) => return self.in_spite_of(self.fault(Cause::Stalled).into()),
            };
            if !text.is_empty() {
                self.shown = true;
                return Ok(Piece::Text(text));
            }
            let is_thinking = self.thinks || self.filter.is_hiding();
            if is_thinking && Instant::now() >= self.next_sign {
                self.next_sign = Instant::now() + SIGN_OF_LIFE;
                return Ok(Piece::Thinking);
            }
        }
    }

    fn is_over(&self) -> bool {
        self.reading.over || self.frames.is_done
    }

    /// Takes in a piece of the body, and returns what of it can be shown. What has arrived together is shown together.
    fn take_in(&mut self, bytes: &[u8]) -> String {
        let mut frames = Vec::new();
        let result = self.frames.push(bytes, &mut frames);
        self.received += bytes.len();
        if self.received > BODY_MAX_BYTES {
            self.failed = Some(self.fault(Cause::Unavailable).into());
        } else if let Err(malformed) = result {
            self.failed = Some(self.malformed(malformed).into());
        }
        let text = self.read(frames);
        let now = Instant::now();
        self.quiet_until = now + self.plan.stall;
        self.leave_at = self.patience_after_stop().map(|patience| self.leave_at.unwrap_or(now + patience));
        text
    }

    /// How long to stay after the upstream has said how its answer ended; `None` if it has not, or says so in every frame.
    fn patience_after_stop(&self) -> Option<Duration> {
        self.reading.stop.filter(|_| !self.text_after_stop)?;
        let may_be_early = self.text_beside_stop && !self.text_before_stop && !self.frames.is_plain_json();
        Some(if may_be_early { AFTER_FIRST_STOP } else { AFTER_STOP })
    }

    /// Takes in the end of the body, and returns what it lets be shown.
    fn take_in_end(&mut self) -> String {
        let mut frames = Vec::new();
        if let Err(malformed) = self.frames.finish(&mut frames) {
            self.failed = Some(self.malformed(malformed).into());
        }
        let text = self.read(frames);
        if self.frames.is_plain_json() && self.reading.stop.is_none() && self.failed.is_none() {
            if self.reading.is_blank() && !self.text_before_stop {
                self.failed = Some(self.fault(Cause::Misconfigured(Problem::AddressWrong)).into());
            } else if self.plan.dialect != Dialect::Ollama {
                // A document is whole when it can be read, also without a reason to stop.
                self.reading.stop = Some(Stop::Complete);
            }
        }
        self.reading.over = true;
        text
    }

    /// Reads frames up to the first that holds an error, and returns the text that can be shown.
    fn read(&mut self, frames: Vec<Frame>) -> String {
        self.thinks = false;
        let mut text = String::new();
        for frame in frames {
            let had_stop = self.reading.stop.is_some();
            wire::read(self.plan.dialect, &frame, &mut self.reading);
            if let Some(error) = self.reading.error.take() {
                if !had_stop || self.text_after_stop {
                    // The frame of an error may say that this is how the answer stops.
                    self.reading.stop = None;
                }
                self.failed = Some(fault::of_error(&self.plan, &error));
                break;
            }
            self.thinks |= std::mem::take(&mut self.reading.new_reasoning);
            if !self.reading.text.is_empty() {
                match (had_stop, self.reading.stop) {
                    (true, _) => self.text_after_stop = true,
                    (false, Some(_)) => self.text_beside_stop = true,
                    (false, None) => self.text_before_stop = true,
                }
            }
            text.push_str(&std::mem::take(&mut self.reading.text));
        }
        if self.thinks || !text.is_empty() {
            self.idle_until = Instant::now() + self.plan.stall * PATIENCE;
        }
        if self.thinks {
            self.filter.trust();
        }
        let text = wire::halves_joined(&mut self.half, &text);
        let shown = self.filter.push(&text);
        self.without_blank_beginning(shown)
    }

    /// White space at the beginning waits for the text that follows it. After reasoning it is only what separated the two.
    fn without_blank_beginning(&mut self, text: String) -> String {
        if self.shown || text.is_empty() {
            return text;
        }
        self.blank.push_str(&text);
        if self.blank.trim().is_empty() {
            return String::new();
        }
        let text = std::mem::take(&mut self.blank);
        let follows_reasoning = self.filter.has_hidden || self.reading.reasoned;
        if follows_reasoning { text.trim_start().to_owned() } else { text }
    }

    /// The end, unless the upstream has not said that the answer is over. Nothing that follows that can undo it.
    fn in_spite_of(&mut self, failure: Failure) -> Result<Piece, Failure> {
        if self.reading.stop.is_none() {
            return Err(failure);
        }
        self.reading.over = true;
        self.end()
    }

    fn end(&mut self) -> Result<Piece, Failure> {
        let rest = self.rest();
        if !rest.is_empty() {
            self.shown = true;
            return Ok(Piece::Text(rest));
        }
        let stop = self.reading.stop.or(self.frames.is_done.then_some(Stop::Complete));
        let reasoned = self.reading.reasoned || self.filter.has_hidden;
        let cause = match stop {
            Some(Stop::Complete | Stop::Length | Stop::Filtered) if self.shown => {
                let truncated = stop == Some(Stop::Length);
                return Ok(Piece::End(End { truncated, model: self.model(), usage: self.usage() }));
            }
            _ if self.shown => Cause::Cut,
            Some(Stop::Filtered) => Cause::Refused,
            _ if self.reading.refused => Cause::Refused,
            None => Cause::Cut,
            Some(Stop::Failed) => Cause::Unavailable,
            // Models that do not show their reasoning stop at their limit without a word.
            Some(Stop::Length) => Cause::Misconfigured(Problem::OnlyReasoning),
            Some(Stop::Complete) if reasoned => Cause::Misconfigured(Problem::OnlyReasoning),
            Some(Stop::Complete) => Cause::Unavailable,
        };
        Err(self.fault(cause).into())
    }

    /// What was held back until the end.
    fn rest(&mut self) -> String {
        let half = self.half.take().map_or("", |_| "\u{fffd}");
        let mut rest = self.filter.push(half);
        rest.push_str(&self.filter.finish());
        self.without_blank_beginning(rest)
    }

    fn model(&self) -> Option<String> {
        Some(self.reading.model.clone().unwrap_or_else(|| self.plan.model.clone()))
    }

    fn malformed(&self, malformed: Malformed) -> Fault {
        self.fault(match malformed {
            Malformed::Foreign => Cause::Misconfigured(Problem::AddressWrong),
            Malformed::Garbage => Cause::Unavailable,
            Malformed::Torn => Cause::Cut,
        })
    }

    fn fault(&self, cause: Cause) -> Fault {
        self.plan.fault(cause)
    }
}
