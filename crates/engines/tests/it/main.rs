//! Runs the engines against loopback upstreams that speak the providers' formats byte for byte.

mod bedrock;
mod built_in;
mod faults;
mod guard;
mod requests;
mod secrets;
mod streams;
mod upstream;
mod wire;

use bubblechat_core::{
    engine::{ChatMessage, End, Engine, EngineError, EngineRequest, EngineStream, Piece, Role},
    tenant::{EngineSpec, Provider},
};
use bubblechat_engines::{Engines, Options};
use futures_util::StreamExt;
use secrecy::SecretString;
use std::{sync::Arc, time::Duration};

/// A test that waits this long has failed. Nothing is measured by it.
const FAR: Duration = Duration::from_secs(60);

/// The key for tests that are not about keys.
const KEY: &str = "test-key";

/// Everything that an answer yielded.
#[derive(Debug, PartialEq)]
struct Answer {
    pieces: Vec<String>,
    end: Result<End, EngineError>,
}

impl Answer {
    fn text(&self) -> String {
        self.pieces.concat()
    }

    fn error(&self) -> &EngineError {
        self.end.as_ref().expect_err("the answer should have failed")
    }
}

/// Reads an answer to its end, which must come exactly once, as the last piece.
async fn read(mut stream: EngineStream) -> Answer {
    let reading = async {
        let mut pieces = Vec::new();
        let end = loop {
            match stream.next().await.expect("an answer ends with an end or an error") {
                Ok(Piece::Text(text)) => {
                    assert_ne!(text, "", "no piece is empty");
                    pieces.push(text);
                }
                Ok(Piece::End(end)) => break Ok(end),
                Err(error) => break Err(error),
            }
        };
        assert_eq!(stream.next().await, None, "nothing follows the end");
        Answer { pieces, end }
    };
    tokio::time::timeout(FAR, reading).await.expect("an answer never hangs")
}

/// Allows loopback, as the local server does.
fn engines() -> Engines {
    Engines::new(Options { allow_private_addresses: true, ..Options::default() })
}

fn spec(provider: Provider, base_url: &str) -> EngineSpec {
    let mut spec = EngineSpec::echo("main");
    spec.provider = provider;
    spec.model = Some("some-model".to_owned());
    spec.base_url = Some(base_url.to_owned());
    spec
}

fn engine(provider: Provider, base_url: &str) -> Arc<dyn Engine> {
    engines().engine(&spec(provider, base_url), Some(SecretString::from(KEY))).expect("a usable engine")
}

fn message(role: Role, content: &str) -> ChatMessage {
    ChatMessage { role, content: content.to_owned() }
}

fn ask(content: &str) -> EngineRequest {
    EngineRequest { system: String::new(), messages: vec![message(Role::User, content)] }
}
