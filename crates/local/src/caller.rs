//! Who calls and under which host name: the headers that a CloudFront function writes in production.

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

/// Overwrites what the caller says about itself with what the socket, or a trusted proxy, says.
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

/// The last address that the proxy did not write about itself; what stands before it, the caller may have made up.
fn forwarded_for(headers: &HeaderMap, proxy: IpAddr) -> Option<IpAddr> {
    let lists = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
    let entries: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    let last = entries.into_iter().rev().map(|entry| entry.parse::<IpAddr>().map(|ip| ip.to_canonical()));
    last.skip_while(|entry| *entry == Ok(proxy)).next()?.ok()
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
