//! Whether a session is still valid: a change of password ends all earlier sessions.

use super::Claims;
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
    /// Whether the token has the operator's current version.
    pub(crate) async fn holds(&self, store: &Store, claims: &Claims) -> Result<bool, StoreError> {
        let now_ms = now_ms();
        let known = self.lock().get(&claims.sub).copied();
        // A token with another version may be newer than the cached one.
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

    /// Records a change that this process made, so that it takes effect here at once.
    pub(crate) fn note(&self, email: &str, version: u64) {
        self.lock().insert(email.to_owned(), (version, now_ms()));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (u64, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
