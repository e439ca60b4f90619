//! Every way an upstream can fail maps to one error.

use crate::{
    Answer, ask, engine, read,
    upstream::{EVENT_STREAM, Step, Upstream, script, serve, serve_chunks, serve_status},
    wire::{self, ALL, Wire},
};
use bubblechat_core::{
    engine::{Cause, Fault, Problem},
    tenant::Provider,
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
async fn every_status_says_what_kind_of_fault_it_is() {
    for wire in ALL {
        for (status, cause) in [
            (301, Cause::Misconfigured(Problem::AddressWrong)),
            (400, Cause::Misconfigured(Problem::OptionRefused)),
            (401, Cause::Misconfigured(Problem::KeyRefused)),
            (402, Cause::Misconfigured(Problem::CreditGone)),
            (403, Cause::Misconfigured(Problem::KeyRefused)),
            (404, Cause::Misconfigured(Problem::AddressWrong)),
            (405, Cause::Misconfigured(Problem::AddressWrong)),
            (408, Cause::Unavailable),
            (413, Cause::Misconfigured(Problem::ContextTooLong)),
            (415, Cause::Misconfigured(Problem::AddressWrong)),
            (422, Cause::Misconfigured(Problem::OptionRefused)),
            (429, Cause::Busy),
            (451, Cause::Refused),
            (500, Cause::Unavailable),
            (502, Cause::Unavailable),
            (503, Cause::Unavailable),
            (529, Cause::Unavailable),
        ] {
            let upstream = serve_status(status, "", r#"{"error":{"message":"about Canary","type":"x"}}"#).await;
            let answer = answer(&wire, &upstream).await;
            let host = upstream.url.strip_prefix("http://").and_then(|url| url.split('/').next());
            let fault = Fault {
                host: host.map(str::to_owned),
                status: Some(status),
                provider_code: Some("x".to_owned()),
                ..Fault::new(cause, "main")
            };
            assert_eq!((answer.fault(), answer.pieces.len()), (&fault, 0), "{:?} {status}", wire.provider);
        }
    }
}

#[tokio::test]
async fn an_unreachable_server_is_unavailable() {
    let upstream = serve(vec![vec![]]).await;
    let url = upstream.url.clone();
    // One server closes the connection instead of answering ...
    assert_eq!(answer(&ALL[0], &upstream).await.cause(), Cause::Unavailable);
    // ... and then nobody is listening.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}/v1", free.local_addr().expect("an address"));
    drop(free);
    assert_ne!(url, nobody);
    let answer = read(engine(Provider::Openai, &nobody).answer(ask("hi"))).await;
    assert_eq!(answer.cause(), Cause::Unavailable);
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
            assert_eq!((answer.text().as_str(), answer.cause()), ("Some text", Cause::Cut), "{:?}", wire.provider);
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
            let fits = match answer.cause() {
                Cause::Unavailable | Cause::Misconfigured(Problem::AddressWrong) => answer.pieces.is_empty(),
                cause => cause == Cause::Cut,
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
        for garbage in [&b"{not json}"[..], b"{\"a\": nope}", b"{\"a\": \"\xff\" \xfe}"] {
            let mut body = separator.0.as_bytes().to_vec();
            body.extend_from_slice(garbage);
            body.extend_from_slice(separator.1.as_bytes());
            let upstream = serve_chunks(vec![good.clone().into(), body]).await;
            let answer = answer(&wire, &upstream).await;
            let told = (answer.text(), answer.cause());
            assert_eq!(told, ("Some".to_owned(), Cause::Unavailable), "{:?} {garbage:?}", wire.provider);
        }
    }
}

#[tokio::test]
async fn a_page_or_another_api_in_place_of_an_answer_means_that_the_address_is_wrong() {
    for wire in ALL {
        for (kind, body) in [
            ("text/html", "<!doctype html>\n<title>Welcome</title>\n"),
            ("text/plain", "It works!"),
            ("text/event-stream", "<html>"),
        ] {
            let upstream = serve_status(200, &format!("content-type: {kind}\r\n"), body).await;
            let cause = answer(&wire, &upstream).await.cause();
            assert_eq!(cause, Cause::Misconfigured(Problem::AddressWrong), "{:?} {body}", wire.provider);
        }
    }
    let upstream = serve_status(200, "content-type: application/json\r\n", "{\n  \"status\": \"ok\"\n}").await;
    assert_eq!(answer(&ALL[0], &upstream).await.cause(), Cause::Misconfigured(Problem::AddressWrong));
}

#[tokio::test]
async fn an_answer_without_text_is_no_answer() {
    for wire in ALL {
        for text in [&[][..], &["  "][..], &[" \n", "\n"][..]] {
            let answer = of_body(wire.provider, &(wire.body)(text, Some(wire.stops.0))).await;
            assert_eq!((answer.cause(), answer.pieces.len()), (Cause::Unavailable, 0), "{:?}", wire.provider);
        }
        // A model that does not show its reasoning can use up the length limit with it.
        let answer = of_body(wire.provider, &(wire.body)(&[], Some(wire.stops.1))).await;
        assert_eq!(answer.cause(), Cause::Misconfigured(Problem::OnlyReasoning), "{:?}", wire.provider);
        assert_eq!(of_body(wire.provider, "").await.cause(), Cause::Cut, "{:?}", wire.provider);
    }
}

#[tokio::test]
async fn declining_to_answer_is_a_refusal() {
    let refusal = wire::openai(&[], Some("stop")).replacen(r#""refusal":null"#, r#""refusal":"No.""#, 1);
    assert_eq!(of_body(Provider::Openai, &refusal).await.cause(), Cause::Refused);
    let blocked =
        "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":4}}\r\n\r\n";
    assert_eq!(of_body(Provider::Gemini, blocked).await.cause(), Cause::Refused);
}

#[tokio::test]
async fn an_error_in_the_middle_of_a_stream_ends_it() {
    let overloaded = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
    let limit = "data: {\"error\":{\"message\":\"m\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}}\n\n";
    let exhausted = "data: {\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}\r\n\r\n";
    for (wire, event, cause) in [
        (&ALL[0], limit, Cause::Busy),
        (&ALL[1], overloaded, Cause::Unavailable),
        (&ALL[2], exhausted, Cause::Busy),
        (&ALL[3], "{\"error\":\"llama runner process no longer running\"}\n", Cause::Unavailable),
    ] {
        let answer = of_body(wire.provider, &((wire.body)(&["Some"], None) + event)).await;
        assert_eq!((answer.text().as_str(), answer.cause()), ("Some", cause), "{:?}", wire.provider);
    }
    let answer = of_body(Provider::Cohere, &wire::cohere(&["Some"], Some("ERROR"))).await;
    assert_eq!(answer.cause(), Cause::Cut);
}
