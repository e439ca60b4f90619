//! Every way an upstream can fail maps to one error.

use crate::{
    Answer, KEY, ask, engine, engines, read, spec,
    upstream::{EVENT_STREAM, Step, Upstream, script, serve, serve_chunks, serve_status},
    wire::{self, ALL, Wire},
};
use bubblechat_core::{
    engine::{Engine, EngineError},
    tenant::Provider,
};
use secrecy::SecretString;
use std::{cell::Cell, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time,
};

async fn answer(wire: &Wire, upstream: &Upstream) -> Answer {
    read(engine(wire.provider, &upstream.url).answer(ask("hi"))).await
}

/// The answer that results when `provider` responds with this body.
async fn of_body(provider: Provider, body: &str) -> Answer {
    let upstream = serve_chunks(vec![body.into()]).await;
    read(engine(provider, &upstream.url).answer(ask("hi"))).await
}

#[tokio::test]
async fn every_status_maps_to_an_error() {
    let misconfigured = |error: &EngineError| matches!(error, EngineError::Misconfigured(_));
    for wire in ALL {
        for status in [301, 400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 529] {
            let upstream = serve_status(status, "", r#"{"error":{"message":"about canary","type":"x"}}"#).await;
            let answer = answer(&wire, &upstream).await;
            let error = answer.error();
            let fits = match status {
                401 | 403 => *error == EngineError::Unauthorized,
                429 => *error == EngineError::RateLimited { retry_after: None },
                301 | 404 => misconfigured(error),
                408 | 500.. => *error == EngineError::Unavailable,
                _ => *error == EngineError::Refused,
            };
            assert!(fits && answer.pieces.is_empty(), "{:?} {status}: {error:?}", wire.provider);
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_busy_provider_says_when_to_retry() {
    for wire in ALL {
        let upstream = serve_status(429, "retry-after: 17\r\n", "{}").await;
        let retry_after = Some(Duration::from_secs(17));
        assert_eq!(answer(&wire, &upstream).await.error(), &EngineError::RateLimited { retry_after });
    }
    let upstream = serve_status(429, "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n", "{}").await;
    let retry_after = Some(Duration::ZERO);
    assert_eq!(answer(&ALL[0], &upstream).await.error(), &EngineError::RateLimited { retry_after });
}

#[tokio::test]
async fn geminis_refusal_of_a_key_is_understood() {
    let body = r#"{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#;
    let upstream = serve_status(400, "", body).await;
    let answer = read(engine(Provider::Gemini, &upstream.url).answer(ask("hi"))).await;
    assert_eq!(answer.error(), &EngineError::Unauthorized);
}

#[tokio::test]
async fn an_unreachable_server_is_unavailable() {
    let upstream = serve(vec![vec![]]).await;
    let url = upstream.url.clone();
    // One server closes the connection instead of answering ...
    assert_eq!(answer(&ALL[0], &upstream).await.error(), &EngineError::Unavailable);
    // ... and then nobody is listening.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}/v1", free.local_addr().expect("an address"));
    drop(free);
    assert_ne!(url, nobody);
    let answer = read(engine(Provider::Openai, &nobody).answer(ask("hi"))).await;
    assert_eq!(answer.error(), &EngineError::Unavailable);
}

#[tokio::test]
async fn a_stream_that_ends_without_a_stop_reason_was_cut() {
    for wire in ALL {
        let body = (wire.body)(&["Some", " text"], None);
        // Once with a proper HTTP end, once with a lost connection.
        let lost = vec![Step::Raw(EVENT_STREAM.into()), Step::Chunk(body.clone().into())];
        for steps in [script(vec![body.into()]), lost] {
            let upstream = serve(vec![steps]).await;
            let answer = answer(&wire, &upstream).await;
            assert_eq!(
                (answer.text().as_str(), answer.error()),
                ("Some text", &EngineError::Cut),
                "{:?}",
                wire.provider
            );
        }
    }
}

/// Wherever the stream is cut, only text that was sent is shown, and the answer is complete only with its stop reason.
#[tokio::test]
async fn a_cut_at_any_byte_is_never_a_complete_answer() {
    for wire in ALL {
        let whole = (wire.body)(&["Grüße", " 日本"], Some(wire.stops.0));
        let stop = whole.rfind(wire.stops.0).expect("its stop reason");
        let cuts = 1..stop;
        let scripts = cuts.clone().map(|cut| script(vec![whole.as_bytes()[..cut].to_vec()])).collect();
        let upstream = serve(scripts).await;
        let engine = engine(wire.provider, &upstream.url);
        for cut in cuts {
            let answer = read(engine.answer(ask("hi"))).await;
            assert!("Grüße 日本".starts_with(&answer.text()), "{:?} cut at {cut}: {answer:?}", wire.provider);
            // A truncated first line could be anything.
            let fits = match answer.error() {
                EngineError::Garbage => answer.pieces.is_empty(),
                error => *error == EngineError::Cut,
            };
            assert!(fits, "{:?} cut at {cut}: {answer:?}", wire.provider);
        }
    }
}

#[tokio::test]
async fn nothing_after_the_stop_reason_can_undo_the_answer() {
    let chat = wire::openai(&["Some"], Some("stop"));
    let before_usage = chat.find(r#""choices":[],"#).and_then(|at| chat[..at].rfind("data:")).expect("its usage");
    let messages = wire::anthropic(&["Some"], Some("end_turn"));
    let before_last = messages.find("event: message_stop").expect("its end");
    for (provider, body) in [
        (Provider::Openai, &chat[..before_usage]),
        (Provider::Openai, &chat[..chat.len() - 5]),
        (Provider::Openai, &format!("{}data: {{not json\n\n", &chat[..before_usage])),
        (Provider::Anthropic, &messages[..before_last]),
    ] {
        let answer = of_body(provider, body).await;
        assert!(answer.end.is_ok() && answer.text() == "Some", "{provider:?} {body}: {answer:?}");
    }
}

#[tokio::test]
async fn old_ollama_without_stop_reasons_is_understood() {
    let body = wire::ollama(&["Some"], Some("stop")).replace(r#""done_reason":"stop","#, "");
    assert!(!body.contains("done_reason"));
    assert!(of_body(Provider::Ollama, &body).await.end.is_ok());
}

#[tokio::test]
async fn garbage_is_garbage() {
    for wire in ALL {
        let good = (wire.body)(&["Some"], None);
        let separator = if good.contains("data:") { ("data: ", "\n\n") } else { ("", "\n") };
        let named = if wire.provider == Provider::Anthropic { "event: content_block_delta\n" } else { "" };
        for garbage in [&b"{not json}"[..], b"<html>", b"\xff\xfe", b"{\"a\": nope}"] {
            let mut body = good.clone().into_bytes();
            body.extend_from_slice(named.as_bytes());
            body.extend_from_slice(separator.0.as_bytes());
            body.extend_from_slice(garbage);
            body.extend_from_slice(separator.1.as_bytes());
            let upstream = serve_chunks(vec![good.clone().into(), body[good.len()..].to_vec()]).await;
            let answer = answer(&wire, &upstream).await;
            assert_eq!(answer.error(), &EngineError::Garbage, "{:?} {garbage:?}", wire.provider);
            assert_eq!(answer.text(), "Some", "{:?} {garbage:?}", wire.provider);
        }
    }
}

#[tokio::test]
async fn a_web_page_in_place_of_a_stream_is_garbage() {
    for provider in [Provider::Openai, Provider::Anthropic, Provider::Gemini, Provider::Ollama, Provider::Cohere] {
        let upstream =
            serve_status(200, "content-type: text/html\r\n", "<!doctype html>\n<title>Welcome</title>\n").await;
        let answer = read(engine(provider, &upstream.url).answer(ask("hi"))).await;
        assert_eq!(answer.error(), &EngineError::Garbage, "{provider:?}");
    }
}

#[tokio::test]
async fn an_answer_without_text_is_no_answer() {
    for wire in ALL {
        let answer = of_body(wire.provider, &(wire.body)(&[], Some(wire.stops.0))).await;
        assert_eq!(answer.error(), &EngineError::Garbage, "{:?}", wire.provider);
        // Thinking alone can use up the length limit.
        let answer = of_body(wire.provider, &(wire.body)(&[], Some(wire.stops.1))).await;
        assert!(answer.end.is_ok_and(|end| end.truncated), "{:?}", wire.provider);
        assert_eq!(of_body(wire.provider, "").await.error(), &EngineError::Cut, "{:?}", wire.provider);
    }
}

#[tokio::test]
async fn declining_to_answer_is_a_refusal() {
    let refusal = wire::openai(&[], Some("stop")).replacen(r#""refusal":null"#, r#""refusal":"No.""#, 1);
    assert_eq!(of_body(Provider::Openai, &refusal).await.error(), &EngineError::Refused);
    let blocked =
        "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":4}}\r\n\r\n";
    assert_eq!(of_body(Provider::Gemini, blocked).await.error(), &EngineError::Refused);
}

#[tokio::test]
async fn an_error_in_the_middle_of_a_stream_ends_it() {
    let overloaded = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
    let limit = "data: {\"error\":{\"message\":\"m\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}\n\n";
    let exhausted = "data: {\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}\r\n\r\n";
    let busy = EngineError::RateLimited { retry_after: None };
    for (wire, event, error) in [
        (&ALL[0], limit, &busy),
        (&ALL[1], overloaded, &EngineError::Unavailable),
        (&ALL[2], exhausted, &busy),
        (&ALL[3], "{\"error\":\"llama runner process no longer running\"}\n", &EngineError::Unavailable),
    ] {
        let answer = of_body(wire.provider, &((wire.body)(&["Some"], None) + event)).await;
        assert_eq!((answer.text().as_str(), answer.error()), ("Some", error), "{:?}", wire.provider);
    }
    let answer = of_body(Provider::Cohere, &wire::cohere(&["Some"], Some("ERROR"))).await;
    assert_eq!(answer.error(), &EngineError::Cut);
}

/// How much silence these tests allow. None of it is real: the test moves the clock.
const STALL: Duration = Duration::from_secs(20);

fn impatient(provider: Provider, upstream: &Upstream, stall: Duration) -> Arc<dyn Engine> {
    let engine = engines().with_stall(stall).engine(&spec(provider, &upstream.url), Some(SecretString::from(KEY)));
    engine.expect("a usable engine")
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

/// The answer of an upstream that runs these steps and then is silent for longer than allowed.
async fn stalled(provider: Provider, steps: Vec<Step>) -> Answer {
    let (sent, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let script = steps.into_iter().chain([Step::Tell(sent.clone()), Step::Wait(never)]);
    let upstream = serve(vec![script.collect()]).await;
    let silence = async {
        sent.notified().await;
        settle().await;
        pass(STALL).await;
    };
    tokio::join!(read(impatient(provider, &upstream, STALL).answer(ask("hi"))), silence).0
}

#[tokio::test]
async fn silence_before_or_during_the_response_is_a_stall() {
    for wire in ALL {
        let head = Step::Raw(EVENT_STREAM.into());
        let body = Step::Chunk((wire.body)(&["Some"], None).into());
        for (steps, told) in [(vec![], ""), (vec![head.clone()], ""), (vec![head, body], "Some")] {
            let answer = stalled(wire.provider, steps).await;
            assert_eq!((answer.text().as_str(), answer.error()), (told, &EngineError::Stalled), "{:?}", wire.provider);
        }
    }
}

#[tokio::test]
async fn an_error_counts_even_if_its_body_never_arrives() {
    let error = Step::Raw(b"HTTP/1.1 500 X\r\ncontent-length: 9\r\n\r\n".to_vec());
    let answer = stalled(Provider::Openai, vec![error]).await;
    assert_eq!(answer.error(), &EngineError::Unavailable);
}

#[tokio::test]
async fn a_connection_kept_alive_without_text_is_a_stall_after_ten_times_the_allowed_silence() {
    let stall = Duration::from_secs(5);
    let comment = Step::Repeat(b": still here\n\n".to_vec());
    let upstream = serve(vec![vec![Step::Raw(EVENT_STREAM.into()), comment]]).await;
    let halves_passed = Cell::new(0);
    let busy = async {
        for _ in 0..20 {
            settle().await;
            halves_passed.set(halves_passed.get() + 1);
            pass(stall / 2).await;
        }
    };
    let reading = async {
        let answer = read(impatient(Provider::Openai, &upstream, stall).answer(ask("hi"))).await;
        (answer, halves_passed.get())
    };
    let ((answer, passed), ()) = tokio::join!(reading, busy);
    assert_eq!((answer.error(), passed), (&EngineError::Stalled, 20));
}
