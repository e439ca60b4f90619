//! When a request's answer must end.

use axum::extract::FromRequestParts;
use http::request::Parts;
use std::{convert::Infallible, time::Duration};
use tokio::time::{Instant, sleep_until};

/// How long before the time is up an answer is ended. The reply's last write takes about ten milliseconds and may need a second try over a
/// new connection. Then the last event must reach its reader.
const MARGIN: Duration = Duration::from_secs(2);

/// When the time for a request is up: after that, nothing more of its answer would be sent or stored. A host that limits requests puts it
/// into their extensions. Without one there is no limit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// Creates a deadline at that moment.
    pub fn at(instant: Instant) -> Self {
        // Treat an unrepresentable time as past.
        Self(Some(instant.checked_sub(MARGIN).unwrap_or(instant)))
    }

    /// Waits until an answer must end, or forever if there is no limit.
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
