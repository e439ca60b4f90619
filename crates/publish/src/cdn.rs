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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    fn files(names: &[&'static str]) -> Vec<File> {
        names.iter().map(|name| File { name, bytes: b"".into() }).collect()
    }

    #[tokio::test]
    async fn only_files_that_may_change_are_invalidated_and_once_for_each_request() {
        let cdn = Fake::answering(&[(201, "<Invalidation></Invalidation>")]).await;
        let files = files(&["widget.js", "chunks/menu-ABCD1234.mjs", "index.html"]);
        invalidate(&cdn.clients().cloudfront, "E1", "request-1", &files).await.expect("invalidated");
        let asked = &cdn.asked()[0];
        assert!(
            asked.line.starts_with("POST ") && asked.line.contains("/distribution/E1/invalidation"),
            "{}",
            asked.line
        );
        for part in [
            "<Quantity>2</Quantity><Items><Path>/index.html</Path><Path>/widget.js</Path></Items>",
            "<CallerReference>request-1</CallerReference>",
        ] {
            assert!(asked.body.contains(part), "{}", asked.body);
        }
    }

    #[tokio::test]
    async fn nothing_is_invalidated_if_nothing_may_change() {
        let cdn = Fake::answering(&[]).await;
        invalidate(&cdn.clients().cloudfront, "E1", "r", &files(&["widget-1.2.0.js"])).await.expect("nothing to do");
        assert!(cdn.asked().is_empty());
    }
}
