//! What is unusual in a response but says plainly what it means.

use crate::{
    Answer, ask, engine, read,
    upstream::{EVENT_STREAM, Step, script, serve, serve_chunks},
    wire,
};
use bubblechat_core::{
    engine::{Cause, Problem, Usage},
    tenant::Provider,
};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Notify;

async fn of_body(provider: Provider, body: &str) -> Answer {
    let upstream = serve_chunks(vec![body.into()]).await;
    read(engine(provider, &upstream.url).answer(ask("hi"))).await
}

fn chunk(fields: Value) -> String {
    format!("data: {fields}\n\n")
}

fn delta(content: Value, finish: Value) -> String {
    chunk(json!({ "choices": [{ "index": 0, "delta": content, "finish_reason": finish }] }))
}

#[tokio::test]
async fn usage_is_taken_from_any_frame_and_in_any_form_of_number() {
    let some = delta(json!({ "content": "Some" }), Value::Null);
    let stop = delta(json!({}), json!("stop"));
    let usage = |fields: Value| chunk(json!({ "choices": [], "usage": fields }));
    let whole = json!({ "prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": { "cached_tokens": 5 } });
    for (body, input, output, cached_input) in [
        (some.clone() + &stop + &usage(whole.clone()), 7, 3, 5),
        (usage(whole.clone()) + &some + &stop, 7, 3, 5),
        (
            some.clone() + &chunk(json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }], "usage": whole })),
            7,
            3,
            5,
        ),
        (some.clone() + &usage(json!({ "prompt_tokens": 7.0, "completion_tokens": "3" })) + &stop, 7, 3, 0),
        (
            some.clone()
                + &stop
                + &chunk(
                    json!({ "choices": [], "x_groq": { "usage": { "prompt_tokens": 7, "completion_tokens": 3 } } }),
                ),
            7,
            3,
            0,
        ),
        (
            usage(json!({ "prompt_tokens": 7, "completion_tokens": 0 }))
                + &some
                + &usage(json!({ "completion_tokens": 3 }))
                + &stop,
            7,
            3,
            0,
        ),
        (
            some.clone()
                + &stop
                + &usage(json!({ "prompt_tokens": 7, "completion_tokens": 3, "prompt_cache_hit_tokens": 6 })),
            7,
            3,
            6,
        ),
    ] {
        let end = of_body(Provider::Openai, &body).await.end.expect("an answer");
        assert_eq!(end.usage, Some(Usage { input, output, cached_input }), "{body}");
    }
}

#[tokio::test]
async fn the_model_is_the_one_that_the_provider_names() {
    for (provider, body, model) in [
        (Provider::Openai, wire::openai(&["x"], Some("stop")), "gpt-4o-mini"),
        (Provider::Anthropic, wire::anthropic(&["x"], Some("end_turn")), "claude-opus-5-5"),
        (Provider::Gemini, wire::gemini(&["x"], Some("STOP")), "gemini-3-flash"),
        (Provider::Ollama, wire::ollama(&["x"], Some("stop")), "llama3.2"),
        (Provider::Openai, delta(json!({ "content": "x" }), json!("stop")), "some-model"),
    ] {
        let end = of_body(provider, &body).await.end.expect("an answer");
        assert_eq!(end.model.as_deref(), Some(model));
    }
}

#[tokio::test]
async fn a_whole_document_is_an_answer_also_to_a_streaming_request() {
    let usage = Some(Usage { input: 7, output: 3, cached_input: 0 });
    for (provider, document) in [
        (
            Provider::Openai,
            json!({
                "choices": [{ "index": 0, "message": { "role": "assistant", "content": "Hello" }, "finish_reason": "stop" }],
                "usage": { "prompt_tokens": 7, "completion_tokens": 3 },
            }),
        ),
        (
            Provider::Openai,
            json!({
                "choices": [{ "message": { "content": [{ "type": "text", "text": "Hello" }] } }],
                "usage": { "prompt_tokens": 7, "completion_tokens": 3 },
            }),
        ),
        (
            Provider::Anthropic,
            json!({
                "type": "message", "role": "assistant", "stop_reason": "end_turn",
                "content": [{ "type": "thinking", "thinking": "hm" }, { "type": "text", "text": "Hello" }],
                "usage": { "input_tokens": 5, "cache_creation_input_tokens": 2, "output_tokens": 3 },
            }),
        ),
        (
            Provider::Gemini,
            json!([{
                "candidates": [{ "content": { "parts": [{ "text": "Hello" }] }, "finishReason": "STOP" }],
                "usageMetadata": { "promptTokenCount": 7, "candidatesTokenCount": 1, "thoughtsTokenCount": 2 },
            }]),
        ),
        (
            Provider::Ollama,
            json!({
                "message": { "content": "Hello" }, "done": true, "done_reason": "stop", "prompt_eval_count": 7, "eval_count": 3,
            }),
        ),
        (
            Provider::Cohere,
            json!({
                "message": { "content": [{ "type": "text", "text": "Hello" }] }, "finish_reason": "COMPLETE",
                "usage": { "tokens": { "input_tokens": 7, "output_tokens": 3 } },
            }),
        ),
    ] {
        for text in [document.to_string(), serde_json::to_string_pretty(&document).expect("JSON") + "\n"] {
            let answer = of_body(provider, &text).await;
            let end = answer.end.as_ref().map(|end| (end.truncated, end.usage));
            assert_eq!((answer.text().as_str(), end), ("Hello", Ok((false, usage))), "{provider:?} {text}");
        }
    }
}

