//! A reply while it grows: one writer, any number of readers, each at its own pace.

use super::event::{Done, Event, Fault, Metadata, Token, fault};
use bubblechat_core::{conversation::ReplyStatus, engine::Usage};
use std::time::Duration;
use tokio::sync::watch;

/// After this much silence a reader gets a sign of life, so that nothing between us and it gives up.
const PING_AFTER: Duration = Duration::from_secs(15);

/// The maximum size of one event, so that even a connection that keeps breaking makes progress.
const PIECE_BYTES: usize = 1024;

/// How a reply ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// Complete and stored.
    Ended { status: ReplyStatus, metadata: Metadata, usage: Option<Usage> },
    /// Interrupted.
    Broken(Fault),
}

/// A reply so far.
#[derive(Debug, Default)]
pub(super) struct Live {
    text: String,
    /// Where each piece ends, in bytes.
    ends: Vec<usize>,
    outcome: Option<Outcome>,
}

impl Live {
    /// The reply so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds a piece, unless it is empty.
    pub(super) fn push(&mut self, piece: &str) {
        if !piece.is_empty() {
            self.text.push_str(piece);
            self.ends.push(self.text.len());
        }
    }

    /// Ends it. Nothing is added after that.
    pub(super) fn end(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
    }

    /// The next piece after the first `told` bytes, as its writer pushed it, but at most [`PIECE_BYTES`].
    fn piece_after(&self, told: usize) -> Option<&str> {
        let next = self.ends.partition_point(|end| *end <= told);
        let piece = self.text.get(told..*self.ends.get(next)?)?;
        Some(&piece[..piece.floor_char_boundary(PIECE_BYTES)])
    }
}

pub(super) fn channel() -> (watch::Sender<Live>, watch::Receiver<Live>) {
    watch::channel(Live::default())
}

/// Reads a reply as events, from any place in it, piece by piece as it was written. A slow reader holds nobody up.
#[derive(Debug)]
pub(crate) struct Reader {
    live: watch::Receiver<Live>,
    /// Bytes sent so far.
    told: usize,
    ended: bool,
}

impl Reader {
    /// A reader that already has the first `told` bytes.
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
                Ok(Ok(())) => {}
                // The writer is gone without an outcome, which would be a change: it panicked.
                Ok(Err(_)) => {
                    self.ended = true;
                    return Some(Event::Error(fault::interrupted()));
                }
            }
        }
    }

    fn ready(&mut self) -> Option<Event> {
        let live = self.live.borrow_and_update();
        if let Some(piece) = live.piece_after(self.told) {
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
        tx.send_modify(|live| live.push("Grüß"));
        let mut reader = Reader::new(rx, 0);
        assert_eq!(reader.next().await, Some(Event::Token(Token { id: 6, content: "Grüß".into() })));
        tx.send_modify(|live| live.push(" Gott"));
        tx.send_modify(|live| live.end(Outcome::Broken(fault::internal())));
        assert_eq!(reader.next().await, Some(Event::Token(Token { id: 11, content: " Gott".into() })));
        assert_eq!(reader.next().await, Some(Event::Error(fault::internal())));
        assert_eq!(reader.next().await, None);
        let mut resumed = Reader::new(tx.subscribe(), 6);
        assert_eq!(resumed.next().await, Some(Event::Token(Token { id: 11, content: " Gott".into() })));
    }

    #[tokio::test]
    async fn no_event_holds_more_than_a_kibibyte_or_half_a_character() {
        let (tx, rx) = channel();
        let text = "€".repeat(1000);
        tx.send_modify(|live| {
            live.push(&text);
            live.push("the end");
            live.end(Outcome::Broken(fault::internal()));
        });
        let mut reader = Reader::new(rx, 0);
        let (mut told, mut sizes) = (String::new(), Vec::new());
        while let Some(Event::Token(token)) = reader.next().await {
            told.push_str(&token.content);
            assert_eq!(token.id, told.len());
            sizes.push(token.content.len());
        }
        // A euro sign has three bytes, so 1,023 fit into 1,024. Pieces are split, never joined.
        assert_eq!((told, sizes), (text + "the end", vec![1023, 1023, 954, 7]));
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
