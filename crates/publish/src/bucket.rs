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
            .body(ByteStream::from(file.bytes.to_vec()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    const NOTHING: &str = "<ListVersionsResult></ListVersionsResult>";

    #[tokio::test]
    async fn each_file_is_stored_with_its_type_and_its_caching() {
        let s3 = Fake::answering(&[(200, ""), (200, "")]).await;
        let file = |name, bytes: &'static [u8]| File { name, bytes: bytes.into() };
        let files = [file("assets/a-0a1b2c3d.js", &b"let a"[..]), file("index.html", b"<p>")];
        upload(&s3.clients().s3, "web", &files).await.expect("stored");
        let told = s3.asked().into_iter().map(|asked| {
            let [kind, caching] = ["content-type", "cache-control"].map(|name| asked.header(name).map(str::to_owned));
            (asked.line.split('?').next().map(str::to_owned), kind, caching, asked.body)
        });
        let of = |line: &str, kind: &str, caching: &str, body: &str| {
            (Some(line.to_owned()), Some(kind.to_owned()), Some(caching.to_owned()), body.to_owned())
        };
        let year = "public, max-age=31536000, immutable";
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                of("PUT /web/assets/a-0a1b2c3d.js", "text/javascript; charset=utf-8", year, "let a"),
                of("PUT /web/index.html", "text/html; charset=utf-8", "no-cache", "<p>"),
            ]
        );
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_stored_is_named_and_ends_the_upload() {
        let s3 = Fake::answering(&[(403, "<Error><Code>AccessDenied</Code></Error>")]).await;
        let files = ["widget.js", "icon.svg"].map(|name| File { name, bytes: b"x".into() });
        let error = format!("{:#}", upload(&s3.clients().s3, "web", &files).await.expect_err("refused"));
        assert!(error.contains("widget.js could not be stored") && error.contains("AccessDenied"), "{error}");
        assert_eq!(s3.asked().len(), 1);
    }

    #[tokio::test]
    async fn a_bucket_is_emptied_of_older_versions_and_markers_until_nothing_is_listed() {
        let listed = "<ListVersionsResult><Version><Key>a.js</Key><VersionId>v1</VersionId></Version>\
                      <DeleteMarker><Key>b.js</Key><VersionId>v2</VersionId></DeleteMarker></ListVersionsResult>";
        let s3 = Fake::answering(&[(200, listed), (200, "<DeleteResult></DeleteResult>"), (200, NOTHING)]).await;
        empty(&s3.clients().s3, "web").await.expect("emptied");
        let deleted = &s3.asked()[1].body;
        for object in ["<Key>a.js</Key><VersionId>v1</VersionId>", "<Key>b.js</Key><VersionId>v2</VersionId>"] {
            assert!(deleted.contains(object), "{deleted}");
        }
        assert_eq!(s3.asked().len(), 3);
    }

    #[tokio::test]
    async fn a_bucket_that_does_not_exist_is_empty() {
        let s3 = Fake::answering(&[(404, "<Error><Code>NoSuchBucket</Code></Error>")]).await;
        empty(&s3.clients().s3, "web").await.expect("nothing to do");
        let denied = Fake::answering(&[(403, "<Error><Code>AccessDenied</Code></Error>")]).await;
        let error = empty(&denied.clients().s3, "web").await.expect_err("refused").to_string();
        assert!(error.contains("web could not be listed"), "{error}");
    }

    /// Listing the bucket again would return the object again, for ever.
    #[tokio::test]
    async fn an_object_that_cannot_be_deleted_is_named_and_ends_the_work() {
        let listed =
            "<ListVersionsResult><Version><Key>a.js</Key><VersionId>v1</VersionId></Version></ListVersionsResult>";
        let kept = "<DeleteResult><Error><Key>a.js</Key><Message>locked</Message></Error></DeleteResult>";
        let s3 = Fake::answering(&[(200, listed), (200, kept)]).await;
        let error = empty(&s3.clients().s3, "web").await.expect_err("refused").to_string();
        assert_eq!((error.as_str(), s3.asked().len()), ("web: a.js could not be deleted: locked", 2));
    }
}
