//! The console: the operators' origin, with the admin function and the dashboard.

use crate::files::{self, Files};
use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use bubblechat_http::{ApiError, SITE_HEADER};
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use tower::ServiceExt as _;

#[derive(Debug, Clone)]
struct Console {
    admin: Router,
    dashboard: Router,
    /// The site's host, as CloudFront passes it on.
    site: HeaderValue,
}

#[derive(Debug, Clone)]
struct Dashboard {
    files: Option<Files>,
    policy: HeaderValue,
}

/// Routes requests by path prefix to the admin function, and everything else to the dashboard. `site` is the origin whose preview frame
/// the dashboard shows, and whose list of builds it reads.
pub(crate) fn router(admin: Router, files: Option<Files>, site: &str) -> Router {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {site}/manifest.json; \
         img-src 'self' data:; font-src 'self'; frame-src {site}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    let host = site.split_once("://").map_or(site, |(_, host)| host);
    let host = HeaderValue::from_str(host).unwrap_or(HeaderValue::from_static(""));
    let dashboard = files::with_layers(Router::new().fallback(dashboard).with_state(Dashboard { files, policy }));
    Router::new().fallback(dispatch).with_state(Console { admin, dashboard, site: host })
}

async fn dispatch(State(console): State<Console>, mut request: Request) -> Response {
    request.headers_mut().insert(SITE_HEADER, console.site);
    let path = request.uri().path();
    let is_admin = path.starts_with("/v1/") || path.starts_with("/docs") || path == "/health";
    let target = if is_admin { console.admin } else { console.dashboard };
    target.oneshot(request).await.into_response()
}

/// A path without an extension is a view of the dashboard, and its single page resolves it.
async fn dashboard(State(dashboard): State<Dashboard>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    let is_place = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let Some(files) = dashboard.files else {
        return match path {
            "/" => Redirect::temporary("/docs").into_response(),
            _ => ApiError::not_found("The dashboard is not built. /docs describes the API.").into_response(),
        };
    };
    let mut response = files.answer(&method, &headers, if is_place { "/index.html" } else { path }).await;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, dashboard.policy);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::StatusCode;

    async fn get(files: Option<Files>, path: &str) -> Response {
        let admin = Router::new().fallback(|| async { "admin" });
        let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
        router(admin, files, "http://127.0.0.1:8787").oneshot(request).await.into_response()
    }

    #[tokio::test]
    async fn without_a_dashboard_the_front_page_redirects_to_the_api_reference() {
        let front = get(None, "/").await;
        assert_eq!(front.status(), StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(front.headers()[header::LOCATION], "/docs");
        assert_eq!(get(None, "/tenants/acme").await.status(), StatusCode::NOT_FOUND);
        for path in ["/docs", "/docs.css", "/v1/openapi.json", "/v1/admin/me"] {
            assert_eq!(get(None, path).await.status(), StatusCode::OK, "{path}");
        }
    }

    #[tokio::test]
    async fn every_view_of_the_dashboard_is_the_same_page() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("index.html"), "<!doctype html>").expect("written");
        let files = || Some(Files::new(folder.path()).expect("it exists"));
        for path in ["/", "/tenants/acme"] {
            let page = get(files(), path).await;
            assert_eq!(page.status(), StatusCode::OK, "{path}");
            assert_eq!(page.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
            let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
            assert!(policy.contains("frame-src http://127.0.0.1:8787;") && policy.contains("frame-ancestors 'none'"));
        }
        assert_eq!(get(files(), "/assets/missing.js").await.status(), StatusCode::NOT_FOUND);
    }
}
