//! Rules, compiled once for each revision of a tenant's document.

use crate::built_in::Rules;
use bubblechat_core::{Slug, store::Tenant, tenant::EngineSpec};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How many engines' rules are kept. Patterns may take megabytes.
const MOST: usize = 32;

/// By tenant and engine: the revision, and its rules.
type Kept = HashMap<(Slug, String), (u64, Arc<Rules>)>;

#[derive(Debug, Default)]
pub(crate) struct RuleCache(Mutex<Kept>);

impl RuleCache {
    /// The engine's rules, compiled now unless they were compiled for this revision.
    pub(crate) fn get(&self, tenant: &Tenant, spec: &EngineSpec) -> Arc<Rules> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (tenant.slug.clone(), spec.name.clone());
        if let Some((revision, rules)) = lock().get(&key)
            && *revision == tenant.revision
        {
            return rules.clone();
        }
        let rules = Arc::new(Rules::new(spec));
        let mut kept = lock();
        if kept.len() >= MOST && !kept.contains_key(&key) {
            kept.clear();
        }
        kept.insert(key, (tenant.revision, rules.clone()));
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::tenant::{Rule, Settings};

    fn tenant(slug: &str, revision: u64) -> Tenant {
        let rule = Rule { pattern: "hours".to_owned(), answer: format!("of {revision}") };
        let settings = Settings { engines: vec![EngineSpec::rules("rules", vec![rule], "?")], ..Settings::default() };
        let slug = Slug::parse(slug).expect("a slug");
        Tenant {
            slug,
            revision,
            created_at_ms: 0,
            updated_at_ms: 0,
            settings,
            provider_keys: Default::default(),
            failing_engines: Default::default(),
            updated_by: None,
            earlier_limits: None,
        }
    }

    #[test]
    fn rules_are_compiled_once_for_each_revision() {
        let cache = RuleCache::default();
        let get = |tenant: &Tenant| cache.get(tenant, &tenant.settings.engines[0]);
        let first = get(&tenant("acme", 1));
        assert!(Arc::ptr_eq(&first, &get(&tenant("acme", 1))));
        assert!(!Arc::ptr_eq(&first, &get(&tenant("other", 1))));
        let second = get(&tenant("acme", 2));
        assert!(!Arc::ptr_eq(&first, &second));
        assert!(Arc::ptr_eq(&second, &get(&tenant("acme", 2))));
    }

    #[test]
    fn the_cache_has_a_bound() {
        let cache = RuleCache::default();
        for i in 0..3 * MOST {
            let tenant = tenant(&format!("tenant-{i}"), 1);
            cache.get(&tenant, &tenant.settings.engines[0]);
            assert!(cache.0.lock().expect("not poisoned").len() <= MOST);
        }
    }
}
