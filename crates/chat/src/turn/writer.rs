//! Writes a reply: stores its message, passes pieces on as they arrive, and saves what has grown.

use super::{
    lease::{LEASE_MS, Lease},
    ledger::{Ledger, Speaker},
    live::Live,
};
use crate::Deadline;
use bubblechat_core::{
    conversation::{REPLY_MAX_BYTES, ReplyStatus, Retention, Turn},
    engine::{Cause, End, Fault, Piece},
    store::{Answered, Progress, StoreError, Thread},
    time::now_ms,
};
use futures_util::{FutureExt as _, Stream, StreamExt as _, stream::Peekable};
use std::{convert::Infallible, pin::Pin};
use tokio::sync::watch;

/// How the engine's part ended.
pub(super) enum Ending {
    /// The upstream said so, or the reply has reached its maximum length.
    End(End),
    /// It failed.
    Failed(Fault),
    /// The deadline is near.
    OutOfTime,
    /// The visitor asked to stop, or the reply is somebody else's by now or gone, so nobody needs this one any more.
    Abandoned,
}

pub(super) struct Writer<'a> {
    pub(super) thread: &'a Thread,
    pub(super) turn: &'a Turn,
    pub(super) deadline: Deadline,
    pub(super) live: &'a watch::Sender<Live>,
    /// What answers, as far as is known.
    pub(super) speaker: Speaker,
    /// What answers if the engine cannot.
    pub(super) fallback: Option<Speaker>,
    /// The engines' faults, in order. After the first one, the fallback answers.
    pub(super) faults: Vec<Fault>,
    /// Whether the message is stored.
    pub(super) is_stored: bool,
    /// When the caller asked for the reply, milliseconds since the Unix epoch.
    pub(super) asked_at_ms: i64,
    /// When the reply began; `None` until then.
    pub(super) began_at_ms: Option<i64>,
}

