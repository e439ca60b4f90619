//! Sets the headers with the caller's address and the host name, as a CloudFront function does in production.

use crate::proxies::Proxies;
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

/// Whose word counts.
#[derive(Debug, Clone)]
pub(crate) struct Trust {
    pub(crate) proxies: Proxies,
    /// The host by which everybody reaches this listener, if it has only one.
    pub(crate) host: Option<HeaderValue>,
}

/// Replaces what callers claim about themselves by what the socket or a trusted proxy says.
pub(crate) async fn vouch(
    State(trust): State<Trust>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = peer.ip().to_canonical();
    let is_proxied = trust.proxies.include(peer);
    let host = trust.host.or_else(|| host_of(&request, is_proxied));
    let headers = request.headers_mut();
    let forwarded = is_proxied.then(|| forwarded_for(headers, &trust.proxies)).flatten();
    let address = forwarded.unwrap_or(peer);
    set(headers, ADDRESS_HEADER, HeaderValue::from_str(&address.to_string()).ok());
    set(headers, HOST_HEADER, host);
    next.run(request).await
}

/// The last address that is no trusted proxy's. The caller may have made up everything before it.
fn forwarded_for(headers: &HeaderMap, proxies: &Proxies) -> Option<IpAddr> {
    let lists = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    let entries: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    let mut last_first = entries.into_iter().rev().map(|entry| entry.parse::<IpAddr>().map(|ip| ip.to_canonical()));
    last_first.find(|entry| !entry.as_ref().is_ok_and(|address| proxies.include(*address)))?.ok()
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
    use crate::proxies::Proxies;
    use axum::{Router, body::Body, extract::connect_info::MockConnectInfo, middleware, routing::get};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    fn proxies(addresses: &[&str]) -> Proxies {
        let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().expect("an address")).collect();
        Proxies::new(&addresses)
    }

    async fn seen(trusted: &[&str], peer: &str, sent: &[(&'static str, &str)]) -> String {
        seen_at(None, trusted, peer, sent).await
    }

    async fn seen_at(
        host: Option<&'static str>,
        trusted: &[&str],
        peer: &str,
        sent: &[(&'static str, &str)],
    ) -> String {
        let show = |headers: HeaderMap| async move {
            let text =
                |name| headers.get(name).map_or("-", |value: &HeaderValue| value.to_str().expect("text")).to_owned();
            format!("{} {}", text(&ADDRESS_HEADER), text(&HOST_HEADER))
        };
        let trust = Trust { proxies: proxies(trusted), host: host.map(HeaderValue::from_static) };
        let peer: SocketAddr = peer.parse().expect("an address");
        let app = Router::new()
            .route("/", get(show))
            .layer(middleware::from_fn_with_state(trust, vouch))
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
        assert_eq!(seen(&[], "127.0.0.1:5000", &lies).await, "127.0.0.1 127.0.0.1:8787");
        assert_eq!(seen(&["10.0.0.1"], "127.0.0.1:5000", &lies).await, "127.0.0.1 127.0.0.1:8787");
        assert_eq!(seen(&[], "127.0.0.1:5000", &lies[..2]).await, "127.0.0.1 -");
    }

    #[tokio::test]
    async fn the_trusted_proxy_sets_address_and_host() {
        let sent =
            [("x-forwarded-for", "6.6.6.6, 198.51.100.7"), ("x-forwarded-host", "chat.example"), ("host", "inner")];
        assert_eq!(seen(&["10.0.0.1"], "10.0.0.1:5000", &sent).await, "198.51.100.7 chat.example");
        assert_eq!(seen(&["10.0.0.1"], "[::ffff:10.0.0.1]:5000", &sent).await, "198.51.100.7 chat.example");
        assert_eq!(seen(&["10.0.0.1"], "10.0.0.1:5000", &sent[2..]).await, "10.0.0.1 inner");
    }

    #[tokio::test]
    async fn a_public_host_is_not_for_others_to_say() {
        let sent = [("x-forwarded-host", "bank.example"), ("host", "inner")];
        let seen = seen_at(Some("chat.example"), &["10.0.0.1"], "10.0.0.1:5000", &sent).await;
        assert_eq!(seen, "10.0.0.1 chat.example");
    }

    #[test]
    fn only_the_last_entry_before_the_proxies_counts() {
        let proxies = proxies(&["10.0.0.1", "2001:db8::1"]);
        let of = |text: &'static str| {
            let headers = HeaderMap::from_iter([(FORWARDED_FOR, HeaderValue::from_static(text))]);
            forwarded_for(&headers, &proxies).map(|address| address.to_string())
        };
        assert_eq!(of("203.0.113.9, 198.51.100.7").as_deref(), Some("198.51.100.7"));
        assert_eq!(of("203.0.113.9, 198.51.100.7, 10.0.0.1").as_deref(), Some("198.51.100.7"));
        assert_eq!(of("203.0.113.9, 198.51.100.7, 2001:db8::1, 10.0.0.1").as_deref(), Some("198.51.100.7"));
        assert_eq!(of("203.0.113.9, nonsense"), None);
        assert_eq!(of(""), None);
    }
}
