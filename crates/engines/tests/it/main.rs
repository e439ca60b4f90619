//! Runs the engines against loopback upstreams that speak the providers' formats byte for byte.

mod bedrock;
mod built_in;
mod cases;
mod failover;
mod faults;
mod guard;
mod lenient;
mod options;
mod reasoning;
mod refusals;
mod requests;
mod secrets;
mod stalls;
mod streams;
mod upstream;
mod window;
mod wire;

use bubblechat_core::{
    Slug,
    engine::{Ask, Cause, End, Engine, EngineRequest, EngineStream, Exchange, Fault, Piece, Usage},
    seal::{Purpose, SealedKey},
    secret::KeyRing,
    store::Tenant,
    tenant::{EngineSpec, Provider, SecretName, Settings},
};
use bubblechat_engines::{Engines, Options};
use futures_util::StreamExt;
use std::{sync::Arc, time::Duration};

/// A test that waits this long has failed. Nothing is measured by it.
const FAR: Duration = Duration::from_secs(60);

/// The key for tests that are not about keys.
const KEY: &str = "test-key";

/// Everything that an answer yielded.
#[derive(Debug, PartialEq)]
struct Answer {
    pieces: Vec<String>,
    /// The faults because of which a fallback was asked.
    fell_back: Vec<Fault>,
    thought: bool,
    requests: Vec<Request>,
    end: Result<End, Fault>,
}

/// A request to a provider, as an answer tells of it.
#[derive(Debug, PartialEq)]
struct Request {
    ask: Ask,
    used: Option<Usage>,
    failed: Option<Fault>,
}

impl Answer {
    fn text(&self) -> String {
        self.pieces.concat()
    }

    fn fault(&self) -> &Fault {
        self.end.as_ref().expect_err("the answer should have failed")
    }

    fn cause(&self) -> Cause {
        self.fault().cause
    }
}

/// Reads an answer to its end, which must come exactly once, as the last piece.
async fn read(mut stream: EngineStream) -> Answer {
    let reading = async {
        let (mut pieces, mut fell_back, mut thought) = (Vec::new(), Vec::new(), false);
        let mut requests: Vec<Request> = Vec::new();
        let end = loop {
            match stream.next().await.expect("an answer ends with an end or a fault") {
                Ok(Piece::Text(text)) => {
                    assert_ne!(text, "", "no piece is empty");
                    pieces.push(text);
                }
                Ok(Piece::Thinking) => thought = true,
                Ok(Piece::Asks(ask)) => requests.push(Request { ask, used: None, failed: None }),
                Ok(Piece::Used(usage)) => {
                    // None if the test has read its beginning itself.
                    if let Some(request) = requests.last_mut() {
                        request.used = Some(usage);
                    }
                }
                Ok(Piece::AsksAgain(fault)) => requests.last_mut().expect("a request").failed = Some(fault),
                Ok(Piece::FellBack(fault)) => {
                    assert!(pieces.is_empty(), "nobody takes over after the first text");
                    if let Some(request) = requests.last_mut() {
                        request.failed = Some(fault.clone());
                    }
                    fell_back.push(fault);
                }
                Ok(Piece::End(end)) => break Ok(end),
                Err(error) => break Err(error),
            }
        };
        assert_eq!(stream.next().await, None, "nothing follows the end");
        Answer { pieces, fell_back, thought, requests, end }
    };
    tokio::time::timeout(FAR, reading).await.expect("an answer never hangs")
}

/// The first text of an answer.
async fn first_text(answer: &mut EngineStream) -> String {
    while let Some(piece) = answer.next().await {
        if let Piece::Text(text) = piece.expect("no fault") {
            return text;
        }
    }
    panic!("an answer without a text");
}

/// Allows loopback, as the local server does.
fn engines() -> Engines {
    Engines::new(local())
}

fn local() -> Options {
    Options { allow_private_addresses: true, ..Options::default() }
}

fn spec(provider: Provider, base_url: &str) -> EngineSpec {
    let (model, base_url) = (Some("some-model".to_owned()), Some(base_url.to_owned()));
    EngineSpec { model, base_url, ..EngineSpec::new("main", provider) }
}

/// A tenant with these engines and secrets.
fn tenant(specs: &[EngineSpec], secrets: &[(SecretName, &str)]) -> (Tenant, KeyRing) {
    let (ring, slug) = (KeyRing::generate(), Slug::parse("acme").expect("a slug"));
    let seal = |(name, secret): &(SecretName, &str)| {
        let sealed = SealedKey::seal(&ring, Purpose::Tenant(&slug, name), &(*secret).into()).expect("sealed");
        (name.to_string(), sealed)
    };
    let provider_keys = secrets.iter().map(seal).collect();
    let settings = Settings { engines: specs.to_vec(), ..Settings::default() };
    (
        Tenant {
            slug,
            revision: 1,
            created_at_ms: 0,
            updated_at_ms: 0,
            settings,
            provider_keys,
            failing_engines: Default::default(),
            updated_by: None,
            earlier_limits: None,
        },
        ring,
    )
}

/// The engine of a tenant that has this key for it.
fn engine_of(engines: &Engines, spec: &EngineSpec, key: Option<&str>) -> Arc<dyn Engine> {
    let secrets: Vec<_> = key.map(|key| (spec.key_name(), key)).into_iter().collect();
    let (tenant, ring) = tenant(std::slice::from_ref(spec), &secrets);
    engines.engine(&tenant, spec, &ring)
}

fn engine(provider: Provider, base_url: &str) -> Arc<dyn Engine> {
    engine_of(&engines(), &spec(provider, base_url), Some(KEY))
}

fn ask(message: &str) -> EngineRequest {
    EngineRequest { system: String::new(), history: Vec::new(), message: message.to_owned() }
}

/// A conversation with a prompt and one exchange.
fn conversation() -> EngineRequest {
    let exchange = Exchange { question: "first question".to_owned(), answer: "first answer".to_owned() };
    EngineRequest {
        system: "You are terse.".to_owned(),
        history: vec![exchange],
        message: "second question".to_owned(),
    }
}
