//! What is sent: the prompt, the messages, the key, the address.

use crate::{
    KEY, ask, engine, engines, message, read, spec,
    upstream::{Request, serve_chunks},
    wire::{self, ALL},
};
use bubblechat_core::{
    engine::{EngineError, EngineRequest, Role},
    tenant::{EngineSpec, Provider},
};
use bubblechat_engines::{Engines, Options};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn conversation() -> EngineRequest {
    let messages = vec![
        message(Role::User, "first question"),
        message(Role::Assistant, "first answer"),
        message(Role::User, "second question"),
    ];
    EngineRequest { system: "You are terse.".to_owned(), messages }
}

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
        Provider::Anthropic => (
            "POST /v1/messages HTTP/1.1",
            "x-api-key: test-key",
            turns(json!("You are terse."), json!([chat[1], chat[2], chat[3]])),
        ),
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
        Provider::Ollama => ("POST /v1/api/chat HTTP/1.1", bearer, turns(Value::Null, chat)),
        Provider::Cohere => {
            let history = json!([
                {"role": "USER", "message": "first question"}, {"role": "CHATBOT", "message": "first answer"},
            ]);
            ("POST /v1/chat HTTP/1.1", bearer, turns(json!("You are terse."), json!([history, "second question"])))
        }
        _ => ("POST /v1/chat/completions HTTP/1.1", bearer, turns(Value::Null, chat)),
    }
}

fn turns_of(provider: Provider, body: &Value) -> Value {
    match provider {
        Provider::Anthropic => json!([body["system"], body["messages"]]),
        Provider::Gemini => json!([body["systemInstruction"], body["contents"]]),
        Provider::Cohere => json!([body["preamble"], [body["chat_history"], body["message"]]]),
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
async fn conversations_are_mended_until_providers_accept_them() {
    let messages = vec![
        message(Role::Assistant, "cut off by the window"),
        message(Role::User, "one"),
        message(Role::Assistant, " "),
        message(Role::User, "two"),
        message(Role::Assistant, "reply"),
        message(Role::User, "three"),
    ];
    let request = sent(Provider::Openai, EngineRequest { system: String::new(), messages }).await;
    let expected = json!([
        {"role": "user", "content": "one\n\ntwo"}, {"role": "assistant", "content": "reply"},
        {"role": "user", "content": "three"},
    ]);
    assert_eq!(request.body["messages"], expected);
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
        let engine = engines().engine(&spec, Some(SecretString::from(KEY))).expect("a usable engine");
        let end = read(engine.answer(ask("hi"))).await.end.expect("an answer");
        assert_eq!(end.model.as_deref(), Some(model));
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
    let key = SecretString::from(" test-key\n");
    let engine = engines().engine(&spec(Provider::Openai, &upstream.url), Some(key)).expect("a usable engine");
    assert!(read(engine.answer(ask("hi"))).await.end.is_ok());
    let request = upstream.requests.recv().await.expect("a request");
    assert_eq!(request.header("authorization"), Some("Bearer test-key"));
}

#[test]
fn a_missing_key_is_named() {
    for provider in Provider::ALL.into_iter().filter(|provider| provider.takes_key()) {
        for key in [None, Some(SecretString::from(" "))] {
            let made = engines().engine(&spec(provider, "http://127.0.0.1:1"), key);
            match provider {
                // Usually needs no key.
                Provider::Ollama => assert!(made.is_ok()),
                _ => assert_eq!(made.err(), Some(EngineError::MissingKey { provider: provider.name() })),
            }
        }
    }
}

#[tokio::test]
async fn fallback_keys_serve_tenants_without_their_own() {
    let fallback_keys = BTreeMap::from([(Provider::Openai, SecretString::from("fallback"))]);
    let engines = Engines::new(Options { allow_private_addresses: true, fallback_keys });
    for (own, header) in [(None, "Bearer fallback"), (Some(SecretString::from("own")), "Bearer own")] {
        let mut upstream = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
        let engine = engines.engine(&spec(Provider::Openai, &upstream.url), own).expect("a usable engine");
        assert!(read(engine.answer(ask("hi"))).await.end.is_ok());
        assert_eq!(upstream.requests.recv().await.expect("a request").header("authorization"), Some(header));
    }
    let other = engines.engine(&spec(Provider::Groq, "http://127.0.0.1:1"), None);
    assert_eq!(other.err(), Some(EngineError::MissingKey { provider: "groq" }));
}

#[test]
fn a_provider_without_a_model_cannot_be_asked() {
    let mut spec: EngineSpec = spec(Provider::Openai, "http://127.0.0.1:1");
    for model in [None, Some(" ".to_owned())] {
        spec.model = model;
        let made = engines().engine(&spec, Some(SecretString::from(KEY)));
        assert!(matches!(made, Err(EngineError::Misconfigured(_))), "{made:?}");
    }
}
