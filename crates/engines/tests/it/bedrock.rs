//! Bedrock: signed with the role's credentials, streamed in AWS's binary frames.
//!
//! Credentials come from the environment, which a test cannot change for itself alone, so these tests run in their own
//! processes.

use crate::{
    KEY, ask, conversation, engine_of, engines, read, spec,
    upstream::{Upstream, script, serve, serve_status},
};
use bubblechat_core::{
    engine::{Cause, End, Problem, Usage},
    tenant::{EngineSpec, Provider, ReasoningEffort},
};
use serde_json::{Value, json};
use std::process::Command;

const CHILD: &str = "BUBBLECHAT_TEST_CHILD";

/// Returns true in the child. Elsewhere, runs the named test in a child with this environment, and fails if the child does.
fn in_child(test: &str, environment: &[(&str, &str)]) -> bool {
    if std::env::var(CHILD).is_ok() {
        return true;
    }
    let mut child = Command::new(std::env::current_exe().expect("this test"));
    child.args(["--exact", &format!("bedrock::{test}"), "--nocapture"]).env(CHILD, "1");
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"] {
        child.env_remove(name);
    }
    for name in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
        child.env(name, "/dev/null");
    }
    child.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_REGION", "eu-west-1");
    let output = child.envs(environment.iter().copied()).output().expect("the child runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "the child ran the test");
    false
}

const CREDENTIALS: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret-canary")];

async fn answer(upstream: &Upstream) -> crate::Answer {
    let engine = engine_of(&engines(), &spec(Provider::Bedrock, &upstream.url), None);
    read(engine.answer(ask("hi"))).await
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |c, _| (c >> 1) ^ (0xedb8_8320 * (c & 1)));
    !bytes.iter().fold(!0, step)
}

fn frame(kind: &str, event: &str, payload: &Value) -> Vec<u8> {
    let mut headers = Vec::new();
    for (name, value) in [(":event-type", event), (":content-type", "application/json"), (":message-type", kind)] {
        headers.push(u8::try_from(name.len()).expect("short"));
        headers.extend_from_slice(name.as_bytes());
        headers.push(7);
        headers.extend_from_slice(&u16::try_from(value.len()).expect("short").to_be_bytes());
        headers.extend_from_slice(value.as_bytes());
    }
    let payload = payload.to_string();
    let length = |bytes: usize| u32::try_from(bytes).expect("short").to_be_bytes();
    let mut frame = [length(12 + headers.len() + payload.len() + 4), length(headers.len())].concat();
    frame.extend_from_slice(&crc32(&frame).to_be_bytes());
    frame.extend_from_slice(&headers);
    frame.extend_from_slice(payload.as_bytes());
    let crc = crc32(&frame);
    frame.extend_from_slice(&crc.to_be_bytes());
    frame
}

fn event(name: &str, payload: &Value) -> Vec<u8> {
    frame("event", name, payload)
}

fn body(stop: Option<&str>) -> Vec<u8> {
    let mut body = event("messageStart", &json!({"role": "assistant"}));
    for text in ["Grüße, ", "日本"] {
        body.extend(event("contentBlockDelta", &json!({"contentBlockIndex": 0, "delta": {"text": text}})));
    }
    if let Some(stop) = stop {
        body.extend(event("contentBlockStop", &json!({"contentBlockIndex": 0})));
        body.extend(event("messageStop", &json!({"stopReason": stop})));
        let usage = json!({"inputTokens": 19, "outputTokens": 10, "totalTokens": 29});
        body.extend(event("metadata", &json!({"usage": usage, "metrics": {"latencyMs": 1275}})));
    }
    body
}