impl Writer<'_> {
    /// Stores the message and the first line of its usage while the model is called, so that both are durable before the first piece is sent. False
    /// if the reply is not wanted any more. `retention`: how to keep the turn, unless it is stored already.
    pub(super) async fn store_message<S: Stream<Item = Result<Piece, Fault>>>(
        &mut self,
        retention: Option<Retention>,
        mut pieces: Pin<&mut Peekable<S>>,
        ledger: &mut Ledger,
    ) -> Result<bool, StoreError> {
        // Whom an engine asks, it says at once.
        let ask = pieces.as_mut().next_if(|piece| matches!(piece, Ok(Piece::Asks(_)))).now_or_never().flatten();
        if let Some(Ok(Piece::Asks(ask))) = ask {
            ledger.begin(&self.speaker, ask);
        }
        let ask_the_model = async {
            pieces.peek().await;
            std::future::pending::<Infallible>().await
        };
        let store = async {
            let turn = async {
                match retention {
                    Some(retention) => self.thread.store_turn(self.turn, retention).await,
                    None => Ok(()),
                }
            };
            tokio::join!(turn, ledger.written()).0
        };
        tokio::select! {
            stored = store => stored?,
            () = self.is_lost() => return Ok(false),
            never = ask_the_model => match never {},
        }
        self.is_stored = true;
        Ok(true)
    }

    /// Looks after the lease while the message is being stored: at first there is only its claim. Returns once the reply is not wanted any more.
    async fn is_lost(&self) {
        let mut lease = Lease::until(self.turn.lease_until_ms, now_ms());
        loop {
            lease.time_to_look().await;
            let is_due = lease.is_due();
            let wanted = match self.thread.turn(&self.turn.reply_id, now_ms()).await {
                Ok(Some(turn)) if !self.is_wanted(&turn) => Ok(false),
                Ok(_) if !is_due => Ok(true),
                Ok(Some(_)) => self.save(ReplyStatus::Streaming, None).await,
                Ok(None) => {
                    let Turn { message_id, generator, .. } = self.turn;
                    self.thread.renew_claim(message_id, generator, now_ms() + LEASE_MS).await
                }
                Err(error) => Err(error),
            };
            match wanted {
                Ok(false) => return,
                Ok(true) => lease.looked(is_due),
                Err(error) => lease.failed(&error),
            }
        }
    }

    /// Relays pieces as they arrive. At most once a second, a look after the lease interrupts that.
    pub(super) async fn relay(
        &mut self,
        pieces: &mut (impl Stream<Item = Result<Piece, Fault>> + Unpin),
        ledger: &mut Ledger,
    ) -> Ending {
        let mut lease = Lease::until(self.turn.lease_until_ms, now_ms());
        let mut saved_bytes = 0;
        loop {
            tokio::select! {
                biased;
                piece = pieces.next() => match piece {
                    Some(Ok(Piece::Text(text))) => {
                        if self.append(&text) {
                            return Ending::End(End { truncated: true, ..End::default() });
                        }
                    }
                    Some(Ok(Piece::Asks(ask))) => ledger.begin(&self.speaker, ask),
                    Some(Ok(Piece::Used(usage))) => ledger.report(usage),
                    Some(Ok(Piece::AsksAgain(fault))) => ledger.fail(&fault),
                    Some(Ok(Piece::Thinking)) => {}
                    Some(Ok(Piece::FellBack(fault))) => {
                        ledger.fail(&fault);
                        self.fall_back(fault);
                    }
                    Some(Ok(Piece::End(end))) => return Ending::End(end),
                    Some(Err(fault)) => return Ending::Failed(fault),
                    None if self.deadline.is_near() => return Ending::OutOfTime,
                    None => return Ending::Failed(Fault::new(Cause::Cut, &self.speaker.engine)),
                },
                () = lease.time_to_look() => {
                    if !self.look(&mut lease, &mut saved_bytes).await {
                        return Ending::Abandoned;
                    }
                }
            }
        }
    }

    /// Saves what a crash would lose, in one small write that also renews the lease and checks whether the reply is still wanted. While nothing
    /// grows, a read checks that. False if the reply is no longer wanted.
    async fn look(&self, lease: &mut Lease, saved_bytes: &mut usize) -> bool {
        let told_bytes = self.live.borrow().text().len();
        let is_due = told_bytes > *saved_bytes || lease.is_due();
        let wanted = if is_due {
            self.save(ReplyStatus::Streaming, None).await
        } else {
            let turn = self.thread.turn(&self.turn.reply_id, now_ms()).await;
            turn.map(|turn| turn.is_some_and(|turn| self.is_wanted(&turn)))
        };
        match wanted {
            Ok(false) => return false,
            Ok(true) => {
                lease.looked(is_due);
                *saved_bytes = told_bytes.max(*saved_bytes);
            }
            Err(error) => lease.failed(&error),
        }
        true
    }

    /// Whether the stored turn still waits for this generator.
    fn is_wanted(&self, stored: &Turn) -> bool {
        stored.status == ReplyStatus::Streaming && stored.generator == self.turn.generator && !stored.stop_requested
    }

    /// Whether another generator has taken the reply over.
    pub(super) async fn is_others(&self) -> bool {
        let stored = self.thread.turn(&self.turn.reply_id, now_ms()).await;
        stored.is_ok_and(|stored| stored.is_some_and(|stored| stored.generator != self.turn.generator))
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

    /// From now on, the fallback answers.
    fn fall_back(&mut self, fault: Fault) {
        self.faults.push(fault);
        if let Some(fallback) = self.fallback.take() {
            self.speaker = fallback;
        }
    }

    /// Records that the reply begins, unless it has begun. Never earlier than its message, whose time may come from another process's clock.
    pub(super) fn begin(&mut self) {
        self.began_at_ms.get_or_insert_with(|| now_ms().max(self.turn.created_at_ms));
    }

    /// Saves the reply so far. False if nobody needs it any more.
    pub(super) async fn save(&self, status: ReplyStatus, end: Option<Answered<'_>>) -> Result<bool, StoreError> {
        let text = self.live.borrow().text().to_owned();
        let progress = Progress {
            generator: &self.turn.generator,
            reply: &text,
            began_at_ms: self.began_at_ms,
            status,
            lease_until_ms: now_ms() + LEASE_MS,
            end,
        };
        self.thread.save_progress(&self.turn.reply_id, &progress).await
    }
}
