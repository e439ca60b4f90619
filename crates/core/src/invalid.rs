//! The one error of everything that parses input.

/// Why a value was refused, in words that tell its sender what to send instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// An error whose text names the field and the rule.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}