#[tokio::test]
async fn blocks_of_tools_citations_and_signatures_show_nothing() {
    let whole = wire::anthropic(&["Some"], Some("end_turn"));
    let (before, after) = whole.split_at(whole.find("event: content_block_stop").expect("there"));
    let block = |fields: Value| format!("data: {fields}\n\n");
    let tools = [
        json!({ "type": "content_block_start", "index": 1, "content_block": { "type": "server_tool_use", "name": "web_search", "input": {} } }),
        json!({ "type": "content_block_delta", "index": 1, "delta": { "type": "input_json_delta", "partial_json": "{\"query\":" } }),
        json!({ "type": "content_block_start", "index": 2, "content_block": { "type": "web_search_tool_result", "content": [{ "type": "text", "text": "no" }] } }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "citations_delta", "citation": { "cited_text": "no" } } }),
        json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "signature_delta", "signature": "no" } }),
        json!({ "type": "something_new", "text": "no" }),
    ];
    let body = before.to_owned() + &tools.map(block).concat() + after;
    let answer = of_body(Provider::Anthropic, &body).await;
    assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Some", true));
}

#[tokio::test]
async fn a_held_connection_ends_the_answer_soon_after_its_stop_reason() {
    for wire in wire::ALL {
        let whole = (wire.body)(&["Some"], Some(wire.stops.0));
        let body = whole.strip_suffix("data: [DONE]\n\n").unwrap_or(&whole);
        let steps = [Step::Raw(EVENT_STREAM.into()), Step::Chunk(body.into()), Step::Wait(Arc::new(Notify::new()))];
        let upstream = serve(vec![steps.to_vec()]).await;
        let answer = read(engine(wire.provider, &upstream.url).answer(ask("hi"))).await;
        assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Some", true), "{:?}", wire.provider);
    }
}

#[tokio::test]
async fn text_after_a_stop_reason_in_every_frame_is_still_the_answer() {
    let frame = |text: &str| {
        let candidate = json!({ "content": { "parts": [{ "text": text }] }, "finishReason": "STOP" });
        format!("data: {}\n\n", json!({ "candidates": [candidate] })).into_bytes()
    };
    let upstream = serve(vec![script(vec![frame("one "), frame("two "), frame("three")])]).await;
    assert_eq!(read(engine(Provider::Gemini, &upstream.url).answer(ask("hi"))).await.text(), "one two three");
}

#[tokio::test]
async fn an_error_body_is_read_only_so_far() {
    let endless = vec![
        Step::Raw(b"HTTP/1.1 401 X\r\ntransfer-encoding: chunked\r\n\r\n".to_vec()),
        Step::Repeat(vec![b' '; 4096]),
    ];
    let upstream = serve(vec![endless]).await;
    let answer = read(engine(Provider::Openai, &upstream.url).answer(ask("hi"))).await;
    assert_eq!(answer.cause(), Cause::Misconfigured(Problem::KeyRefused));
}

#[tokio::test]
async fn a_body_without_end_has_a_bound() {
    let comment = format!(": {}\n", "x".repeat(1_000_000)).into_bytes();
    let upstream = serve(vec![vec![Step::Raw(EVENT_STREAM.into()), Step::Repeat(comment)]]).await;
    let answer = read(engine(Provider::Openai, &upstream.url).answer(ask("hi"))).await;
    assert_eq!(answer.cause(), Cause::Unavailable);
}

