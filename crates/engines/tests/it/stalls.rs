//! Upstreams that are silent for too long. None of the silence is real: the tests move the clock.

use crate::{
    Answer, KEY, ask, engine_of, local, read, spec, tenant,
    upstream::{EVENT_STREAM, Step, Upstream, serve, serve_chunks},
    wire::{self, ALL},
};
use bubblechat_core::{
    engine::{Cause, Engine, Problem},
    tenant::{EngineSpec, Provider},
};
use bubblechat_engines::{Engines, Options};
use serde_json::json;
use std::{cell::Cell, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time,
};

/// How much silence these tests allow.
const STALL: Duration = Duration::from_secs(20);

fn impatient(provider: Provider, upstream: &Upstream, stall: Duration) -> Arc<dyn Engine> {
    let options = Options { first_byte_timeout: Some(stall), stall_timeout: Some(stall), ..local() };
    engine_of(&Engines::new(options), &spec(provider, &upstream.url), Some(KEY))
}

/// Returns once the client has seen what was sent before. Everything runs on one thread, so what is sent later is seen later.
async fn settle() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    for _ in 0..3 {
        let mut one = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("a connection");
        let (mut other, _) = listener.accept().await.expect("a connection");
        one.write_all(b"x").await.expect("a socket to write to");
        other.read_exact(&mut [0]).await.expect("a socket to read from");
    }
}

async fn pass(time: Duration) {
    time::pause();
    time::advance(time).await;
    time::resume();
}

/// The answer of an upstream that runs these steps and then is silent for longer than allowed, each time that it is asked.
async fn stalled(provider: Provider, steps: Vec<Step>, times: usize) -> Answer {
    let (sent, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let script = steps.into_iter().chain([Step::Tell(sent.clone()), Step::Wait(never)]);
    let upstream = serve(vec![script.collect()]).await;
    let silence = async {
        for _ in 0..times {
            sent.notified().await;
            settle().await;
            pass(STALL).await;
        }
    };
    tokio::join!(read(impatient(provider, &upstream, STALL).answer(ask("hi"))), silence).0
}

#[tokio::test]
async fn silence_before_or_during_the_response_is_a_stall() {
    for wire in ALL {
        let head = Step::Raw(EVENT_STREAM.into());
        let body = Step::Chunk((wire.body)(&["Some"], None).into());
        // An upstream that was silent before its first word is asked once more.
        for (steps, told, times) in [(vec![], "", 2), (vec![head.clone()], "", 2), (vec![head, body], "Some", 1)] {
            let answer = stalled(wire.provider, steps, times).await;
            assert_eq!((answer.text().as_str(), answer.cause()), (told, Cause::Stalled), "{:?}", wire.provider);
        }
    }
}

#[tokio::test]
async fn an_error_counts_even_if_its_body_never_arrives() {
    let error = Step::Raw(b"HTTP/1.1 500 X\r\ncontent-length: 9\r\n\r\n".to_vec());
    let answer = stalled(Provider::Openai, vec![error], 2).await;
    assert_eq!(answer.cause(), Cause::Unavailable);
}

/// Passes half of the allowed silence over and over, while a stream goes on.
async fn halves(stall: Duration, count: usize, passed: &Cell<usize>) {
    for _ in 0..count {
        settle().await;
        passed.set(passed.get() + 1);
        pass(stall / 2).await;
    }
}

/// A stream that never ends but says nothing.
fn kept_alive(before: &str) -> Vec<Step> {
    let before = (!before.is_empty()).then(|| Step::Chunk(before.into()));
    let head = std::iter::once(Step::Raw(EVENT_STREAM.into()));
    head.chain(before).chain([Step::Repeat(b": still here\n\n".to_vec())]).collect()
}

#[tokio::test]
async fn who_keeps_the_connection_alive_may_begin_until_the_budget_is_spent() {
    let (stall, passed) = (Duration::from_secs(5), Cell::new(0));
    let upstream = serve(vec![kept_alive("")]).await;
    let reading = async {
        let answer = read(impatient(Provider::Openai, &upstream, stall).answer(ask("hi"))).await;
        (answer, passed.get())
    };
    let ((answer, passed), ()) = tokio::join!(reading, halves(stall, 20, &passed));
    assert_eq!((answer.cause(), passed), (Cause::Stalled, 4), "twice the time for a first byte");
}

#[tokio::test]
async fn who_has_begun_and_only_keeps_the_connection_alive_has_stalled_after_ten_times_the_allowed_silence() {
    let (stall, passed) = (Duration::from_secs(5), Cell::new(0));
    let upstream = serve(vec![kept_alive(&wire::openai(&["Some"], None))]).await;
    let reading = async {
        let answer = read(impatient(Provider::Openai, &upstream, stall).answer(ask("hi"))).await;
        (answer, passed.get())
    };
    let ((answer, passed), ()) = tokio::join!(reading, halves(stall, 20, &passed));
    assert_eq!((answer.text().as_str(), answer.cause(), passed), ("Some", Cause::Stalled, 20));
}

#[tokio::test]
async fn who_only_keeps_the_connection_alive_leaves_the_fallback_its_share() {
    let (stall, passed) = (Duration::from_secs(5), Cell::new(0));
    let first = serve(vec![kept_alive("")]).await;
    let second = serve_chunks(vec![wire::openai(&["Spare"], Some("stop")).into()]).await;
    let fallback = EngineSpec { name: "spare".to_owned(), ..spec(Provider::Openai, &second.url) };
    let main = EngineSpec { fallback_engine: Some("spare".to_owned()), ..spec(Provider::Openai, &first.url) };
    let (tenant, ring) = tenant(&[main.clone(), fallback], &[(main.key_name(), KEY)]);
    let options = Options { first_byte_timeout: Some(stall), stall_timeout: Some(stall), ..local() };
    let engine = Engines::new(options).engine(&tenant, &main, &ring);
    let (answer, ()) = tokio::join!(read(engine.answer(ask("hi"))), halves(stall, 3, &passed));
    assert_eq!((answer.text().as_str(), answer.fell_back.len()), ("Spare", 1));
}

#[tokio::test]
async fn signs_of_life_after_the_stop_reason_do_not_hold_up_the_end() {
    let whole = wire::openai(&["Some"], Some("stop"));
    let body = whole.strip_suffix("data: [DONE]\n\n").expect("its end");
    let (stall, passed) = (Duration::from_secs(60), Cell::new(0));
    let upstream = serve(vec![kept_alive(body)]).await;
    let pauses = halves(Duration::from_secs(1), 4, &passed);
    let (answer, ()) = tokio::join!(read(impatient(Provider::Openai, &upstream, stall).answer(ask("hi"))), pauses);
    assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("Some", true));
}