#[tokio::test(flavor = "current_thread")]
async fn streams_at_every_byte_boundary() {
    if !in_child("streams_at_every_byte_boundary", &CREDENTIALS) {
        return;
    }
    let body = body(Some("end_turn"));
    let cuts = 1..body.len();
    let upstream = serve(cuts.clone().map(|cut| script(vec![body[..cut].into(), body[cut..].into()])).collect()).await;
    let engine = engine_of(&engines(), &spec(Provider::Bedrock, &upstream.url), None);
    for cut in cuts {
        let answer = read(engine.answer(ask("hi"))).await;
        let usage = Some(Usage { input: 19, output: 10, cached_input: 0 });
        let end = End { truncated: false, model: Some("some-model".to_owned()), usage };
        assert_eq!((answer.text().as_str(), answer.end), ("Grüße, 日本", Ok(end)), "cut at {cut}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_signed_and_complete() {
    if !in_child("requests_are_signed_and_complete", &CREDENTIALS) {
        return;
    }
    let mut upstream = serve(vec![script(vec![body(Some("max_tokens"))])]).await;
    let engine = engine_of(&engines(), &spec(Provider::Bedrock, &upstream.url), Some(KEY));
    let answer = read(engine.answer(conversation())).await;
    assert!(answer.end.is_ok_and(|end| end.truncated));
    let request = upstream.requests.recv().await.expect("a request");
    assert!(request.head.starts_with("POST /v1/model/some-model/converse-stream HTTP/1.1\r\n"), "{}", request.head);
    let signature = request.header("authorization").expect("a signature");
    assert!(signature.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{signature}");
    assert!(signature.contains("/eu-west-1/bedrock/aws4_request"), "{signature}");
    let turn = |role: &str, text: &str| json!({"role": role, "content": [{"text": text}]});
    assert_eq!(request.body["system"], json!([{"text": "You are terse."}]));
    assert_eq!(
        request.body["messages"],
        json!([turn("user", "first question"), turn("assistant", "first answer"), turn("user", "second question")])
    );
    let all = format!("{} {}", request.head, request.body);
    assert!(!all.contains("secret-canary") && !all.contains(KEY), "{all}");
}

#[tokio::test(flavor = "current_thread")]
async fn each_family_is_asked_in_its_own_words_and_for_nothing_that_nobody_set() {
    if !in_child("each_family_is_asked_in_its_own_words_and_for_nothing_that_nobody_set", &CREDENTIALS) {
        return;
    }
    let families = [
        "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "anthropic.claude-opus-5-5",
        "amazon.nova-pro-v1:0",
        "openai.gpt-oss-120b-1:0",
        "meta.llama3-1-8b-instruct-v1:0",
    ];
    let mut bodies = serde_json::Map::new();
    for model in families {
        for effort in [None, Some(ReasoningEffort::Low)] {
            let mut upstream = serve(vec![script(vec![body(Some("end_turn"))])]).await;
            let sampling = effort.map(|_| 0.5);
            let spec = EngineSpec {
                model: Some(model.to_owned()),
                reasoning_effort: effort,
                temperature: sampling,
                top_p: sampling,
                max_output_tokens: effort.map(|_| 300),
                ..spec(Provider::Bedrock, &upstream.url)
            };
            assert!(read(engine_of(&engines(), &spec, None).answer(conversation())).await.end.is_ok());
            let body = upstream.requests.recv().await.expect("a request").body;
            bodies.insert(format!("{model}, {effort:?}"), body);
        }
    }
    insta::assert_json_snapshot!(bodies);
}

#[tokio::test(flavor = "current_thread")]
async fn faults_become_one_error_each() {
    if !in_child("faults_become_one_error_each", &CREDENTIALS) {
        return;
    }
    let exception = frame("exception", "", &json!({"message": "Too many tokens"}));
    let mut broken = body(Some("end_turn"));
    broken[40] ^= 1;
    for (bytes, expected) in
        [(body(None), Cause::Cut), ([body(None), exception].concat(), Cause::Unavailable), (broken, Cause::Unavailable)]
    {
        assert_eq!(answer(&serve(vec![script(vec![bytes])]).await).await.cause(), expected);
    }
    let unknown = r#"{"message":"The provided model identifier is invalid."}"#;
    let denied = r#"{"message":"User: arn:… is not authorized to perform: bedrock:InvokeModelWithResponseStream"}"#;
    assert_eq!(answer(&serve_status(403, "", denied).await).await.cause(), Cause::Misconfigured(Problem::RoleRefused));
    let answer = answer(&serve_status(400, "", unknown).await).await;
    assert_eq!(answer.cause(), Cause::Misconfigured(Problem::ModelUnknown));
}

#[tokio::test(flavor = "current_thread")]
async fn missing_credentials_are_one_error_and_nothing_is_sent() {
    if !in_child("missing_credentials_are_one_error_and_nothing_is_sent", &[]) {
        return;
    }
    let mut upstream = serve(vec![script(vec![body(Some("end_turn"))])]).await;
    let answer = answer(&upstream).await;
    assert_eq!(answer.cause(), Cause::Misconfigured(Problem::RoleRefused));
    assert!(upstream.requests.try_recv().is_err(), "nothing was sent");
}
