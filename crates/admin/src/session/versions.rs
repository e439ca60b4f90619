//! Whether a session still holds: a change of the password ends those that were signed before it.

use super::Claims;
use bubblechat_core::{
    store::{Store, StoreError},
    time::now_ms,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How long a version that was read is trusted: this is how late another process learns of a change.
const TRUSTED_MS: i64 = 60_000;

/// The session versions that this process read lately, by e-mail address. Only operators who exist are kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct SessionVersions(Arc<Mutex<HashMap<String, (u64, i64)>>>);

impl SessionVersions {
    /// Whether the token's version is the operator's.
    pub(crate) async fn holds(&self, store: &Store, claims: &Claims) -> Result<bool, StoreError> {
        let now_ms = now_ms();
        let known = self.lock().get(&claims.sub).copied();
        // A token of another version may be newer than what is remembered.
        if known.is_some_and(|(version, at_ms)| version == claims.ver && now_ms - at_ms < TRUSTED_MS) {
            return Ok(true);
        }
        match store.operator(&claims.sub).await? {
            Some(operator) => {
                self.lock().insert(claims.sub.clone(), (operator.session_version, now_ms));
                Ok(operator.session_version == claims.ver)
            }
            None => {
                self.lock().remove(&claims.sub);
                Ok(false)
            }
        }
    }

    /// Notes a change that this process made, so that it holds here at once.
    pub(crate) fn note(&self, email: &str, version: u64) {
        self.lock().insert(email.to_owned(), (version, now_ms()));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (u64, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
