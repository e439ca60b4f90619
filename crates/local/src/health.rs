//! `GET /health` of the local server, which has one store and can say how that is.

use axum::{Json, Router, extract::State, middleware, routing::get};
use bubblechat_chat::{Health, StoreHealth};
use bubblechat_core::{store::Store, time::now_ms};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// How long a finding is repeated, so that strangers who ask cost the store one write in that time.
const FRESH: Duration = Duration::from_secs(5);
/// A store that takes longer is as good as none.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Debug, Clone)]
struct Probe {
    store: Store,
    last: Arc<Mutex<Option<(Instant, StoreHealth)>>>,
}

impl Probe {
    /// Those who ask meanwhile wait for the same finding.
    async fn find(&self) -> StoreHealth {
        let mut last = self.last.lock().await;
        if let Some((at, found)) = *last
            && at.elapsed() < FRESH
        {
            return found;
        }
        let found = match tokio::time::timeout(PATIENCE, self.store.try_writing(now_ms())).await {
            Ok(Ok(())) => StoreHealth::Writable,
            _ => StoreHealth::Unwritable,
        };
        *last = Some((Instant::now(), found));
        found
    }
}

/// The route, which any page can read.
pub(crate) fn router(store: Store) -> Router {
    let probe = Probe { store, last: Arc::default() };
    let router = Router::new().route("/health", get(answer)).with_state(probe);
    crate::files::with_layers(router.layer(middleware::from_fn(bubblechat_http::visitor_cors)))
}

async fn answer(State(probe): State<Probe>) -> Json<Health> {
    Json(Health::with_store(probe.find().await))
}
