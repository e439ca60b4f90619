//! Tenants' base URLs cannot reach into the service's own network.

use crate::{KEY, ask, engine_of, read, spec, upstream::serve_status};
use bubblechat_core::{
    engine::{Cause, Problem},
    tenant::{EngineSpec, Provider},
};
use bubblechat_engines::{Engines, Options};
use tokio::net::TcpListener;

fn production() -> Engines {
    Engines::new(Options::default())
}

/// Why this engine cannot be asked in production.
async fn refused(spec: &EngineSpec) -> Cause {
    read(engine_of(&production(), spec, Some(KEY)).answer(ask("hi"))).await.cause()
}

const WRONG: Cause = Cause::Misconfigured(Problem::AddressWrong);

#[tokio::test]
async fn urls_with_private_addresses_or_plain_http_are_refused() {
    for url in [
        "http://llm.example/v1",
        "https://127.0.0.1/v1",
        "https://[::1]/v1",
        "https://169.254.169.254/",
        "https://[::ffff:192.168.1.1]/v1",
        "https://10.1/v1",
    ] {
        assert_eq!(refused(&spec(Provider::Openai, url)).await, WRONG, "{url}");
    }
}

#[tokio::test]
async fn only_the_local_server_can_use_ollama_on_this_machine() {
    let spec = EngineSpec { base_url: None, ..spec(Provider::Ollama, "") };
    assert_eq!(refused(&spec).await, WRONG);
}

/// The URL looks harmless; only the resolved address gives it away.
#[tokio::test]
async fn a_name_that_resolves_to_a_private_address_is_never_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let url = format!("https://localhost:{port}/v1");
    assert_eq!(refused(&spec(Provider::Openai, &url)).await, WRONG);
    let connected = futures_util::FutureExt::now_or_never(listener.accept());
    assert!(connected.is_none(), "no connection was made");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let mut elsewhere = serve_status(200, "", "").await;
    let location = format!("location: {}\r\n", elsewhere.url);
    for status in [301, 302, 303, 307, 308] {
        let upstream = serve_status(status, &location, "").await;
        let answer = read(crate::engine(Provider::Openai, &upstream.url).answer(ask("hi"))).await;
        assert_eq!(answer.cause(), WRONG, "{status}");
    }
    assert!(elsewhere.requests.try_recv().is_err(), "nothing was sent there");
}
