//! Tenants' base URLs cannot reach into the service's own network.

use crate::{KEY, ask, read, spec, upstream::serve_status};
use bubblechat_core::{engine::EngineError, tenant::Provider};
use bubblechat_engines::{Engines, Options};
use secrecy::SecretString;
use tokio::net::TcpListener;

fn production() -> Engines {
    Engines::new(Options::default())
}

fn key() -> Option<SecretString> {
    Some(SecretString::from(KEY))
}

#[test]
fn urls_with_private_addresses_or_plain_http_are_refused() {
    for url in [
        "http://llm.example/v1",
        "https://127.0.0.1/v1",
        "https://[::1]/v1",
        "https://169.254.169.254/",
        "https://[::ffff:192.168.1.1]/v1",
        "https://10.1/v1",
    ] {
        let made = production().engine(&spec(Provider::Openai, url), key());
        assert!(matches!(made, Err(EngineError::Misconfigured(_))), "{url}: {made:?}");
    }
}

#[test]
fn only_the_local_server_can_use_ollama_on_this_machine() {
    let mut spec = spec(Provider::Ollama, "");
    spec.base_url = None;
    assert!(matches!(production().engine(&spec, None), Err(EngineError::Misconfigured(_))));
    assert!(crate::engines().engine(&spec, None).is_ok());
}

/// The URL looks harmless; only the resolved address gives it away.
#[tokio::test]
async fn a_name_that_resolves_to_a_private_address_is_never_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let url = format!("https://localhost:{port}/v1");
    let engine = production().engine(&spec(Provider::Openai, &url), key()).expect("a name can be anything");
    let answer = read(engine.answer(ask("hi"))).await;
    let text = "the base URL must point to a public address".to_owned();
    assert_eq!(answer.error(), &EngineError::Misconfigured(text));
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
        assert!(matches!(answer.error(), EngineError::Misconfigured(_)), "{status}: {answer:?}");
    }
    assert!(elsewhere.requests.try_recv().is_err(), "nothing was sent there");
}
