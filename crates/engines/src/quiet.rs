//! Keeps `genai` out of the log.
//!
//! It logs errors with the provider's whole body, which may contain the key or the prompt. With a filter in each binary, a
//! single setting could leak them, so its events are dropped here, where it is polled. (Tracing caches that nobody was
//! interested in an event, so this also silences the debug output of the HTTP stack below.)

use futures_util::Stream;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tracing::dispatcher::{Dispatch, with_default};

/// Polls the inner future or stream without a tracing subscriber.
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
