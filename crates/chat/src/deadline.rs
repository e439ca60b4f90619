//! When a request's answer must have come to its end.

use axum::extract::FromRequestParts;
use http::request::Parts;
use std::{convert::Infallible, time::Duration};
use tokio::time::{Instant, sleep_until};

/// How long before its time is up an answer is ended. The last write of the reply takes some ten milliseconds, and may have to be tried again
/// over a new connection; then the last event must reach its reader.
const MARGIN: Duration = Duration::from_secs(2);

/// When the time for a request is up, after which nothing of its answer would be sent or stored any more. A host that sets such limits puts
/// it into the request's extensions; without one there is no limit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// The time is up at that moment.
    pub fn at(instant: Instant) -> Self {
        // A time that cannot be reckoned with is over.
        Self(Some(instant.checked_sub(MARGIN).unwrap_or(instant)))
    }

    /// Waits until an answer must end; without a limit, for ever.
    pub(crate) async fn near(self) {
        match self.0 {
            Some(end) => sleep_until(end).await,
            None => std::future::pending().await,
        }
    }

    /// Whether an answer must end now.
    pub(crate) fn is_near(self) -> bool {
        self.0.is_some_and(|end| end <= Instant::now())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Deadline {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}
