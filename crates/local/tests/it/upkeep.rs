//! Scheduled work continues by itself, even across a restart.

use anyhow::{Context as _, Result};
use bubblechat_core::{
    Slug,
    store::{Purged, Store},
    time::now_ms,
};
use bubblechat_local::{Options, Server};
use reqwest::Client;
use serde_json::json;
use std::{path::Path, time::Duration};

/// No run except the one at the start.
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

async fn start(data: &Path, upkeep_every: Duration) -> Result<Server> {
    Ok(Server::start(Options { upkeep_every, ..Options::for_tests(data) }).await?)
}

/// Talks to the demo tenant, and deletes it as if that had been a while ago. Returns its slug.
async fn delete_a_tenant_that_talked(server: &Server) -> Result<Slug> {
    let body = json!({ "session_id": "session-0123456789abcdef", "message": "When are you open?" });
    let request = Client::new().post(format!("{}/v1/chat", server.site)).json(&body);
    let request = request.header("origin", server.demo.as_ref().context("a demo page")?);
    request.header("x-api-key", server.key.as_ref().context("a key")?).send().await?.error_for_status()?.text().await?;
    let slug = Slug::parse("demo")?;
    assert!(server.store.delete_tenant(&slug, now_ms() - 120_000).await?);
    assert_eq!(server.store.purging_tenants().await?, std::slice::from_ref(&slug));
    Ok(slug)
}

async fn is_purged(store: &Store, slug: &Slug) -> Result<bool> {
    Ok(store.purging_tenants().await?.is_empty() && store.purge_tenant(slug, now_ms()).await? == Purged::Missing)
}

#[tokio::test]
async fn a_deleted_tenant_is_purged_without_any_request() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut server = start(&folder.path().join("data"), Duration::from_millis(1)).await?;
    let slug = delete_a_tenant_that_talked(&server).await?;
    // A run in progress may have looked earlier.
    let ended = *server.upkeep.runs.borrow();
    server.upkeep.runs.wait_for(|runs| *runs >= ended + 2).await?;
    assert!(is_purged(&server.store, &slug).await?);
    server.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn a_purge_interrupted_by_a_shutdown_continues_after_the_next_start() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let mut first = start(&data, NEVER).await?;
    first.upkeep.runs.wait_for(|runs| *runs == 1).await?;
    let slug = delete_a_tenant_that_talked(&first).await?;
    first.shutdown().await;
    let mut second = start(&data, NEVER).await?;
    second.upkeep.runs.wait_for(|runs| *runs == 1).await?;
    assert!(is_purged(&second.store, &slug).await?);
    second.shutdown().await;
    Ok(())
}
