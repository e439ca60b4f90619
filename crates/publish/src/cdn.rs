//! What the edge has to ask for again.

use crate::File;
use anyhow::Result;
use aws_sdk_cloudfront::{
    Client,
    error::DisplayErrorContext,
    types::{InvalidationBatch, Paths},
};

/// Makes the edge forget the files that may have changed. Those that never change stay: their names are new when their content is.
pub(crate) async fn invalidate(client: &Client, distribution: &str, request: &str, files: &[File]) -> Result<()> {
    let mut paths: Vec<String> = files.iter().filter(|f| !f.is_versioned()).map(|f| format!("/{}", f.name)).collect();
    if paths.is_empty() {
        return Ok(());
    }
    paths.sort();
    let count = i32::try_from(paths.len())?;
    let batch = InvalidationBatch::builder()
        // The same for a request that CloudFormation repeats: then CloudFront makes no second one.
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
