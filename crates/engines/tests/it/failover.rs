//! Who is asked, how often, and when: one retry and a fallback, before the first text and never after.

use crate::{
    Answer, KEY, ask, engine, engine_of, engines, local, read, spec, tenant,
    upstream::{EVENT_STREAM, Step, Upstream, script, serve, serve_chunks},
    wire,
};
use bubblechat_core::{
    engine::{Cause, Problem, Usage},
    tenant::{EngineSpec, Provider},
};
use bubblechat_engines::{Engines, Options};
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

const CREDIT: Cause = Cause::Misconfigured(Problem::CreditGone);
const KEY_REFUSED: Cause = Cause::Misconfigured(Problem::KeyRefused);
const OPTION_REFUSED: Cause = Cause::Misconfigured(Problem::OptionRefused);
const ADDRESS_WRONG: Cause = Cause::Misconfigured(Problem::AddressWrong);
const MODEL_UNKNOWN: Cause = Cause::Misconfigured(Problem::ModelUnknown);

/// Each fault before the first text: what the upstream does, the cause, how often it is asked, and whether its fallback is asked then.
fn before_the_first_text() -> Vec<(Vec<Step>, Cause, usize, bool)> {
    let status = |status: u16, headers: &str, body: &str| {
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}");
        vec![Step::Raw(head.into_bytes())]
    };
    let stream = |body: &str| script(vec![body.into()]);
    vec![
        (status(429, "", "{}"), Cause::Busy, 2, true),
        (status(429, "retry-after: 0\r\n", "{}"), Cause::Busy, 2, true),
        (status(429, "retry-after: 3\r\n", "{}"), Cause::Busy, 1, true),
        (status(500, "", ""), Cause::Unavailable, 2, true),
        (status(503, "", "<html>"), Cause::Unavailable, 2, true),
        (status(402, "", "{}"), CREDIT, 2, true),
        (vec![], Cause::Unavailable, 2, true),
        (vec![Step::Wait(Arc::new(Notify::new()))], Cause::Stalled, 2, true),
        (vec![Step::Raw(EVENT_STREAM.into()), Step::Wait(Arc::new(Notify::new()))], Cause::Stalled, 2, true),
        (stream(&wire::openai(&[], None)), Cause::Cut, 2, true),
        (stream(&wire::openai(&[" \n"], None)), Cause::Cut, 2, true),
        (stream("data: {oops}\n\n"), Cause::Unavailable, 2, true),
        (stream("data: {\"error\":{\"code\":429,\"message\":\"m\"}}\n\n"), Cause::Busy, 2, true),
        (stream(&wire::openai(&[], Some("stop"))), Cause::Unavailable, 2, true),
        (status(401, "", "{}"), KEY_REFUSED, 1, false),
        (status(400, "", "{}"), OPTION_REFUSED, 1, false),
        (status(404, "", ""), ADDRESS_WRONG, 1, false),
        (status(404, "", r#"{"error":{"code":"model_not_found"}}"#), MODEL_UNKNOWN, 1, false),
        (status(400, "", r#"{"error":{"code":"content_filter"}}"#), Cause::Refused, 1, false),
        (stream(&wire::openai(&[], Some("content_filter"))), Cause::Refused, 1, false),
    ]
}

/// Each fault after the first text.
fn after_the_first_text() -> Vec<(Vec<Step>, Cause)> {
    let begun = wire::openai(&["Some"], None);
    let begun_then = |then: &str| script(vec![begun.clone().into(), then.into()]);
    let lost = vec![Step::Raw(EVENT_STREAM.into()), Step::Chunk(begun.clone().into())];
    let silent = lost.iter().cloned().chain([Step::Wait(Arc::new(Notify::new()))]).collect();
    vec![
        (begun_then("data: {\"error\":{\"code\":429,\"message\":\"m\"}}\n\n"), Cause::Busy),
        (begun_then("data: {\"error\":{\"code\":500,\"message\":\"m\"}}\n\n"), Cause::Unavailable),
        (begun_then("data: {\"error\":{\"code\":402,\"message\":\"m\"}}\n\n"), CREDIT),
        (begun_then("data: {oops}\n\n"), Cause::Unavailable),
        (begun_then(""), Cause::Cut),
        (lost, Cause::Cut),
        (silent, Cause::Stalled),
    ]
}

fn requests(upstream: &mut Upstream) -> usize {
    std::iter::from_fn(|| upstream.requests.try_recv().ok()).count()
}

/// Engines that give up soon on what is silent. With other faults, time plays no part.
fn engines_for(cause: Cause) -> Engines {
    let brief = (cause == Cause::Stalled).then(|| Duration::from_secs(2));
    Engines::new(Options { first_byte_timeout: brief, stall_timeout: brief, ..local() })
}

/// The answer of an engine at `first` whose fallback is at `second`.
async fn with_fallback(engines: &Engines, first: &Upstream, second: &Upstream) -> Answer {
    let fallback = EngineSpec { name: "spare".to_owned(), ..spec(Provider::Openai, &second.url) };
    let main = EngineSpec { fallback_engine: Some("spare".to_owned()), ..spec(Provider::Openai, &first.url) };
    let (tenant, ring) = tenant(&[main.clone(), fallback], &[(main.key_name(), KEY)]);
    read(engines.engine(&tenant, &main, &ring).answer(ask("hi"))).await
}

#[tokio::test]
async fn without_a_fallback_who_may_fare_better_is_asked_once_more() {
    for (i, (steps, cause, times, _)) in before_the_first_text().into_iter().enumerate() {
        let mut upstream = serve(vec![steps]).await;
        let engine = engine_of(&engines_for(cause), &spec(Provider::Openai, &upstream.url), Some(KEY));
        let answer = read(engine.answer(ask("hi"))).await;
        assert_eq!((answer.cause(), requests(&mut upstream)), (cause, times), "row {i}");
    }
}

#[tokio::test]
async fn a_fallback_answers_what_the_first_engine_could_not() {
    for (i, (steps, cause, times, falls_back)) in before_the_first_text().into_iter().enumerate() {
        let mut first = serve(vec![steps]).await;
        let mut second = serve_chunks(vec![wire::openai(&["Spare"], Some("stop")).into()]).await;
        let answer = with_fallback(&engines_for(cause), &first, &second).await;
        assert_eq!((requests(&mut first), requests(&mut second)), (times, usize::from(falls_back)), "row {i}");
        if falls_back {
            assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Spare", true), "row {i}");
            assert_eq!(answer.fell_back.iter().map(|fault| fault.cause).collect::<Vec<_>>(), [cause], "row {i}");
            assert_eq!(answer.fell_back[0].engine, "main");
        } else {
            assert_eq!((answer.cause(), answer.fell_back.len()), (cause, 0), "row {i}");
        }
    }
}

#[tokio::test]
async fn a_fallback_that_fails_too_is_asked_once_and_tells_its_own_fault() {
    for (i, (steps, cause, _, _)) in before_the_first_text().into_iter().enumerate() {
        let mut first = serve(vec![vec![]]).await;
        let mut second = serve(vec![steps]).await;
        let answer = with_fallback(&engines_for(cause), &first, &second).await;
        assert_eq!((requests(&mut first), requests(&mut second)), (2, 1), "row {i}");
        assert_eq!((answer.cause(), answer.fault().engine.as_str()), (cause, "spare"), "row {i}");
    }
}

#[tokio::test]
async fn once_text_was_shown_nobody_else_is_asked() {
    for (i, (steps, cause)) in after_the_first_text().into_iter().enumerate() {
        let mut first = serve(vec![steps]).await;
        let mut second = serve_chunks(vec![wire::openai(&["Spare"], Some("stop")).into()]).await;
        let answer = with_fallback(&engines_for(cause), &first, &second).await;
        assert_eq!((answer.text().as_str(), answer.cause()), ("Some", cause), "row {i}");
        assert_eq!((requests(&mut first), requests(&mut second)), (1, 0), "row {i}");
    }
}

#[tokio::test]
async fn a_second_attempt_may_succeed() {
    let busy = Step::Raw(b"HTTP/1.1 503 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_vec());
    let good = script(vec![wire::openai(&["Hello"], Some("stop")).into()]);
    let mut upstream = serve(vec![vec![busy], good]).await;
    let answer = read(engine(Provider::Openai, &upstream.url).answer(ask("hi"))).await;
    assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Hello", true));
    assert_eq!((requests(&mut upstream), answer.fell_back.len()), (2, 0));
}

#[tokio::test]
async fn a_kept_connection_that_the_other_side_has_closed_costs_nothing() {
    let body = wire::openai(&["x"], Some("stop"));
    let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    // The second request goes out over the kept connection, which is closed without an answer.
    let closing = vec![Step::Raw(response.clone().into_bytes()), Step::Receive];
    let upstream = serve(vec![closing, vec![Step::Raw(response.into_bytes())]]).await;
    let engine = engine(Provider::Openai, &upstream.url);
    for _ in 0..2 {
        assert_eq!(read(engine.answer(ask("hi"))).await.text(), "x");
    }
}

#[tokio::test]
async fn a_built_in_engine_can_be_the_fallback() {
    let first = serve(vec![vec![]]).await;
    let rules = EngineSpec::rules("spare", Vec::new(), "Write to us.");
    let main = EngineSpec { fallback_engine: Some("spare".to_owned()), ..spec(Provider::Openai, &first.url) };
    let (tenant, ring) = tenant(&[main.clone(), rules], &[]);
    let answer = read(engines().engine(&tenant, &main, &ring).answer(ask("hi"))).await;
    assert_eq!((answer.text().as_str(), answer.fell_back.len()), ("Write to us.", 1));
    let failed: Vec<_> = answer.requests.iter().map(|request| request.failed.is_some()).collect();
    assert_eq!(failed, [true, true], "what answers by itself is no request");
}

#[tokio::test]
async fn usage_counts_every_attempt() {
    let cut = wire::openai(&[], Some("stop"));
    let good = wire::openai(&["Hello"], Some("stop"));
    let upstream = serve(vec![script(vec![cut.into()]), script(vec![good.into()])]).await;
    let answer = read(engine(Provider::Openai, &upstream.url).answer(ask("hi"))).await;
    let end = answer.end.as_ref().expect("an answer");
    assert_eq!(end.usage, Some(Usage { input: 38, output: 20, cached_input: 0 }));
    let each = Some(Usage { input: 19, output: 10, cached_input: 0 });
    let told: Vec<_> = answer.requests.iter().map(|request| (request.used, request.failed.is_some())).collect();
    assert_eq!(told, [(each, true), (each, false)]);
    let model = &answer.requests[0].ask.model;
    assert!(answer.requests.iter().all(|request| request.ask.model == *model && request.ask.input > 0));
}
