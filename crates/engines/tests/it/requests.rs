//! What is sent: the prompt, the messages, the key, the address.

use crate::{
    KEY, ask, conversation, engine, engine_of, engines, local, read, spec, tenant,
    upstream::{Request, Step, serve, serve_chunks},
    wire::{self, ALL},
};
use bubblechat_core::{
    engine::{Cause, EngineRequest, Problem},
    tenant::{EngineSpec, HeaderName, Provider, SecretName},
};
use bubblechat_engines::{Engines, Options};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The request that `provider` is sent for `asked`.
async fn sent(provider: Provider, asked: EngineRequest) -> Request {
    let wire = ALL.iter().find(|wire| wire.provider == provider);
    // Providers that aren't in the list speak OpenAI's format.
    let body = wire.map_or_else(|| wire::openai(&["x"], Some("stop")), |wire| (wire.body)(&["x"], Some(wire.stops.0)));
    let mut upstream = serve_chunks(vec![body.into()]).await;
    let answer = read(engine(provider, &upstream.url).answer(asked)).await;
    assert!(answer.end.is_ok(), "{provider:?}: {answer:?}");
    upstream.requests.recv().await.expect("a request")
}

/// Each format's request line, header with the key, and body.
fn expected(provider: Provider) -> (&'static str, &'static str, Value) {
    let bearer = "authorization: Bearer test-key";
    let turns = |system: Value, messages: Value| json!([system, messages]);
    let chat = json!([
        {"role": "system", "content": "You are terse."}, {"role": "user", "content": "first question"},
        {"role": "assistant", "content": "first answer"}, {"role": "user", "content": "second question"},
    ]);
    match provider {
        Provider::Anthropic => {
            let marked = |text: &str| json!([{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}]);
            let earlier = json!({"role": "assistant", "content": marked("first answer")});
            let messages = json!([chat[1], earlier, chat[3]]);
            ("POST /v1/messages HTTP/1.1", "x-api-key: test-key", turns(marked("You are terse."), messages))
        }
        Provider::Gemini => {
            let part = |role: &str, text: &str| json!({"role": role, "parts": [{"text": text}]});
            let contents =
                [part("user", "first question"), part("model", "first answer"), part("user", "second question")];
            (
                "POST /v1/models/some-model:streamGenerateContent?alt=sse HTTP/1.1",
                "x-goog-api-key: test-key",
                turns(json!({"parts": [{"text": "You are terse."}]}), json!(contents)),
            )
        }
        Provider::Ollama => ("POST /api/chat HTTP/1.1", bearer, turns(Value::Null, chat)),
        Provider::Cohere => ("POST /v2/chat HTTP/1.1", bearer, turns(Value::Null, chat)),
        _ => ("POST /v1/chat/completions HTTP/1.1", bearer, turns(Value::Null, chat)),
    }
}

fn turns_of(provider: Provider, body: &Value) -> Value {
    match provider {
        Provider::Anthropic => json!([body["system"], body["messages"]]),
        Provider::Gemini => json!([body["systemInstruction"], body["contents"]]),
        _ => json!([null, body["messages"]]),
    }
}

#[tokio::test]
async fn every_provider_gets_prompt_and_messages_in_order_and_the_key_in_a_header_only() {
    for provider in Provider::ALL.into_iter().filter(|provider| provider.takes_key()) {
        let request = sent(provider, conversation()).await;
        let (line, key_header, turns) = expected(provider);
        assert_eq!(request.head.lines().next(), Some(line), "{provider:?}");
        assert_eq!(turns_of(provider, &request.body), turns, "{provider:?}");
        let with_key: Vec<&str> = request.head.lines().filter(|line| line.contains(KEY)).collect();
        assert_eq!(with_key, [key_header], "{provider:?}");
        assert!(!request.body.to_string().contains(KEY), "{provider:?}");
        assert!(request.body.get("tools").is_none(), "{provider:?}");
        if provider != Provider::Gemini {
            assert_eq!(request.body["stream"], true, "{provider:?}");
        }
    }
}

