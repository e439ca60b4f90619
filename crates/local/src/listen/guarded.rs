//! A connection that ends when its client is too slow.

use super::{
    Waits,
    slot::{Phase, Slot},
};
use std::{
    future::Future as _,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Instant,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Sleep,
};

/// A stream whose reads and writes fail once the client has let them wait for too long.
#[derive(Debug)]
pub(super) struct Guarded<S> {
    stream: S,
    slot: Arc<Slot>,
    waits: Waits,
    read_alarm: Pin<Box<Sleep>>,
    /// Set while a write waits.
    write_alarm: Option<Pin<Box<Sleep>>>,
}

impl<S> Guarded<S> {
    pub(super) fn new(stream: S, slot: Arc<Slot>, waits: Waits) -> Self {
        Self { stream, slot, waits, read_alarm: Box::pin(tokio::time::sleep(waits.head)), write_alarm: None }
    }

    /// Until when the client may be silent; `None` while a request is running.
    fn deadline(&self) -> Option<Instant> {
        match self.slot.now() {
            (Phase::Head, since) => Some(since + self.waits.head),
            (Phase::Idle, since) => Some(since + self.waits.idle),
            (Phase::Busy, _) => None,
        }
    }

    fn poll_silence(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(deadline) = self.deadline() {
            if self.read_alarm.deadline().into_std() != deadline {
                self.read_alarm.as_mut().reset(deadline.into());
            }
            ready!(self.read_alarm.as_mut().poll(cx));
            // While it waited, the end of an answer may have gone out.
            if self.deadline() == Some(deadline) {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
        self.slot.wake_when_idle(cx.waker());
        // It may have ended in between.
        if self.deadline().is_some() {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    fn after_write<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.write_alarm = None;
            self.slot.sent();
            return written;
        }
        let wait = self.waits.write;
        let alarm = self.write_alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep(wait)));
        ready!(alarm.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Ready(done) => {
                if buf.filled().len() > before {
                    self.slot.received();
                }
                // A head that trickles is no reason to wait for longer.
                match self.slot.now() {
                    (Phase::Head, since) if since.elapsed() >= self.waits.head => {
                        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
                    }
                    _ => Poll::Ready(done),
                }
            }
            Poll::Pending => self.poll_silence(cx),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.after_write(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.after_write(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
