//! The demo page. It plays a customer's site, whose only link to ours is one script tag.

use axum::{Router, response::IntoResponse, routing::get};
use http::{HeaderName, HeaderValue, header};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const ICON: &str = include_str!("icon.svg");

/// Serves the page. `site` is where its script comes from. Without a key, the page says that the tenant was deleted.
pub(crate) fn router(site: &str, key: Option<&str>) -> Router {
    let page = page(site, key);
    // The strictest policy that a page with the widget can have. The widget must work without an exception to it.
    let policy = format!(
        "default-src 'none'; script-src {site}; connect-src {site}; style-src 'self'; img-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    Router::new()
        .route("/", get(|| async move { ([(header::CONTENT_SECURITY_POLICY, policy)], text("text/html", page)) }))
        .route("/style.css", get(|| async { text("text/css", STYLE) }))
        .route("/icon.svg", get(|| async { text("image/svg+xml", ICON) }))
}

fn page(site: &str, key: Option<&str>) -> String {
    let embed = match key {
        Some(key) => format!(r#"<script src="{site}/widget.js" data-key="{key}" async></script>"#),
        None => r#"<p class="gone">The demo tenant was deleted, so there is no chat on this page.</p>"#.to_owned(),
    };
    PAGE.replace("<!-- embed -->", &embed)
}

fn text(kind: &str, body: impl Into<String>) -> impl IntoResponse {
    const NOSNIFF: (HeaderName, HeaderValue) = (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let kind = HeaderValue::from_str(&format!("{kind}; charset=utf-8")).ok();
    let kind =
        kind.map(|kind| [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))]);
    ([NOSNIFF], kind.map_or_else(Default::default, http::HeaderMap::from_iter), body.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_one_script_and_nothing_inline() {
        let page = page("http://127.0.0.1:8787", Some("bc_pk_demo_x"));
        assert!(
            page.contains(r#"<script src="http://127.0.0.1:8787/widget.js" data-key="bc_pk_demo_x" async></script>"#)
        );
        assert_eq!(page.matches("<script").count(), 1);
        assert!(!page.contains("style=") && !page.contains("<style") && !page.contains("onclick"));
        assert!(!super::page("http://127.0.0.1:8787", None).contains("<script"));
    }
}