#[tokio::test]
async fn an_empty_system_prompt_is_not_sent() {
    for wire in ALL {
        let request = sent(wire.provider, ask("question")).await;
        let turns = turns_of(wire.provider, &request.body);
        assert_eq!(turns[0], Value::Null, "{:?}", wire.provider);
        assert!(!turns.to_string().contains("system"), "{:?}: {turns}", wire.provider);
    }
}

#[tokio::test]
async fn a_model_name_is_sent_unchanged() {
    for (provider, model) in [
        (Provider::Openai, "gpt-5.1-codex-max"),
        (Provider::Mistral, "mistral-medium"),
        (Provider::Together, "Qwen/qwen3-max"),
        (Provider::Deepseek, "deepseek-chat"),
        (Provider::Ollama, "llama3.2:3b"),
    ] {
        let wire = if provider == Provider::Ollama { wire::ollama } else { wire::openai };
        let mut upstream = serve_chunks(vec![wire(&["x"], Some("stop")).into()]).await;
        let mut spec = spec(provider, &upstream.url);
        spec.model = Some(model.to_owned());
        assert!(read(engine_of(&engines(), &spec, Some(KEY)).answer(ask("hi"))).await.end.is_ok());
        let request = upstream.requests.recv().await.expect("a request");
        assert_eq!(request.body["model"], model);
        for effort in ["reasoning_effort", "thinking", "think"] {
            assert!(request.body.get(effort).is_none(), "{provider:?} {effort}");
        }
    }
}