#[tokio::test]
async fn a_stop_reason_beside_the_first_text_may_be_in_every_frame() {
    let frame = |text: &str| {
        let candidate = json!({ "content": { "parts": [{ "text": text }] }, "finishReason": "STOP" });
        Step::Chunk(format!("data: {}\n\n", json!({ "candidates": [candidate] })).into_bytes())
    };
    let error = Step::Chunk(b"data: {\"error\":{\"code\":429,\"message\":\"m\"}}\n\n".to_vec());
    for (last, is_whole) in [(Step::LastChunk, true), (error, false)] {
        let (sent, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let steps = vec![
            Step::Raw(EVENT_STREAM.into()),
            frame("One"),
            Step::Tell(sent.clone()),
            Step::Wait(go_on.clone()),
            frame(" two"),
            last,
        ];
        let upstream = serve(vec![steps]).await;
        let pause = async {
            sent.notified().await;
            settle().await;
            pass(Duration::from_secs(3)).await;
            go_on.notify_one();
        };
        let (answer, ()) = tokio::join!(read(impatient(Provider::Gemini, &upstream, STALL).answer(ask("hi"))), pause);
        assert_eq!((answer.text().as_str(), answer.end.is_ok()), ("One two", is_whole), "{answer:?}");
    }
}

#[tokio::test]
async fn a_page_whose_connection_stays_open_is_told_at_once() {
    for page in ["<!doctype html>\n<title>x</title>", "\n  <html"] {
        let steps = vec![Step::Raw(EVENT_STREAM.into()), Step::Chunk(page.into()), Step::Wait(Arc::new(Notify::new()))];
        let upstream = serve(vec![steps]).await;
        let answer = read(
            engine_of(&Engines::new(local()), &spec(Provider::Openai, &upstream.url), Some(KEY)).answer(ask("hi")),
        );
        assert_eq!(answer.await.cause(), Cause::Misconfigured(Problem::AddressWrong));
    }
}
