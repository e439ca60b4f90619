//! Whole responses of servers, byte for byte, each with what has to come of it. The files are in `tests/cases`: the dialect, then the bytes;
//! `[[silence]]` stands for a server that sends nothing more but keeps the connection.

use crate::{
    Answer, KEY, ask, engine_of, local, read, spec,
    upstream::{Step, serve},
};
use bubblechat_core::{
    engine::{Cause, Problem, Usage},
    tenant::Provider,
};
use bubblechat_engines::{Engines, Options};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::sync::Notify;

/// What most of the responses spell.
const TEXT: &str = "Grüße, 日本 👩\u{200d}🚀 \"so\"\nend.";

/// How a response ends: an answer with or without its usage, or a fault.
#[derive(Debug, Clone, Copy)]
enum Expected {
    Complete(bool),
    Truncated,
    Fault(Cause),
}

use Expected::{Complete, Fault, Truncated};

const WRONG_KEY: Expected = Fault(Cause::Misconfigured(Problem::KeyRefused));
const WRONG_ADDRESS: Expected = Fault(Cause::Misconfigured(Problem::AddressWrong));

const CASES: [(&str, Expected, &str); 49] = [
    ("anthropic-citations-delta", Complete(true), TEXT),
    ("anthropic-crlf-bytes", Complete(true), TEXT),
    ("anthropic-deflate", Complete(true), TEXT),
    ("anthropic-json-error-200-nl", WRONG_KEY, ""),
    ("anthropic-no-event-names", Complete(true), TEXT),
    ("anthropic-start-with-text", Complete(true), TEXT),
    ("anthropic-status-402", Fault(Cause::Misconfigured(Problem::CreditGone)), ""),
    ("anthropic-unknown-delta", Complete(true), TEXT),
    ("gemini-bom", Complete(true), TEXT),
    ("gemini-bom-content-first", Complete(true), TEXT),
    ("gemini-deflate", Complete(true), TEXT),
    ("gemini-finish-then-more", Complete(true), TEXT),
    ("gemini-json-error-200-nl", WRONG_KEY, ""),
    ("ollama-bom", Complete(true), TEXT),
    ("ollama-gzip", Complete(true), TEXT),
    ("ollama-json-error-200-nl", Fault(Cause::Misconfigured(Problem::ModelUnknown)), ""),
    ("ollama-nonstream-json-pretty", Complete(true), TEXT),
    ("ollama-reason-load", Fault(Cause::Cut), TEXT),
    ("ollama-status-415", WRONG_ADDRESS, ""),
    ("ollama-think-tags", Complete(true), "Hello."),
    ("openai-choice-index-1-first", Complete(false), TEXT),
    ("openai-choice-index-1-interleaved", Complete(false), "AB"),
    ("openai-error-context-length-400", Fault(Cause::Misconfigured(Problem::ContextTooLong)), ""),
    ("openai-error-empty", Complete(true), TEXT),
    ("openai-error-insufficient-quota-429", Fault(Cause::Misconfigured(Problem::CreditGone)), ""),
    ("openai-error-mid-openrouter", Fault(Cause::Busy), TEXT),
    ("openai-error-mid-openrouter-502", Fault(Cause::Unavailable), TEXT),
    ("openai-error-null-all", Complete(true), TEXT),
    ("openai-error-stream-unsupported-400", Fault(Cause::Misconfigured(Problem::OptionRefused)), ""),
    ("openai-error-unknown-model-openrouter", Fault(Cause::Misconfigured(Problem::ModelUnknown)), ""),
    ("openai-finish-max_output_tokens", Truncated, TEXT),
    ("openai-finish-null-done", Complete(false), TEXT),
    ("openai-finish-then-hang", Complete(false), TEXT),
    ("openai-gzip", Complete(true), TEXT),
    ("openai-header-101", Complete(true), TEXT),
    ("openai-heartbeat-text", Complete(true), TEXT),
    ("openai-json-error-200", WRONG_KEY, ""),
    ("openai-lone-surrogate", Complete(false), "ok\u{fffd}"),
    ("openai-message-instead-of-delta", Complete(false), TEXT),
    ("openai-nan", Complete(false), "ok"),
    ("openai-no-done", Complete(true), TEXT),
    ("openai-no-done-close", Complete(true), TEXT),
    ("openai-nonstream-json", Complete(true), TEXT),
    ("openai-slow-first-31", Fault(Cause::Stalled), ""),
    ("openai-status-405", WRONG_ADDRESS, ""),
    ("openai-status-415", WRONG_ADDRESS, ""),
    ("openai-surrogate-pair-split", Complete(true), "hi 🚀 there"),
    ("openai-think-tags", Complete(true), "Hello."),
    ("openai-whitespace-only", Fault(Cause::Unavailable), ""),
];

/// The answer to the response in that file.
async fn answer(name: &str) -> Answer {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/{name}.txt"));
    let file = std::fs::read(path).expect("a file");
    let line = file.iter().position(|byte| *byte == b'\n').expect("a first line");
    let provider = match &file[2..line] {
        b"openai" => Provider::Openai,
        b"anthropic" => Provider::Anthropic,
        b"gemini" => Provider::Gemini,
        b"ollama" => Provider::Ollama,
        other => panic!("unknown dialect {other:?}"),
    };
    let mark = b"[[silence]]";
    let (mut bytes, mut steps) = (&file[line + 1..], Vec::new());
    while let Some(at) = bytes.windows(mark.len()).position(|window| window == mark) {
        steps.extend([Step::Raw(bytes[..at].into()), Step::Wait(Arc::new(Notify::new()))]);
        bytes = &bytes[at + mark.len()..];
    }
    steps.push(Step::Raw(bytes.into()));
    let upstream = serve(vec![steps]).await;
    let options = Options { first_byte_timeout: Some(Duration::from_secs(1)), ..local() };
    read(engine_of(&Engines::new(options), &spec(provider, &upstream.url), Some(KEY)).answer(ask("hi"))).await
}

#[tokio::test]
async fn every_response_becomes_what_it_has_to_be() {
    let mut wrong = Vec::new();
    for (name, expected, text) in CASES {
        let answer = answer(name).await;
        let usage = Usage { input: 19, output: 10, cached_input: 0 };
        let fits = match (expected, &answer.end) {
            (Complete(counts), Ok(end)) => !end.truncated && end.usage == counts.then_some(usage),
            (Truncated, Ok(end)) => end.truncated && end.usage == Some(usage),
            (Fault(cause), Err(fault)) => fault.cause == cause,
            _ => false,
        };
        if !fits || answer.text() != text {
            wrong.push(format!("{name}: {answer:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    let mut names: Vec<_> =
        files.iter().map(|path| path.file_stem().expect("a name").to_str().expect("text")).collect();
    names.sort_unstable();
    let mut listed = CASES.map(|(name, ..)| name);
    listed.sort_unstable();
    assert_eq!(names, listed);
}
