//! Answers arrive intact at every byte boundary, without delay, and to their end.

use crate::{
    Answer, FAR, ask, engine, engine_of, engines, first_text, read, spec,
    upstream::{EVENT_STREAM, Step, script, serve, serve_chunks},
    wire::{self, ALL, Wire},
};
use bubblechat_core::{
    engine::{Cause, End, Usage},
    tenant::Provider,
};
use std::sync::Arc;
use tokio::sync::Notify;

/// Characters of two, three and four bytes, and some that JSON escapes.
const PIECES: [&str; 4] = ["Grüße, ", "日本 ", "👩‍🚀 \"so\"\n", "data: [DONE]"];

/// Whether this is the whole answer, whatever its pieces.
fn assert_complete(wire: &Wire, answer: &Answer, at: &str) {
    let (input, output) = wire::USAGE;
    let usage = Some(Usage { input, output, cached_input: 0 });
    let end = End { truncated: false, model: Some(wire.model.to_owned()), usage };
    assert_eq!((answer.text(), answer.end.as_ref()), (PIECES.concat(), Ok(&end)), "{:?} {at}", wire.provider);
}

/// Answers from `provider`, one for each way to cut `body` in two.
async fn at_every_cut(provider: Provider, body: &str) -> Vec<Answer> {
    let bytes = body.as_bytes();
    let cuts = 1..bytes.len();
    let scripts = cuts.clone().map(|cut| script(vec![bytes[..cut].to_vec(), bytes[cut..].to_vec()])).collect();
    let upstream = serve(scripts).await;
    let engine = engine(provider, &upstream.url);
    let mut answers = Vec::new();
    for _ in cuts {
        answers.push(read(engine.answer(ask("hi"))).await);
    }
    answers
}

#[tokio::test]
async fn no_byte_boundary_changes_an_answer_whatever_the_line_endings() {
    for wire in ALL {
        let body = (wire.body)(&PIECES, Some(wire.stops.0)).replace("\r\n", "\n");
        // The endings make a difference to where lines end, not to what they say, so one provider is enough for all of them.
        let endings: &[&str] = if wire.provider == Provider::Anthropic { &["\n", "\r\n", "\r"] } else { &["\n"] };
        for ending in endings {
            let body = body.replace('\n', ending);
            for (cut, answer) in at_every_cut(wire.provider, &body).await.into_iter().enumerate() {
                assert_complete(&wire, &answer, &format!("cut at {} with {ending:?}", cut + 1));
            }
        }
    }
}

#[tokio::test]
async fn an_answer_sent_byte_by_byte_is_the_same() {
    for wire in ALL {
        let body = (wire.body)(&PIECES, Some(wire.stops.0));
        let upstream = serve_chunks(body.bytes().map(|byte| vec![byte]).collect()).await;
        let answer = read(engine(wire.provider, &upstream.url).answer(ask("hi"))).await;
        assert_complete(&wire, &answer, "byte by byte");
    }
}

#[tokio::test]
async fn an_answer_at_the_length_limit_is_truncated() {
    for wire in ALL {
        let upstream = serve_chunks(vec![(wire.body)(&["Some"], Some(wire.stops.1)).into_bytes()]).await;
        let answer = read(engine(wire.provider, &upstream.url).answer(ask("hi"))).await;
        assert_eq!(answer.text(), "Some");
        assert!(answer.end.as_ref().is_ok_and(|end| end.truncated), "{:?}: {answer:?}", wire.provider);
    }
}

#[tokio::test]
async fn a_filter_completes_an_answer_with_text_and_refuses_one_without() {
    for wire in ALL {
        let Some(filtered) = wire.stops.2 else { continue };
        for (pieces, shown) in [(&["Some"][..], true), (&[][..], false)] {
            let upstream = serve_chunks(vec![(wire.body)(pieces, Some(filtered)).into_bytes()]).await;
            let answer = read(engine(wire.provider, &upstream.url).answer(ask("hi"))).await;
            match shown {
                true => assert!(answer.end.as_ref().is_ok_and(|end| !end.truncated), "{:?}: {answer:?}", wire.provider),
                false => assert_eq!(answer.cause(), Cause::Refused, "{:?}", wire.provider),
            }
        }
    }
}

#[tokio::test]
async fn text_is_passed_on_while_the_upstream_is_still_writing() {
    for wire in ALL {
        let whole = (wire.body)(&["first", "second"], Some(wire.stops.0));
        let (before, after) = whole.split_at(whole.find("second").expect("there"));
        let gate = Arc::new(Notify::new());
        let mut steps = vec![Step::Raw(EVENT_STREAM.into()), Step::Chunk(before.into()), Step::Wait(gate.clone())];
        steps.extend([Step::Chunk(after.into()), Step::LastChunk]);
        let upstream = serve(vec![steps]).await;
        let mut answer = engine(wire.provider, &upstream.url).answer(ask("hi"));
        // The upstream waits for this. If the text were held back, both would wait forever.
        let first = tokio::time::timeout(FAR, first_text(&mut answer)).await.expect("the first text");
        assert_eq!(first, "first", "{:?}", wire.provider);
        gate.notify_one();
        assert_eq!(read(answer).await.text(), "second");
    }
}

#[tokio::test]
async fn dropping_an_answer_closes_the_connection() {
    for wire in ALL {
        let closed = Arc::new(Notify::new());
        let body = (wire.body)(&["first"], None).into_bytes();
        let steps = vec![Step::Raw(EVENT_STREAM.into()), Step::Chunk(body), Step::Closed(closed.clone())];
        let upstream = serve(vec![steps]).await;
        let mut answer = engine(wire.provider, &upstream.url).answer(ask("hi"));
        assert_eq!(first_text(&mut answer).await, "first");
        drop(answer);
        tokio::time::timeout(FAR, closed.notified()).await.expect("the connection is closed");
    }
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_poll() {
    let mut upstream = serve_chunks(vec![wire::openai(&["x"], Some("stop")).into_bytes()]).await;
    let unpolled = engine(Provider::Openai, &upstream.url).answer(ask("never sent"));
    read(engine(Provider::Openai, &upstream.url).answer(ask("sent"))).await;
    let request = upstream.requests.recv().await.expect("a request");
    assert_eq!(request.body["messages"][0]["content"], "sent");
    assert!(upstream.requests.try_recv().is_err(), "the unpolled answer sent nothing");
    drop(unpolled);
}

#[tokio::test]
async fn consecutive_answers_share_a_connection() {
    let body = wire::openai(&["x"], Some("stop"));
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {}\r\n\r\n", body.len());
    let response = || Step::Raw(format!("{head}{body}").into_bytes());
    let mut upstream = serve(vec![vec![response(), Step::Receive, response()]]).await;
    let engines = engines();
    for tenant in ["one", "two"] {
        let engine = engine_of(&engines, &spec(Provider::Openai, &upstream.url), Some(tenant));
        assert_eq!(read(engine.answer(ask("hi"))).await.text(), "x");
        let request = upstream.requests.recv().await.expect("a request");
        let bearer = format!("Bearer {tenant}");
        assert_eq!((request.connection, request.header("authorization")), (0, Some(bearer.as_str())));
    }
}
