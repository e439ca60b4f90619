//! Sets the headers with the caller's address and the host name, as a CloudFront function does in production.

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use bubblechat_http::ADDRESS_HEADER;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::net::{IpAddr, SocketAddr};

const HOST_HEADER: HeaderName = HeaderName::from_static("x-bubblechat-host");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Replaces what callers claim about themselves by what the socket or a trusted proxy says.
pub(crate) async fn vouch(
    State(trusted_proxy): State<Option<IpAddr>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = peer.ip().to_canonical();
    let proxy = trusted_proxy.map(|proxy| proxy.to_canonical()).filter(|proxy| *proxy == peer);
    let host = host_of(&request, proxy.is_some());
    let headers = request.headers_mut();
    let address = proxy.and_then(|proxy| forwarded_for(headers, proxy)).unwrap_or(peer);
    set(headers, ADDRESS_HEADER, HeaderValue::from_str(&address.to_string()).ok());
    set(headers, HOST_HEADER, host);
    next.run(request).await
}

/// The last address that is not the proxy's own. The caller may have made up everything before it.
fn forwarded_for(headers: &HeaderMap, proxy: IpAddr) -> Option<IpAddr> {
    let lists = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    let entries: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    let mut last_first = entries.into_iter().rev().map(|entry| entry.parse::<IpAddr>().map(|ip| ip.to_canonical()));
    last_first.find(|entry| *entry != Ok(proxy))?.ok()
}

fn host_of(request: &Request, is_proxied: bool) -> Option<HeaderValue> {
    let headers = request.headers();
    let forwarded = headers.get(FORWARDED_HOST).filter(|_| is_proxied).cloned();
    let authority = || HeaderValue::from_str(request.uri().authority()?.as_str()).ok();
    forwarded.or_else(|| headers.get(header::HOST).cloned()).or_else(authority)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: Option<HeaderValue>) {
    match value {
        Some(value) => headers.insert(name, value),
        None => headers.remove(name),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, extract::connect_info::MockConnectInfo, middleware, routing::get};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    async fn seen(trusted_proxy: Option<&str>, peer: &str, sent: &[(&'static str, &str)]) -> String {
        let show = |headers: HeaderMap| async move {
            let text =
                |name| headers.get(name).map_or("-", |value: &HeaderValue| value.to_str().expect("text")).to_owned();
            format!("{} {}", text(&ADDRESS_HEADER), text(&HOST_HEADER))
        };
        let proxy = trusted_proxy.map(|proxy| proxy.parse().expect("an address"));
        let peer: SocketAddr = peer.parse().expect("an address");
        let app = Router::new()
            .route("/", get(show))
            .layer(middleware::from_fn_with_state(proxy, vouch))
            .layer(MockConnectInfo(peer));
        let mut request = Request::builder().uri("/");
        for (name, value) in sent {
            request = request.header(*name, *value);
        }
        let response = app.oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        String::from_utf8_lossy(&body).into_owned()
    }

    #[tokio::test]
    async fn callers_cannot_set_their_own_address_or_host() {
        let lies = [
            ("x-bubblechat-address", "203.0.113.9"),
            ("x-bubblechat-host", "bank.example"),
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-host", "bank.example"),
            ("host", "127.0.0.1:8787"),
        ];
        assert_eq!(seen(None, "127.0.0.1:5000", &lies).await, "127.0.0.1 127.0.0.1:8787");
        assert_eq!(seen(Some("10.0.0.1"), "127.0.0.1:5000", &lies).await, "127.0.0.1 127.0.0.1:8787");
        assert_eq!(seen(None, "127.0.0.1:5000", &lies[..2]).await, "127.0.0.1 -");
    }

    #[tokio::test]
    async fn the_trusted_proxy_sets_address_and_host() {
        let sent =
            [("x-forwarded-for", "6.6.6.6, 198.51.100.7"), ("x-forwarded-host", "chat.example"), ("host", "inner")];
        assert_eq!(seen(Some("10.0.0.1"), "10.0.0.1:5000", &sent).await, "198.51.100.7 chat.example");
        assert_eq!(seen(Some("10.0.0.1"), "[::ffff:10.0.0.1]:5000", &sent).await, "198.51.100.7 chat.example");
        assert_eq!(seen(Some("10.0.0.1"), "10.0.0.1:5000", &sent[2..]).await, "10.0.0.1 inner");
    }

    #[test]
    fn only_the_last_entry_before_the_proxy_counts() {
        let proxy: IpAddr = "10.0.0.1".parse().expect("an address");
        let of = |text: &'static str| {
            let headers = HeaderMap::from_iter([(FORWARDED_FOR, HeaderValue::from_static(text))]);
            forwarded_for(&headers, proxy).map(|address| address.to_string())
        };
        assert_eq!(of("203.0.113.9, 198.51.100.7").as_deref(), Some("198.51.100.7"));
        assert_eq!(of("203.0.113.9, 198.51.100.7, 10.0.0.1").as_deref(), Some("198.51.100.7"));
        assert_eq!(of("203.0.113.9, nonsense"), None);
        assert_eq!(of(""), None);
    }
}
