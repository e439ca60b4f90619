//! A conversation that outgrows its model is shortened, never by half an exchange, and goes on.

use crate::{
    KEY, ask, engine_of, engines, read, spec,
    upstream::{Step, Upstream, script, serve, serve_chunks},
    wire,
};
use bubblechat_core::{
    engine::{Cause, EngineRequest, Exchange, Problem},
    tenant::{EngineSpec, Provider},
};
use serde_json::Value;

/// A conversation of that many exchanges, each of about 200 model tokens.
fn long(exchanges: usize) -> EngineRequest {
    let exchange = |i: usize| Exchange {
        question: format!("q{i} {}", "x".repeat(300)),
        answer: format!("a{i} {}", "y".repeat(300)),
    };
    EngineRequest { system: "Be kind.".to_owned(), history: (0..exchanges).map(exchange).collect(), ..ask("now") }
}

fn refusal(body: &str) -> Vec<Step> {
    let length = body.len();
    let head = format!("HTTP/1.1 400 X\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
    vec![Step::Raw(head.into_bytes())]
}

/// How many exchanges each request carried. Every one begins with the prompt and ends with the message, and the newest history is what is left.
fn sent(upstream: &mut Upstream) -> Vec<usize> {
    let mut counts = Vec::new();
    while let Ok(request) = upstream.requests.try_recv() {
        let messages = request.body["messages"].as_array().expect("messages").clone();
        let text = |message: &Value| message["content"].as_str().expect("a text").to_owned();
        assert_eq!((text(&messages[0]).as_str(), text(&messages[messages.len() - 1]).as_str()), ("Be kind.", "now"));
        let history = &messages[1..messages.len() - 1];
        assert!(history.chunks(2).all(|pair| text(&pair[0]).starts_with('q') && text(&pair[1]).starts_with('a')));
        counts.push(history.len() / 2);
    }
    counts
}

fn spec_with(context_tokens: u32, upstream: &Upstream) -> EngineSpec {
    EngineSpec { context_tokens: Some(context_tokens), ..spec(Provider::Openai, &upstream.url) }
}

#[tokio::test]
async fn only_the_newest_exchanges_that_fit_are_sent() {
    for (context_tokens, count) in [(2048, 9), (4096, 18), (100_000, 25)] {
        let mut upstream = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into()]).await;
        let engine = engine_of(&engines(), &spec_with(context_tokens, &upstream), Some(KEY));
        assert!(read(engine.answer(long(25))).await.end.is_ok());
        assert_eq!(sent(&mut upstream), [count], "{context_tokens}");
    }
}

#[tokio::test]
async fn a_provider_that_finds_it_too_long_gets_half_once_more() {
    for body in [
        r#"{"error":{"code":"context_length_exceeded","message":"too long"}}"#,
        r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long"}}"#,
        r#"{"error":{"code":400,"message":"The input token count exceeds the maximum number of tokens allowed."}}"#,
        r#"{"message":"Input is too long for requested model."}"#,
        r#"{"error":{"message":"Input validation error: `inputs` must have less than the context window","type":"validation"}}"#,
    ] {
        let good = script(vec![wire::openai(&["x"], Some("stop")).into()]);
        let mut upstream = serve(vec![refusal(body), good]).await;
        let engine = engine_of(&engines(), &spec_with(100_000, &upstream), Some(KEY));
        assert!(read(engine.answer(long(8))).await.end.is_ok(), "{body}");
        assert_eq!(sent(&mut upstream), [8, 4], "{body}");
    }
}

#[tokio::test]
async fn a_provider_that_says_by_how_much_gets_what_fits() {
    for body in [
        r#"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":1700,"n_ctx":512}}"#,
        r#"{"error":{"message":"This model's maximum context length is 512 tokens. However, you requested 1,700 tokens.","code":null}}"#,
        r#"{"error":{"message":"gpt-4-32768: maximum context length is 512 tokens, however you requested 1700 tokens (676 in the messages, 1024 in the completion)."}}"#,
        r#"{"error":{"message":"Request too large for model `llama-3-8192` on tokens per minute: Limit 512, Requested 1700","code":"rate_limit_exceeded"}}"#,
    ] {
        let good = script(vec![wire::openai(&["x"], Some("stop")).into()]);
        let mut upstream = serve(vec![refusal(body), good]).await;
        let engine = engine_of(&engines(), &spec_with(100_000, &upstream), Some(KEY));
        assert!(read(engine.answer(long(8))).await.end.is_ok(), "{body}");
        assert_eq!(sent(&mut upstream), [8, 2], "{body}");
    }
}

#[tokio::test]
async fn what_is_too_long_without_its_history_is_the_engines_problem() {
    let too_long = r#"{"error":{"code":"context_length_exceeded"}}"#;
    let mut upstream = serve(vec![refusal(too_long)]).await;
    let engine = engine_of(&engines(), &spec_with(100_000, &upstream), Some(KEY));
    let answer = read(engine.answer(long(8))).await;
    assert_eq!(answer.cause(), Cause::Misconfigured(Problem::ContextTooLong));
    assert_eq!(sent(&mut upstream), [8, 4], "it is asked once more, not until something fits");
    let answer = read(engine.answer(long(0))).await;
    assert_eq!(answer.cause(), Cause::Misconfigured(Problem::ContextTooLong));
    assert_eq!(sent(&mut upstream), [0]);
}

#[tokio::test]
async fn ollama_is_told_how_large_the_window_is_only_if_the_document_says_so() {
    for (context_tokens, window) in [(None, Value::Null), (Some(4096), Value::from(5120))] {
        let mut upstream = serve_chunks(vec![wire::ollama(&["x"], Some("stop")).into()]).await;
        let spec = EngineSpec { context_tokens, ..spec(Provider::Ollama, &upstream.url) };
        assert!(read(engine_of(&engines(), &spec, None).answer(ask("hi"))).await.end.is_ok());
        assert_eq!(upstream.requests.recv().await.expect("a request").body["options"]["num_ctx"], window);
    }
}
