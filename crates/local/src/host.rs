//! Answers only to the server's own names. Otherwise a page on the internet could point its own name at this machine, and read what the server says
//! as if it were its own (DNS rebinding).

use crate::{Options, proxies::Proxies, refusal};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use bubblechat_http::{ApiError, ErrorCode};
use http::{header, uri::Authority};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// The server's names.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    names: Arc<[String]>,
    /// What it forwards was sent to a name that it serves.
    proxies: Proxies,
}

impl Own {
    pub(crate) fn new(options: &Options) -> Self {
        let public =
            options.production.iter().flat_map(|production| [production.site.name(), production.console.name()]);
        let names = options.hosts.iter().map(String::as_str).chain(public).map(str::to_ascii_lowercase).collect();
        Self { names, proxies: Proxies::new(&options.trusted_proxies) }
    }

    /// Nobody else can point an address or `localhost` somewhere.
    fn include(&self, host: &str) -> bool {
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        let is_address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
        is_address || name == "localhost" || name.ends_with(".localhost") || self.names.contains(&name)
    }
}

/// Refuses requests to other names. Those without any, which no browser sends, pass.
pub(crate) async fn check(
    State(own): State<Own>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    if own.proxies.include(peer.ip()) {
        return next.run(request).await;
    }
    let hosts = request.headers().get_all(header::HOST).iter();
    let hosts = hosts.map(|value| value.to_str().ok().and_then(|text| text.parse::<Authority>().ok()));
    let hosts = hosts.chain(request.uri().authority().map(|authority| Some(authority.clone())));
    for host in hosts {
        let name = host.as_ref().map_or("", |authority| authority.host());
        if !own.include(name) {
            return refusal::finished(refused(name)).await;
        }
    }
    next.run(request).await
}

fn refused(name: &str) -> ApiError {
    let message = match name {
        "" => "The header Host names no host. Send the name and port of this server.".to_owned(),
        name => format!(
            "This server does not go by the name {name}. Use its address, or start it with --host {name} \
             (BUBBLECHAT_HOST). Behind a proxy, also name that with --trusted-proxy."
        ),
    };
    ApiError::new(ErrorCode::UnknownHost, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, extract::connect_info::MockConnectInfo, middleware, routing::get};
    use http::StatusCode;
    use tower::ServiceExt as _;

    async fn status(peer: &str, uri: &str, hosts: &[&str]) -> StatusCode {
        let options = Options {
            hosts: vec!["Chat.example".to_owned()],
            trusted_proxies: vec!["10.0.0.1".parse().expect("an address")],
            ..Options::default()
        };
        let peer: SocketAddr = (peer.parse::<IpAddr>().expect("an address"), 5000).into();
        let app = Router::new()
            .route("/", get(|| async {}))
            .layer(middleware::from_fn_with_state(Own::new(&options), check))
            .layer(MockConnectInfo(peer));
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        app.oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer").status()
    }

    #[tokio::test]
    async fn addresses_localhost_and_its_given_names_are_its_own() {
        for host in [
            "127.0.0.1:8787",
            "192.0.2.7",
            "[::1]:8787",
            "localhost:1",
            "LOCALHOST",
            "shop.localhost:80",
            "chat.example",
            "CHAT.example.:443",
        ] {
            assert_eq!(status("127.0.0.1", "/", &[host]).await, StatusCode::OK, "{host}");
        }
        assert_eq!(status("127.0.0.1", "/", &[]).await, StatusCode::OK);
    }

    #[tokio::test]
    async fn any_other_name_is_refused_wherever_it_stands() {
        for host in [
            "evil.example",
            "evil.example:8787",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "chat.example.evil.example",
            "evil-chat.example",
            "127.0.0.1:80@evil.example",
            "",
            "[::1",
            "a b",
        ] {
            assert_eq!(status("127.0.0.1", "/", &[host]).await, StatusCode::MISDIRECTED_REQUEST, "{host}");
        }
        let twice = ["127.0.0.1", "evil.example"];
        assert_eq!(status("127.0.0.1", "/", &twice).await, StatusCode::MISDIRECTED_REQUEST);
        let absolute = status("127.0.0.1", "http://evil.example/", &["127.0.0.1"]).await;
        assert_eq!(absolute, StatusCode::MISDIRECTED_REQUEST);
    }

    #[tokio::test]
    async fn the_trusted_proxy_answers_for_its_names() {
        assert_eq!(status("10.0.0.1", "/", &["upstream"]).await, StatusCode::OK);
        assert_eq!(status("10.0.0.2", "/", &["upstream"]).await, StatusCode::MISDIRECTED_REQUEST);
    }

    #[test]
    fn the_refusal_says_what_to_start_it_with() {
        assert!(refused("shop.lan").message.contains("--host shop.lan"));
    }
}
