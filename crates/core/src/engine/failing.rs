//! Engines that fail, for as long as they do.

use super::{Cause, Fault};
use serde::{Deserialize, Serialize};

/// An engine that has failed since its last answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailingEngine {
    /// Its newest fault, without how long its provider asked to wait.
    #[serde(flatten)]
    pub fault: Fault,
    /// When it failed first, milliseconds since the Unix epoch.
    pub since_ms: i64,
}

impl FailingEngine {
    /// An engine that has failed since then.
    pub fn new(fault: &Fault, since_ms: i64) -> Self {
        Self { fault: Fault { retry_after_s: None, ..fault.clone() }, since_ms }
    }

    /// Whether it goes on failing until an operator mends something.
    pub const fn is_lasting(&self) -> bool {
        matches!(self.fault.cause, Cause::Misconfigured(_))
    }
}
