//! Fills and empties the buckets.

use crate::File;
use anyhow::{Context as _, Result, bail};
use aws_sdk_s3::{
    Client,
    error::{DisplayErrorContext, ProvideErrorMetadata as _},
    primitives::ByteStream,
    types::{Delete, ObjectIdentifier},
};

/// Uploads every file of this build. Nothing is removed, because pages pin older widgets by their hash, and open dashboards may still load
/// files of their version.
pub(crate) async fn upload(client: &Client, bucket: &str, files: &[File]) -> Result<()> {
    for file in files {
        client
            .put_object()
            .bucket(bucket)
            .key(file.name)
            .content_type(file.content_type())
            .cache_control(file.cache_control())
            .body(ByteStream::from_static(file.bytes))
            .send()
            .await
            .map_err(|error| anyhow::anyhow!("{}", DisplayErrorContext(error)))
            .with_context(|| format!("{} could not be stored", file.name))?;
    }
    Ok(())
}

/// Deletes everything, including older versions. A bucket that no longer exists counts as empty.
pub(crate) async fn empty(client: &Client, bucket: &str) -> Result<()> {
    loop {
        let page = match client.list_object_versions().bucket(bucket).send().await {
            Ok(page) => page,
            Err(error) if error.code() == Some("NoSuchBucket") => return Ok(()),
            Err(error) => bail!("{bucket} could not be listed: {}", DisplayErrorContext(error)),
        };
        let versions = page.versions().iter().map(|v| (v.key(), v.version_id()));
        let markers = page.delete_markers().iter().map(|m| (m.key(), m.version_id()));
        let objects = versions
            .chain(markers)
            .filter_map(|(key, version)| {
                let object = ObjectIdentifier::builder().key(key?).set_version_id(version.map(str::to_owned));
                Some(object.build())
            })
            .collect::<Result<Vec<_>, _>>()?;
        if objects.is_empty() {
            return Ok(());
        }
        let delete = Delete::builder().set_objects(Some(objects)).quiet(true).build()?;
        let deleted = client.delete_objects().bucket(bucket).delete(delete).send().await;
        let deleted = deleted.map_err(|error| anyhow::anyhow!("{}", DisplayErrorContext(error)))?;
        if let Some(refused) = deleted.errors().first() {
            bail!(
                "{bucket}: {} could not be deleted: {}",
                refused.key().unwrap_or("?"),
                refused.message().unwrap_or("no reason given")
            );
        }
    }
}
