//! Tells the CDN which files have changed.

use crate::File;
use anyhow::Result;
use aws_sdk_cloudfront::{
    Client,
    error::DisplayErrorContext,
    types::{InvalidationBatch, Paths},
};

/// Invalidates the files that may have changed. Versioned files never change: new content has a new name.
pub(crate) async fn invalidate(client: &Client, distribution: &str, request: &str, files: &[File]) -> Result<()> {
    let mut paths: Vec<String> = files.iter().filter(|f| !f.is_versioned()).map(|f| format!("/{}", f.name)).collect();
    if paths.is_empty() {
        return Ok(());
    }
    paths.sort();
    let count = i32::try_from(paths.len())?;
    let batch = InvalidationBatch::builder()
        // When CloudFormation repeats a request, this is the same, so CloudFront creates no second invalidation.
        .caller_reference(request)
        .paths(Paths::builder().quantity(count).set_items(Some(paths)).build()?)
        .build()?;
    client
        .create_invalidation()
        .distribution_id(distribution)
        .invalidation_batch(batch)
        .send()
        .await
        .map_err(|error| anyhow::anyhow!("{}", DisplayErrorContext(error)))?;
    Ok(())
}
