//! Whether a session is still valid: a change of password ends all earlier sessions.

use bubblechat_core::{
    store::{Store, StoreError},
    time::now_ms,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How long a cached version is trusted, and so how late another process learns of a change.
const TRUSTED_MS: i64 = 60_000;

/// The session versions that this process read recently, by e-mail address. Only existing operators are kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct SessionVersions(Arc<Mutex<HashMap<String, (u64, i64)>>>);

impl SessionVersions {
    /// Whether a token's version is the operator's current one.
    pub(crate) async fn hold(&self, store: &Store, email: &str, version: u64) -> Result<bool, StoreError> {
        let now_ms = now_ms();
        if self.trusts(email, version, now_ms) {
            return Ok(true);
        }
        match store.operator(email).await? {
            Some(operator) => {
                self.keep(email, operator.session_version, now_ms);
                Ok(operator.session_version == version)
            }
            None => {
                self.lock().remove(email);
                Ok(false)
            }
        }
    }

    /// Records a change that this process made, so that it takes effect here at once.
    pub(crate) fn note(&self, email: &str, version: u64) {
        self.keep(email, version, now_ms());
    }

    /// Whether this process has read lately that the version is current. A token with another version may be newer than what it has read.
    fn trusts(&self, email: &str, version: u64, now_ms: i64) -> bool {
        self.lock().get(email).is_some_and(|(known, at_ms)| *known == version && now_ms - at_ms < TRUSTED_MS)
    }

    fn keep(&self, email: &str, version: u64, now_ms: i64) {
        self.lock().insert(email.to_owned(), (version, now_ms));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (u64, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Within this time, every process refuses the sessions that a change of password in another one has ended.
    #[test]
    fn what_was_read_is_trusted_for_less_than_a_minute() {
        let versions = SessionVersions::default();
        versions.keep("ada@acme.example", 7, 1_000);
        assert!(versions.trusts("ada@acme.example", 7, 1_000));
        assert!(versions.trusts("ada@acme.example", 7, 60_999));
        assert!(!versions.trusts("ada@acme.example", 7, 61_000));
        for (email, version) in [("ada@acme.example", 6), ("ada@acme.example", 8), ("bob@acme.example", 7)] {
            assert!(!versions.trusts(email, version, 1_000), "{email} {version}");
        }
    }
}
