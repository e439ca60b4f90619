//! The error of every type that parses input.

/// Why a value was refused, in words that tell the sender what to send instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// Creates an error. The message names the field and the rule.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}
