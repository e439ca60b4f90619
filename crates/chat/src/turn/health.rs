//! Stores which engines failed a turn, and which answered it. Nobody waits for that.

use crate::{
    State,
    engine_health::{EngineHealth, Read},
};
use bubblechat_core::{
    Slug,
    engine::{FailingEngine, Fault},
    store::{Store, Tenant},
    time::now_ms,
};
use std::collections::BTreeMap;
use tracing::Instrument as _;

/// What is known of a tenant's engines when a turn begins.
#[derive(Debug, Clone)]
pub(super) struct Health {
    store: Store,
    engines: EngineHealth,
    slug: Slug,
    revision: u64,
    failing: BTreeMap<String, FailingEngine>,
    read_at_ms: i64,
}

impl Health {
    /// Of the engines of a tenant that was read after `read_at_ms`, milliseconds since the Unix epoch.
    pub(super) fn of(tenant: &Tenant, state: &State, read_at_ms: i64) -> Self {
        let State { store, engine_health, .. } = state.clone();
        let Tenant { slug, revision, failing_engines, .. } = tenant;
        let (slug, failing) = (slug.clone(), failing_engines.clone());
        Self { store, engines: engine_health, slug, revision: *revision, failing, read_at_ms }
    }

    /// Stores what a turn showed, as far as that is news.
    pub(super) fn note(&self, faults: &[Fault], answered: Option<&str>) {
        let now_ms = now_ms();
        for fault in faults {
            if let Some(failing) = self.engines.failed(self.read(&fault.engine), fault, now_ms) {
                self.store(fault.engine.clone(), Some(failing));
            }
        }
        if let Some(engine) = answered.filter(|engine| self.engines.answered(self.read(engine), engine, now_ms)) {
            self.store(engine.to_owned(), None);
        }
    }

    fn read(&self, engine: &str) -> Read<'_> {
        let Self { slug, revision, failing, read_at_ms, .. } = self;
        Read { tenant: slug, revision: *revision, failing: failing.get(engine), at_ms: *read_at_ms }
    }

    /// Stores that an engine fails, or else that it works, in a task of its own.
    fn store(&self, engine: String, failing: Option<FailingEngine>) {
        let (store, engines) = (self.store.clone(), self.engines.clone());
        let (slug, revision) = (self.slug.clone(), self.revision);
        let write = async move {
            let stored = match &failing {
                Some(failing) => store.note_failing_engine(&slug, revision, failing).await,
                None => store.note_working_engine(&slug, revision, &engine).await,
            };
            if let Err(error) = &stored {
                tracing::warn!(%error, tenant = %slug, engine, "whether an engine works could not be stored");
            }
            engines.stored(&slug, &engine, stored.unwrap_or(false), now_ms());
        };
        tokio::spawn(write.in_current_span());
    }
}
