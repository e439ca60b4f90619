use std::time::Duration;

/// Why an answer did not start, or stopped. Contains none of the provider's own text, which may include secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EngineError {
    /// No key is set for the provider.
    #[error("no key is set for the provider {provider}")]
    MissingKey {
        /// The provider's name, as in the tenant document.
        provider: &'static str,
    },
    /// The engine's settings cannot work (a model that does not exist, a private address as base URL).
    #[error("the engine is misconfigured: {0}")]
    Misconfigured(String),
    /// The provider refused the key (401, 403).
    #[error("the provider refused the key")]
    Unauthorized,
    /// The provider's limit or the account's limit is reached (429).
    #[error("the provider is busy")]
    RateLimited {
        /// The provider's `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The provider could not be reached or answered 5xx.
    #[error("the provider is unavailable")]
    Unavailable,
    /// Nothing arrived for too long.
    #[error("the provider stalled")]
    Stalled,
    /// The stream ended before the provider said that the answer was over.
    #[error("the provider's answer was cut off")]
    Cut,
    /// The provider violated its protocol.
    #[error("the provider's answer was unreadable")]
    Garbage,
    /// The provider refused the request itself (other 4xx), for example because of its content.
    #[error("the provider refused the request")]
    Refused,
}

/// How long an upstream may stay silent before the answer counts as stalled.
pub(crate) const STALL: Duration = Duration::from_secs(30);
