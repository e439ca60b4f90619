//! The wire to every dialect: what is sent for each option, and that nothing is sent which nobody set.

use crate::{KEY, conversation, engine_of, engines, read, spec, upstream::serve_chunks, wire};
use bubblechat_core::tenant::{EngineSpec, Price, Provider, ReasoningEffort};
use serde_json::Value;

/// The body of the request that an engine sends.
async fn body(provider: Provider, change: impl FnOnce(&mut EngineSpec)) -> Value {
    let wire = wire::ALL.into_iter().find(|wire| wire.provider == provider);
    let answer =
        wire.map_or_else(|| wire::openai(&["x"], Some("stop")), |wire| (wire.body)(&["x"], Some(wire.stops.0)));
    let mut upstream = serve_chunks(vec![answer.into()]).await;
    let mut spec = spec(provider, &upstream.url);
    change(&mut spec);
    let answer = read(engine_of(&engines(), &spec, Some(KEY)).answer(conversation())).await;
    assert!(answer.end.is_ok(), "{provider:?}: {answer:?}");
    upstream.requests.recv().await.expect("a request").body
}

const DIALECTS: [Provider; 6] =
    [Provider::Openai, Provider::Mistral, Provider::Anthropic, Provider::Gemini, Provider::Ollama, Provider::Cohere];

#[tokio::test]
async fn nothing_is_sent_which_nobody_set() {
    for provider in DIALECTS {
        insta::assert_json_snapshot!(format!("bare-{}", provider.name()), body(provider, |_| {}).await);
    }
}

#[tokio::test]
async fn every_option_is_sent_in_the_dialects_own_words() {
    for provider in DIALECTS {
        let body = body(provider, |spec| {
            spec.max_output_tokens = Some(300);
            spec.context_tokens = Some(4096);
            spec.temperature = Some(0.5);
            spec.top_p = Some(0.9);
            spec.reasoning_effort = Some(ReasoningEffort::Medium);
            // These are our own affair.
            spec.first_byte_timeout_s = Some(50);
            spec.stall_timeout_s = Some(20);
            spec.price = Some(Price { input: 1.0, output: 2.0, cached_input: None });
        });
        insta::assert_json_snapshot!(format!("all-{}", provider.name()), body.await);
    }
}

#[tokio::test]
async fn each_effort_is_told_in_the_way_that_the_model_knows() {
    use ReasoningEffort::{High, Low, Medium, Minimal, None};
    let mut told = Vec::new();
    for (provider, model) in [
        (Provider::Openai, "gpt-5-mini"),
        (Provider::Anthropic, "claude-sonnet-4-5"),
        (Provider::Anthropic, "claude-sonnet-4@20250514"),
        (Provider::Anthropic, "claude-opus-5-5"),
        (Provider::Gemini, "gemini-2.5-flash"),
        (Provider::Gemini, "gemini-2.5-pro"),
        (Provider::Gemini, "gemini-3-flash"),
        (Provider::Ollama, "qwen3"),
        (Provider::Ollama, "gpt-oss:20b"),
        (Provider::Cohere, "command-a-reasoning"),
    ] {
        for effort in [None, Minimal, Low, Medium, High] {
            let body = body(provider, |spec| {
                spec.model = Some(model.to_owned());
                spec.reasoning_effort = Some(effort);
            });
            let body = body.await;
            let fields = [
                "/reasoning_effort",
                "/thinking",
                "/output_config",
                "/max_tokens",
                "/think",
                "/generationConfig/thinkingConfig",
                "/generationConfig/maxOutputTokens",
            ];
            let said = fields.iter().filter_map(|field| Some(format!("{field}={}", body.pointer(field)?)));
            told.push(format!("{model} {effort:?}: {}", said.collect::<Vec<_>>().join(" ")));
        }
    }
    insta::assert_snapshot!(told.join("\n"));
}
