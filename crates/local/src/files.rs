//! Serves built files: the widget on the site, the dashboard on the console. In production they are in S3.

use axum::{
    Router, middleware,
    response::{IntoResponse as _, Response},
};
use bubblechat_http::{ApiError, ErrorCode, web_file, with_etag};
use http::{HeaderMap, HeaderValue, Method, header};
use std::{
    io,
    path::{Path, PathBuf},
};

/// A folder of built files. It serves no hidden files, and nothing outside the folder.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    root: PathBuf,
}

impl Files {
    /// The files below an existing folder.
    pub(crate) fn new(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.canonicalize()? })
    }

    /// The file at this path, or a refusal.
    pub(crate) async fn answer(&self, method: &Method, request: &HeaderMap, path: &str) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return ApiError::of(ErrorCode::MethodNotAllowed).into_response();
        }
        match self.read(path).await {
            Some(bytes) => respond(request, path, bytes),
            None => ApiError::not_found("This file does not exist.").into_response(),
        }
    }

    /// `None` if the folder has no such file.
    async fn read(&self, path: &str) -> Option<Vec<u8>> {
        let relative = path.strip_prefix('/')?;
        // Built files have plain names, so no encoding is needed, and none is allowed.
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'/');
        let is_hidden = relative.split('/').any(|part| part.is_empty() || part.starts_with('.'));
        if is_hidden || !relative.bytes().all(is_plain) {
            return None;
        }
        // A symbolic link may still point outside.
        let file = tokio::fs::canonicalize(self.root.join(relative)).await.ok()?;
        if !file.starts_with(&self.root) {
            return None;
        }
        tokio::fs::read(file).await.ok()
    }
}

/// Adds what the functions' responses have too: request id, error envelope, security headers.
pub(crate) fn with_layers(router: Router) -> Router {
    let router = router.layer(middleware::map_response(bubblechat_http::security_headers));
    router.layer(middleware::from_fn(bubblechat_http::finish))
}

fn respond(request: &HeaderMap, path: &str, bytes: Vec<u8>) -> Response {
    let name = path.trim_start_matches('/');
    let mut response = with_etag(request, HeaderValue::from_static(web_file::content_type(name)), bytes);
    let cache = HeaderValue::from_static(web_file::cache_control(name));
    response.headers_mut().insert(header::CACHE_CONTROL, cache);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use std::fs;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("dist/1.2.0")).expect("made");
        for name in ["dist/widget.js", "dist/1.2.0/widget.js", "dist/.hidden", "secret.js"] {
            fs::write(folder.path().join(name), "code").expect("written");
        }
        std::os::unix::fs::symlink(folder.path().join("secret.js"), folder.path().join("dist/link.js"))
            .expect("linked");
        folder
    }

    async fn get(folder: &tempfile::TempDir, path: &str, tag: Option<&HeaderValue>) -> Response {
        let files = Files::new(&folder.path().join("dist")).expect("it exists");
        let headers = tag.map(|tag| (header::IF_NONE_MATCH, tag.clone()));
        files.answer(&Method::GET, &HeaderMap::from_iter(headers), path).await
    }

    #[tokio::test]
    async fn a_file_has_a_type_and_an_age_and_is_not_sent_twice() {
        let folder = folder();
        let first = get(&folder, "/widget.js", None).await;
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert_eq!(first.headers()[header::CACHE_CONTROL], "public, max-age=300");
        let again = get(&folder, "/widget.js", Some(&first.headers()[header::ETAG])).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let versioned = get(&folder, "/1.2.0/widget.js", None).await;
        assert_eq!(versioned.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_is_served() {
        let folder = folder();
        for path in [
            "/../secret.js",
            "/%2e%2e/secret.js",
            "/link.js",
            "/.hidden",
            "/1.2.0",
            "/",
            "//widget.js",
            "/1.2.0/../../secret.js",
        ] {
            assert_eq!(get(&folder, path, None).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
