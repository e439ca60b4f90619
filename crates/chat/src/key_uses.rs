//! Which keys this process noted as used a short while ago.

use bubblechat_core::key::KeyId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How precise "last used" is: whatever a key's traffic, noting its use costs one small write per process in this time.
const EVERY_MS: i64 = 10 * 60_000;

/// When this process last recorded each key's use. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyUses(Arc<Mutex<HashMap<KeyId, i64>>>);

impl KeyUses {
    /// Whether the caller should note a use of this key now.
    pub(crate) fn is_due(&self, key: &KeyId, now_ms: i64) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.get(key).is_some_and(|at_ms| now_ms - at_ms < EVERY_MS) {
            return false;
        }
        noted.retain(|_, at_ms| now_ms - *at_ms < EVERY_MS);
        noted.insert(key.clone(), now_ms);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::{
        Slug,
        key::{ApiKey, KeyKind},
        secret::KeyRing,
    };

    #[test]
    fn a_use_is_recorded_once_in_ten_minutes() {
        let (acme, tags) = (Slug::parse("acme").expect("a slug"), KeyRing::generate());
        let key = || ApiKey::generate(KeyKind::Publishable, &acme, &tags).id();
        let (uses, one, other) = (KeyUses::default(), key(), key());
        assert!(uses.is_due(&one, 0));
        assert!(!uses.is_due(&one, EVERY_MS - 1));
        assert!(uses.is_due(&other, EVERY_MS - 1));
        assert!(uses.is_due(&one, EVERY_MS));
    }
}
