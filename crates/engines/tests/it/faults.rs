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
async fn refusals_are_told_apart_by_what_providers_say() {
    use Problem::{ContextTooLong, CreditGone, KeyRefused, ModelUnknown, OptionRefused};
    let problem = Cause::Misconfigured;
    for (provider, status, body, cause) in [
        (
            Provider::Gemini,
            400,
            r#"{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#,
            problem(KeyRefused),
        ),
        (
            Provider::Xai,
            400,
            r#"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***me."}"#,
            problem(KeyRefused),
        ),
        (
            Provider::Openai,
            429,
            r#"{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            problem(CreditGone),
        ),
        (
            Provider::Anthropic,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"#,
            problem(CreditGone),
        ),
        (
            Provider::Deepseek,
            402,
            r#"{"error":{"message":"Insufficient Balance","type":"unknown_error"}}"#,
            problem(CreditGone),
        ),
        (
            Provider::Gemini,
            429,
            r#"{"error":{"code":429,"message":"You exceeded your current quota, please check your plan.","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"34s"}]}}"#,
            Cause::Busy,
        ),
        (
            Provider::Openai,
            404,
            r#"{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","code":"model_not_found"}}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"foo/bar is not a valid model ID","code":400},"user_id":"u"}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Anthropic,
            404,
            r#"{"type":"error","error":{"type":"not_found_error","message":"model: claude-9"}}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Ollama,
            404,
            r#"{"error":"model \"llama9\" not found, try pulling it first"}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Openai,
            404,
            r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#,
            problem(ModelUnknown),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","code":"context_length_exceeded"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Anthropic,
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 209000 tokens > 200000 maximum"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Gemini,
            400,
            r#"{"error":{"code":400,"message":"The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}"#,
            problem(ContextTooLong),
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","code":"content_filter"}}"#,
            Cause::Refused,
        ),
        (
            Provider::Openai,
            403,
            r#"{"error":{"code":403,"message":"Your chosen model requires moderation and your input was flagged for \"x\"."}}"#,
            Cause::Refused,
        ),
        (
            Provider::Openai,
            400,
            r#"{"error":{"message":"Your organization must be verified to stream this model","param":"stream","code":"unsupported_value"}}"#,
            problem(OptionRefused),
        ),
        (
            Provider::Mistral,
            422,
            r#"{"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Extra inputs are not permitted"}]}"#,
            problem(OptionRefused),
        ),
    ] {
        let upstream = serve_status(status, "", body).await;
        let answer = read(engine(provider, &upstream.url).answer(ask("hi"))).await;
        assert_eq!(answer.cause(), cause, "{status} {body}");
        // The same as an event of a stream, or as a document under status 200, of which the status says nothing.
        if !body.starts_with("{\"code\"") && !body.contains("detail\":[{\"type") {
            let upstream = serve_status(200, "content-type: application/json\r\n", body).await;
            let answer = read(engine(provider, &upstream.url).answer(ask("hi"))).await;
            if status != 402 {
                assert_eq!(answer.cause(), cause, "200 {body}");
            }
        }
    }
}

#[tokio::test]
async fn a_busy_provider_says_when_to_retry() {
    for wire in ALL {
        let upstream = serve_status(429, "retry-after: 17\r\n", "{}").await;
        assert_eq!(answer(&wire, &upstream).await.fault().retry_after_s, Some(17));
    }
    let upstream = serve_status(429, "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n", "{}").await;
    assert_eq!(answer(&ALL[0], &upstream).await.fault().retry_after_s, Some(0));
}

#[tokio::test]
async fn a_code_is_kept_only_if_it_is_one_and_is_not_the_key() {
    for (code, kept) in [
        ("invalid_api_key", Some("invalid_api_key")),
        ("RESOURCE_EXHAUSTED", Some("resource_exhausted")),
        ("has spaces", None),
        ("test-key", None),
        ("", None),
    ] {
        let upstream = serve_status(400, "", &format!(r#"{{"error":{{"type":"{code}"}}}}"#)).await;
        assert_eq!(answer(&ALL[0], &upstream).await.fault().provider_code.as_deref(), kept, "{code}");
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
