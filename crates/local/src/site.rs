//! The site: what CloudFront serves to visitors.

use crate::files::{self, Files};
use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use bubblechat_http::{ApiError, etag_of, web_file, with_known_etag};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use std::sync::LazyLock;
use tower::ServiceExt as _;

#[derive(Debug, Clone)]
struct Site {
    chat: Router,
    config: Router,
    widget: Router,
    health: Router,
}

/// Routes requests by path prefix to the functions, like CloudFront's behaviours, and everything else to the widget's files. What only an API could
/// answer goes to the chat function, which names its route.
pub(crate) fn router(chat: Router, config: Router, widget: Option<Files>, health: Router) -> Router {
    let widget = files::with_layers(Router::new().fallback(file).with_state(widget));
    Router::new().fallback(dispatch).with_state(Site { chat, config, widget, health })
}

async fn dispatch(State(site): State<Site>, request: Request) -> Response {
    let path = request.uri().path();
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let target = if path.starts_with("/v1/widget/") {
        site.config
    } else if path == "/v1/openapi.json" && is_reading {
        site.widget
    } else if path == "/health" {
        site.health
    } else if path.starts_with("/v1/") || !is_reading {
        site.chat
    } else {
        site.widget
    };
    target.oneshot(request).await.into_response()
}

/// Any page can load these files, even with integrity checks or cross-origin isolation.
async fn file(State(widget): State<Option<Files>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    const OPEN: [(HeaderName, HeaderValue); 2] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    let policy = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(bubblechat_reference::SITE_POLICY));
    let answer = match (reference(uri.path(), &headers), widget) {
        (Some(page), _) => page,
        (None, Some(files)) => files.answer(&method, &headers, uri.path()).await,
        (None, None) => {
            ApiError::not_found("The widget is not built. Run `npm ci && npm run build` in widget/, then start again.")
                .into_response()
        }
    };
    (OPEN, [policy], answer).into_response()
}

/// A file of the API reference. A page's address lacks its extension, as at the edge (`infra/edge/guide.js`).
fn reference(path: &str, headers: &HeaderMap) -> Option<Response> {
    let path = path.strip_prefix('/')?;
    // Hashed once: strangers can ask for them as often as they like.
    static TAGS: LazyLock<Vec<String>> =
        LazyLock::new(|| bubblechat_reference::site().iter().map(|file| etag_of(file.text.as_bytes())).collect());
    let (file, etag) = bubblechat_reference::site()
        .iter()
        .zip(&*TAGS)
        .find(|(file, _)| file.name == path || file.name.strip_suffix(".html") == Some(path))?;
    let kind = HeaderValue::from_static(web_file::content_type(file.name));
    let caching = [(header::CACHE_CONTROL, HeaderValue::from_static(web_file::cache_control(file.name)))];
    Some((caching, with_known_etag(headers, kind, file.text.as_bytes(), etag)).into_response())
}
