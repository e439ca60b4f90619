//! Keeps `genai` out of the log.
//!
//! It logs errors with the provider's whole body, which may hold the key or the prompt. A filter in each binary would be
//! one setting away from leaking, so its events are dropped here, where it is polled. (As tracing remembers for good that
//! nobody was interested in an event, this silences the debug output of the HTTP stack below it, too.)

use futures_util::Stream;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tracing::dispatcher::{Dispatch, with_default};

/// Polls what it wraps without a tracing subscriber.
#[derive(Debug)]
pub(crate) struct Quiet<T>(pub(crate) T);

impl<F: Future + Unpin> Future for Quiet<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        with_default(&Dispatch::none(), || Pin::new(&mut self.0).poll(cx))
    }
}

impl<S: Stream + Unpin> Stream for Quiet<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        with_default(&Dispatch::none(), || Pin::new(&mut self.0).poll_next(cx))
    }
}