#[tokio::test]
async fn a_trailing_slash_makes_no_difference_to_a_base_url() {
    for suffix in ["", "/", "//", "/chat/completions"] {
        let mut upstream = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
        let url = format!("{}{suffix}", upstream.url);
        assert!(read(engine(Provider::Openai, &url).answer(ask("hi"))).await.end.is_ok());
        let request = upstream.requests.recv().await.expect("a request");
        assert!(request.head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{suffix}: {}", request.head);
    }
}

#[tokio::test]
async fn a_pasted_key_loses_its_newline() {
    let mut upstream = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
    let engine = engine_of(&engines(), &spec(Provider::Openai, &upstream.url), Some(" test-key\n"));
    assert!(read(engine.answer(ask("hi"))).await.end.is_ok());
    let request = upstream.requests.recv().await.expect("a request");
    assert_eq!(request.header("authorization"), Some("Bearer test-key"));
}

#[tokio::test]
async fn only_a_providers_own_address_needs_a_key() {
    for provider in Provider::ALL.into_iter().filter(|provider| provider.takes_key()) {
        for key in [None, Some(" ")] {
            let own = EngineSpec { base_url: None, ..spec(provider, "") };
            if provider != Provider::Ollama {
                let answer = read(engine_of(&engines(), &own, key).answer(ask("hi"))).await;
                assert_eq!(answer.cause(), Cause::Misconfigured(Problem::KeyMissing), "{provider:?}");
            }
        }
    }
    let mut upstream = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
    let engine = engine_of(&engines(), &spec(Provider::Openai, &upstream.url), None);
    assert!(read(engine.answer(ask("hi"))).await.end.is_ok());
    assert_eq!(upstream.requests.recv().await.expect("a request").header("authorization"), None);
}

#[tokio::test]
async fn a_secret_goes_to_the_provider_and_host_it_was_entered_for_and_to_no_other() {
    let mut there = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
    let host = there.url.strip_prefix("http://").and_then(|url| url.split('/').next()).map(str::to_owned);
    let own = SecretName::own_key(Provider::Openai);
    let canary = "sk-canary";
    let elsewhere = SecretName { host: Some("127.0.0.1:1".to_owned()), ..own.clone() };
    let others_name = SecretName { provider: Provider::Groq, host: host.clone(), header: None };
    let right = SecretName { host, ..own.clone() };
    let header = SecretName { header: Some(HeaderName("x-org".to_owned())), ..elsewhere.clone() };
    let fallback_keys = BTreeMap::from([(Provider::Openai, SecretString::from(canary))]);
    let engines = Engines::new(Options { fallback_keys, ..local() });
    let spec = spec(Provider::Openai, &there.url);
    for (name, is_sent) in [(own, false), (elsewhere, false), (others_name, false), (header, false), (right, true)] {
        let (tenant, ring) = tenant(std::slice::from_ref(&spec), &[(name.clone(), canary)]);
        read(engines.engine(&tenant, &spec, &ring).answer(ask("hi"))).await;
        let request = there.requests.recv().await.expect("a request");
        assert_eq!(request.head.contains(canary), is_sent, "{name}");
    }
}

/// The tenant's key is for one host. Whatever is done to the document, which cannot carry a secret, the key goes nowhere else.
#[tokio::test]
async fn no_change_of_a_document_takes_a_key_along() {
    let canary = "sk-canary";
    let mut elsewhere = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
    let location =
        format!("HTTP/1.1 307 X\r\nconnection: close\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", elsewhere.url);
    let there = serve(vec![vec![Step::Raw(location.into_bytes())]]).await;
    let down = serve(vec![vec![]]).await;
    let original = spec(Provider::Openai, &there.url);
    let secrets = [(original.key_name(), canary), (spec(Provider::Openai, &down.url).key_name(), canary)];
    let moved = EngineSpec { base_url: Some(elsewhere.url.clone()), ..original.clone() };
    let renamed = EngineSpec { name: "other".to_owned(), ..moved.clone() };
    let headed = EngineSpec { auth: Some("x-org".to_owned()), ..moved.clone() };
    let of_another_provider = EngineSpec { provider: Provider::Together, ..moved.clone() };
    let spare = EngineSpec { name: "spare".to_owned(), ..moved.clone() };
    let falling_back = EngineSpec { fallback_engine: Some("spare".to_owned()), ..spec(Provider::Openai, &down.url) };
    for (spec, is_asked) in [
        (original, false),
        (moved, true),
        (renamed, true),
        (headed, true),
        (of_another_provider, true),
        (falling_back, true),
    ] {
        let (tenant, ring) = tenant(&[spec.clone(), spare.clone()], &secrets);
        read(engines().engine(&tenant, &spec, &ring).answer(ask("hi"))).await;
        let request = elsewhere.requests.try_recv();
        assert_eq!(request.is_ok(), is_asked, "{spec:?}");
        assert!(!format!("{request:?}").contains(canary), "{spec:?}");
    }
}

#[tokio::test]
async fn a_key_is_sent_in_the_header_that_auth_names() {
    for (auth, line) in [
        (None, "authorization: Bearer test-key"),
        (Some("bearer"), "authorization: Bearer test-key"),
        (Some("api-key"), "api-key: test-key"),
        (Some("x-my-key"), "x-my-key: test-key"),
    ] {
        let mut upstream = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
        let spec = EngineSpec { auth: auth.map(str::to_owned), ..spec(Provider::Openai, &upstream.url) };
        read(engine_of(&engines(), &spec, Some(KEY)).answer(ask("hi"))).await;
        let head = upstream.requests.recv().await.expect("a request").head;
        assert_eq!(head.lines().filter(|line| line.contains(KEY)).collect::<Vec<_>>(), [line]);
    }
}

#[tokio::test]
async fn further_headers_are_sent_with_the_values_for_their_host() {
    let mut upstream = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
    let header = HeaderName("x-org".to_owned());
    let spec = EngineSpec { headers: vec![header.clone()], ..spec(Provider::Openai, &upstream.url) };
    let (with, ring) = tenant(std::slice::from_ref(&spec), &[(spec.header_name(&header), "org-7")]);
    assert!(read(engines().engine(&with, &spec, &ring).answer(ask("hi"))).await.end.is_ok());
    assert_eq!(upstream.requests.recv().await.expect("a request").header("x-org"), Some("org-7"));
    let answer = read(engine_of(&engines(), &spec, None).answer(ask("hi"))).await;
    assert_eq!(answer.cause(), Cause::Misconfigured(Problem::HeaderMissing));
}

#[tokio::test]
async fn a_provider_without_a_model_cannot_be_asked() {
    for model in [None, Some(" ".to_owned())] {
        let spec = EngineSpec { model, ..spec(Provider::Openai, "http://127.0.0.1:1") };
        let answer = read(engine_of(&engines(), &spec, Some(KEY)).answer(ask("hi"))).await;
        assert_eq!(answer.cause(), Cause::Misconfigured(Problem::ModelUnknown));
    }
}
