//! A reply while it grows: one writer, any number of readers, each at its own pace.

use super::event::{Done, Event, Fault, Metadata, Token, fault};
use bubblechat_core::{conversation::ReplyStatus, engine::Usage};
use std::time::Duration;
use tokio::sync::watch;

/// After this much silence a reader is given a sign of life, so that nothing between us and it gives up.
const PING_AFTER: Duration = Duration::from_secs(15);

/// The most that one event tells, so that a connection that keeps breaking gets on all the same.
const PIECE_BYTES: usize = 1024;

/// How a reply ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// With all there will be; stored.
    Ended { status: ReplyStatus, metadata: Metadata, usage: Option<Usage> },
    /// It broke off.
    Broken(Fault),
}

/// A reply so far.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub(super) text: String,
    pub(super) outcome: Option<Outcome>,
}

pub(super) fn channel() -> (watch::Sender<Live>, watch::Receiver<Live>) {
    watch::channel(Live::default())
}

/// Reads a reply as events, from a place in it. A slow reader gets larger pieces, never a gap.
#[derive(Debug)]
pub(crate) struct Reader {
    live: watch::Receiver<Live>,
    /// Bytes told so far.
    told: usize,
    ended: bool,
}

impl Reader {
    /// A reader that has the first `told` bytes already.
    pub(super) fn new(live: watch::Receiver<Live>, told: usize) -> Self {
        Self { live, told, ended: false }
    }

    /// The next event; `None` after the last.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            if self.ended {
                return None;
            }
            if let Some(event) = self.ready() {
                return Some(event);
            }
            match tokio::time::timeout(PING_AFTER, self.live.changed()).await {
                Err(_) => return Some(Event::Ping),
                // The writer is gone without an outcome: it panicked.
                Ok(Err(_)) if self.live.borrow().outcome.is_none() => {
                    self.ended = true;
                    return Some(Event::Error(fault::interrupted()));
                }
                Ok(_) => {}
            }
        }
    }

    fn ready(&mut self) -> Option<Event> {
        let live = self.live.borrow_and_update();
        if let Some(more) = live.text.get(self.told..).filter(|more| !more.is_empty()) {
            let piece = &more[..more.floor_char_boundary(PIECE_BYTES)];
            self.told += piece.len();
            return Some(Event::Token(Token { id: self.told, content: piece.to_owned() }));
        }
        let event = match live.outcome.clone()? {
            Outcome::Ended { status, metadata, usage } => {
                Event::Done(Done { status, length: live.text.len(), metadata, usage })
            }
            Outcome::Broken(fault) => Event::Error(fault),
        };
        self.ended = true;
        Some(event)
    }

    /// Waits for the end: the whole text and how it ended.
    pub(crate) async fn finish(mut self) -> (String, Outcome) {
        let live = self.live.wait_for(|live| live.outcome.is_some()).await;
        match live {
            Ok(live) => {
                (live.text.clone(), live.outcome.clone().unwrap_or_else(|| Outcome::Broken(fault::interrupted())))
            }
            Err(_) => (String::new(), Outcome::Broken(fault::interrupted())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_late_reader_gets_everything_once() {
        let (tx, rx) = channel();
        tx.send_modify(|live| live.text.push_str("Grüß"));
        let mut reader = Reader::new(rx, 0);
        assert_eq!(reader.next().await, Some(Event::Token(Token { id: 6, content: "Grüß".into() })));
        tx.send_modify(|live| live.text.push_str(" Gott"));
        tx.send_modify(|live| live.outcome = Some(Outcome::Broken(fault::internal())));
        assert_eq!(reader.next().await, Some(Event::Token(Token { id: 11, content: " Gott".into() })));
        assert_eq!(reader.next().await, Some(Event::Error(fault::internal())));
        assert_eq!(reader.next().await, None);
        let mut resumed = Reader::new(tx.subscribe(), 6);
        assert_eq!(resumed.next().await, Some(Event::Token(Token { id: 11, content: " Gott".into() })));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_broken_by_pings_and_a_lost_writer_is_an_error() {
        let (tx, rx) = channel();
        let mut reader = Reader::new(rx, 0);
        assert_eq!(reader.next().await, Some(Event::Ping));
        assert_eq!(reader.next().await, Some(Event::Ping));
        drop(tx);
        assert_eq!(reader.next().await, Some(Event::Error(fault::interrupted())));
        assert_eq!(reader.next().await, None);
    }
}