#[tokio::test]
async fn an_end_without_a_reason_is_an_end() {
    let line = |fields: Value| format!("{fields}\n");
    let some = line(json!({ "message": { "content": "Some" }, "done": false }));
    let messages =
        wire::anthropic(&["Some"], Some("end_turn")).replace(r#""stop_reason":"end_turn""#, r#""stop_reason":null"#);
    let chat =
        wire::cohere(&["Some"], Some("COMPLETE")).replace(r#""finish_reason":"COMPLETE""#, r#""finish_reason":null"#);
    for (provider, body) in [
        (Provider::Ollama, some.clone() + &line(json!({ "done": true, "done_reason": null }))),
        (Provider::Ollama, some + &line(json!({ "done": true, "done_reason": "" }))),
        (Provider::Anthropic, messages),
        (Provider::Cohere, chat),
    ] {
        let answer = of_body(provider, &body).await;
        assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Some", true), "{body}");
    }
    let unspecified = wire::gemini(&["Some"], Some("FINISH_REASON_UNSPECIFIED"));
    assert_eq!(of_body(Provider::Gemini, &unspecified).await.cause(), Cause::Cut);
}

#[tokio::test]
async fn events_may_lack_the_empty_line_between_them_or_hold_a_list() {
    let whole = wire::openai(&["One", " two"], Some("stop"));
    let frames: Vec<_> = whole.lines().filter_map(|line| line.strip_prefix("data: {")).collect();
    let list = format!("data: [{{{}]\n\n", frames.join(",{"));
    let unseparated = whole.replace("\n\n", "\n");
    let named = wire::anthropic(&["One", " two"], Some("end_turn"));
    for (provider, body) in
        [(Provider::Openai, unseparated), (Provider::Openai, list), (Provider::Anthropic, named.replace("\n\n", "\n"))]
    {
        let answer = of_body(provider, &body).await;
        assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("One two", true), "{body}: {answer:?}");
    }
    // They are shown as they come, each with the line that follows it.
    let two = whole.find(" two").expect("there");
    let (before, after) = whole.split_at(two + whole[two..].find("data:").expect("another line"));
    let chunks = [before, after].map(|part| part.replace("\n\n", "\n").into_bytes());
    let upstream = serve(vec![script(chunks.to_vec())]).await;
    assert_eq!(read(engine(Provider::Openai, &upstream.url).answer(ask("hi"))).await.pieces, ["One", " two"]);
}

#[tokio::test]
async fn anthropics_event_may_be_named_outside_its_json_only() {
    let body = wire::anthropic(&["Some"], Some("end_turn"));
    let untyped = ["message_start", "content_block_start", "content_block_delta", "message_delta", "message_stop"]
        .iter()
        .fold(body, |body, kind| body.replace(&format!(r#""type":"{kind}""#), r#""x":0"#));
    assert!(untyped.contains(r#""x":0"#));
    let answer = of_body(Provider::Anthropic, &untyped).await;
    assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Some", true), "{untyped}");
}

#[tokio::test]
async fn lines_that_no_event_has_are_skipped_as_browsers_skip_them() {
    let body = "Welcome: stranger\n\n".to_owned() + &wire::openai(&["Some"], Some("stop"));
    assert_eq!(of_body(Provider::Openai, &body).await.text(), "Some");
    let body = format!("{}keep-alive\n{}", wire::ollama(&["Some"], None), wire::ollama(&[], Some("stop")));
    let answer = of_body(Provider::Ollama, &body).await;
    assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Some", true));
}

#[tokio::test]
async fn a_document_that_says_something_else_than_text_is_no_wrong_address() {
    let message = |fields: Value| json!({ "choices": [{ "message": fields }] });
    for (provider, document, cause) in [
        (Provider::Gemini, json!({ "promptFeedback": { "blockReason": "SAFETY" } }), Cause::Refused),
        (Provider::Openai, message(json!({ "refusal": "No." })), Cause::Refused),
        (
            Provider::Openai,
            message(json!({ "reasoning_content": "secret" })),
            Cause::Misconfigured(Problem::OnlyReasoning),
        ),
        (
            Provider::Openai,
            message(json!({ "content": "<think>secret" })),
            Cause::Misconfigured(Problem::OnlyReasoning),
        ),
        (Provider::Openai, json!({ "model": "m", "choices": [] }), Cause::Unavailable),
        (Provider::Openai, json!({ "status": "ok" }), Cause::Misconfigured(Problem::AddressWrong)),
        (Provider::Ollama, json!({ "status": "ok" }), Cause::Misconfigured(Problem::AddressWrong)),
    ] {
        let answer = of_body(provider, &document.to_string()).await;
        assert_eq!((answer.text().as_str(), answer.cause()), ("", cause), "{document}");
    }
}

#[tokio::test]
async fn counts_without_measure_are_none() {
    let usage = json!({ "input_tokens": u64::MAX, "cache_read_input_tokens": u64::MAX, "output_tokens": 10 });
    let start = json!({ "type": "message_start", "message": { "usage": usage } });
    let body = chunk(start) + &wire::anthropic(&["Some"], Some("end_turn"));
    let usage = of_body(Provider::Anthropic, &body).await.end.expect("an answer").usage;
    assert_eq!(usage, Some(Usage { input: 19, output: 10, cached_input: 0 }));
}
