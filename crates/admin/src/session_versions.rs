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
        let known = self.lock().get(email).copied();
        // A token with another version may be newer than the cached one.
        if known.is_some_and(|(known, at_ms)| known == version && now_ms - at_ms < TRUSTED_MS) {
            return Ok(true);
        }
        match store.operator(email).await? {
            Some(operator) => {
                self.lock().insert(email.to_owned(), (operator.session_version, now_ms));
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
        self.lock().insert(email.to_owned(), (version, now_ms()));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (u64, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
