//! Reasoning is never shown, and while a model reasons nobody thinks that it is silent.

use crate::{
    Answer, KEY, ask, engine, engine_of, engines, read, spec,
    upstream::{script, serve, serve_chunks},
    wire,
};
use bubblechat_core::{
    engine::{Cause, Problem},
    tenant::{EngineSpec, Provider},
};
use serde_json::{Value, json};

async fn of_body(provider: Provider, body: &str) -> Answer {
    let upstream = serve_chunks(vec![body.into()]).await;
    read(engine(provider, &upstream.url).answer(ask("hi"))).await
}

/// A stream in which the model reasons in a field of its own, and then says "Hello".
fn apart(provider: Provider) -> String {
    let event = |fields: Value| format!("data: {fields}\n\n");
    match provider {
        Provider::Anthropic => {
            let start = json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "thinking", "thinking": "secret" } });
            let more = json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "thinking_delta", "thinking": "secret" } });
            event(start) + &event(more) + &wire::anthropic(&["Hello"], Some("end_turn"))
        }
        Provider::Gemini => {
            let thought = json!({ "text": "secret", "thought": true });
            event(json!({ "candidates": [{ "content": { "parts": [thought] } }] }))
                + &wire::gemini(&["Hello"], Some("STOP"))
        }
        Provider::Ollama => {
            let thinking = json!({ "message": { "content": "", "thinking": "secret" }, "done": false });
            format!("{thinking}\n") + &wire::ollama(&["Hello"], Some("stop"))
        }
        Provider::Cohere => {
            let content = json!({ "thinking": "secret" });
            event(json!({ "type": "content-delta", "delta": { "message": { "content": content } } }))
                + &wire::cohere(&["Hello"], Some("COMPLETE"))
        }
        _ => unreachable!("OpenAI's have several fields"),
    }
}

#[tokio::test]
async fn reasoning_in_a_field_of_its_own_is_not_shown_but_is_a_sign_of_life() {
    for provider in [Provider::Anthropic, Provider::Gemini, Provider::Ollama, Provider::Cohere] {
        // The reasoning arrives before the answer, not together with it.
        let body = apart(provider);
        let (before, after) = body.split_at(body.find('\n').expect("a line") + 1);
        let upstream = serve(vec![script(vec![before.into(), after.into()])]).await;
        let answer = read(engine(provider, &upstream.url).answer(ask("hi"))).await;
        assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Hello", true), "{provider:?}");
    }
    for field in ["reasoning_content", "reasoning", "thinking"] {
        let delta = json!({ "choices": [{ "index": 0, "delta": { field: "secret" }, "finish_reason": null }] });
        let chunks = vec![format!("data: {delta}\n\n").into(), wire::openai(&["Hello"], Some("stop")).into()];
        let answer = read(engine(Provider::Openai, &serve_chunks(chunks).await.url).answer(ask("hi"))).await;
        assert_eq!((answer.text().as_str(), answer.thought), ("Hello", true), "{field}");
    }
}

#[tokio::test]
async fn reasoning_in_the_text_is_not_shown_wherever_it_is_cut() {
    for wire in wire::ALL {
        let text = "<think>\nsecret</think>\n\nHello.";
        for cut in 0..=text.len() {
            let (before, after) = text.split_at(cut);
            let body = (wire.body)(&[before, after], Some(wire.stops.0));
            let answer = of_body(wire.provider, &body).await;
            assert_eq!(
                (answer.text().as_str(), answer.end.is_ok()),
                ("Hello.", true),
                "{:?} cut at {cut}",
                wire.provider
            );
        }
    }
}

#[tokio::test]
async fn a_model_that_is_known_to_reason_may_leave_the_opening_mark_out() {
    let pieces =
        ["secret ", "and more", "</thi", "nk>", "\n\nHello", "."].map(|piece| wire::openai(&[piece], None).into());
    let chunks = pieces.into_iter().chain([wire::openai(&[], Some("stop")).into()]).collect();
    let upstream = serve_chunks(chunks).await;
    let spec = EngineSpec { model: Some("DeepSeek-R1-8B".to_owned()), ..spec(Provider::Openai, &upstream.url) };
    let answer = read(engine_of(&engines(), &spec, Some(KEY)).answer(ask("hi"))).await;
    assert_eq!((answer.text().as_str(), answer.thought), ("Hello.", true));
}

#[tokio::test]
async fn an_answer_of_nothing_but_reasoning_says_so() {
    for text in ["<think>secret", "<think>secret</think>", "<think>secret</think>\n "] {
        for stop in ["stop", "length"] {
            let answer = of_body(Provider::Openai, &wire::openai(&[text], Some(stop))).await;
            assert_eq!(answer.text(), "");
            assert_eq!(answer.cause(), Cause::Misconfigured(Problem::OnlyReasoning), "{text} {stop}");
        }
    }
}

#[tokio::test]
async fn white_space_between_reasoning_and_text_is_not_shown() {
    let delta = json!({ "choices": [{ "index": 0, "delta": { "reasoning": "secret" }, "finish_reason": null }] });
    let body = format!("data: {delta}\n\n") + &wire::openai(&["\n\n", "Hello"], Some("stop"));
    assert_eq!(of_body(Provider::Openai, &body).await.text(), "Hello");
}

#[tokio::test]
async fn details_of_reasoning_that_hold_nothing_are_none() {
    let empty = json!([{ "type": "reasoning.text", "text": "", "format": null }]);
    let delta = json!({ "choices": [{ "index": 0, "delta": { "content": "", "reasoning_details": empty }, "finish_reason": null }] });
    let details = format!("data: {delta}\n\n").into();
    let texts = [wire::openai(&["sec"], None).into(), wire::openai(&["ret</think>Hello"], Some("stop")).into()];
    let upstream = serve_chunks([details].into_iter().chain(texts).collect()).await;
    let spec = EngineSpec { model: Some("qwq-32b".to_owned()), ..spec(Provider::Openai, &upstream.url) };
    let answer = read(engine_of(&engines(), &spec, Some(KEY)).answer(ask("hi"))).await;
    assert_eq!(answer.text(), "Hello");
}

#[tokio::test]
async fn reasoning_whose_text_is_left_out_is_a_sign_of_life() {
    let start =
        json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "thinking", "thinking": "" } });
    let chunks = vec![format!("data: {start}\n\n").into(), wire::anthropic(&["Hello"], Some("end_turn")).into()];
    let answer = read(engine(Provider::Anthropic, &serve_chunks(chunks).await.url).answer(ask("hi"))).await;
    assert_eq!((answer.text().as_str(), answer.thought), ("Hello", true));
}
