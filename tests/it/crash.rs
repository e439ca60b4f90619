//! Processes that crash, and processes that share a store.

use crate::support::{Keys, LocalProcess, ORIGIN, TestStore, Upstream, parse_sse, until_some};
use futures_util::{StreamExt as _, future::join_all};
use serde_json::{Value, json};
use std::collections::HashMap;

fn document(base_url: &str) -> Value {
    let engine = json!({ "name": "main", "provider": "openai", "model": "m", "base_url": base_url });
    json!({ "slug": "acme", "name": "Acme", "origins": [ORIGIN], "engines": [engine], "default_engine": "main",
            "limits": { "key_per_minute": 1000, "session_per_minute": 1000, "address_per_minute": 1000 } })
}

/// Reads a stream until `n` tokens have arrived, and returns everything so far.
async fn read_tokens(response: reqwest::Response, n: usize) -> String {
    let mut pieces = response.bytes_stream();
    let mut text = String::new();
    loop {
        // A chunk may end in the middle of an event.
        let whole = text.rfind("\n\n").map_or("", |end| &text[..end + 2]);
        let tokens: Vec<_> = parse_sse(whole).into_iter().filter(|event| event.name == "token").collect();
        if tokens.len() >= n {
            return tokens.iter().map(|event| event.data["content"].as_str().unwrap()).collect();
        }
        text.push_str(std::str::from_utf8(&pieces.next().await.unwrap().unwrap()).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_survives_a_crash_at_the_first_token() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut upstream = Upstream::start().await;
    let local = LocalProcess::start(&data, &[]);
    let keys = local.tenant(document(&upstream.base_url)).await;
    let session = "session-0123456789abcdef";
    let response = local.chat(&keys, &json!({ "session_id": session, "message": "keep this" })).await;
    let call = upstream.next().await;
    call.token("first");
    assert_eq!(read_tokens(response, 1).await, "first");
    local.kill();
    let local = LocalProcess::start(&data, &[]);
    let thread = local.thread(&keys, session).await;
    assert_eq!((thread.len(), &thread[0]["content"]), (2, &json!("keep this")));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ten_crashes_every_message_exists_once_and_every_reply_is_complete_or_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut upstream = Upstream::start().await;
    let mut keys = None;
    let mut kept = Vec::new();
    for i in 0..10_usize {
        let local = LocalProcess::start(&data, &[]);
        if keys.is_none() {
            keys = Some(local.tenant(document(&upstream.base_url)).await);
        }
        let keys = keys.as_ref().unwrap();
        let (session, tokens) = (session(i), rand::random_range(0..30));
        let answer = local.chat(keys, &json!({ "session_id": session, "message": format!("message {i}") })).await;
        let call = upstream.next().await;
        let provider = tokio::spawn(async move {
            // As fast as the connection accepts them, until it breaks.
            for n in 0..10_000 {
                if !call.token(&format!("{n} ")) {
                    break;
                }
                tokio::task::yield_now().await;
            }
        });
        read_tokens(answer, tokens).await;
        // Before the last crash, part of the reply has certainly been stored.
        kept.push(if i == 9 { checkpointed(&local, keys, &session).await } else { String::new() });
        local.kill();
        provider.abort();
    }
    let local = LocalProcess::start(&data, &[]);
    let keys = keys.unwrap();
    for (i, kept) in kept.iter().enumerate() {
        let thread = ended(&local, &keys, &session(i)).await;
        assert_eq!((thread.len(), thread[0]["content"].as_str()), (2, Some(format!("message {i}").as_str())));
        let (reply, status) = (thread[1]["content"].as_str().unwrap(), thread[1]["status"].as_str().unwrap());
        assert!(["interrupted", "truncated"].contains(&status), "{status}");
        let whole: String = (0..10_000).map(|n| format!("{n} ")).collect();
        assert!(whole.starts_with(reply), "each token once and in order: {reply}");
        assert!(reply.len() >= kept.len(), "what was checkpointed is there");
    }
}

fn session(i: usize) -> String {
    format!("session-of-crash-{i:04}")
}

/// Waits until part of the reply is in the store, and returns it.
async fn checkpointed(local: &LocalProcess, keys: &Keys, session: &str) -> String {
    until_some("a checkpoint of the reply", async || {
        let thread = local.thread(keys, session).await;
        let reply = thread.get(1)?["content"].as_str()?;
        (!reply.is_empty()).then(|| reply.to_owned())
    })
    .await
}

/// Waits until a reply has ended. If its generator died, it ends with the lease.
async fn ended(local: &LocalProcess, keys: &Keys, session: &str) -> Vec<Value> {
    until_some("the reply's end", async || {
        let thread = local.thread(keys, session).await;
        (thread[1]["status"] != "streaming").then_some(thread)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_callers_race_through_two_processes_for_the_last_ten_places() {
    let store = TestStore::start().await;
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let start = |i: usize| {
        let secret = folders[0].path().join("secret.json");
        let flags = ["--dynamodb-endpoint", &store.url, "--secret-file", secret.to_str().unwrap()];
        LocalProcess::start(&folders[i].path().join("data"), &flags)
    };
    let locals = [start(0), start(1)];
    let echo = json!({ "name": "echo", "provider": "echo" });
    let limits = json!({ "key_per_minute": 30, "session_per_minute": 1000, "address_per_minute": 1000 });
    let document = json!({ "slug": "acme", "name": "Acme", "origins": [ORIGIN], "engines": [echo], "default_engine": "echo", "limits": limits });
    let keys = locals[0].tenant(document).await;
    let send = |i: usize| {
        let body = json!({ "session_id": format!("session-of-caller-{i:04}"), "message": "hi" });
        let (local, keys) = (&locals[i % 2], &keys);
        async move { local.chat(keys, &body).await }
    };
    for i in 0..20 {
        assert_eq!(send(i).await.status(), 200);
    }
    let mut statuses = HashMap::new();
    for response in join_all((100..300).map(send)).await {
        if response.status() == 429 {
            let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1..=60).contains(&wait), "{wait}");
        }
        *statuses.entry(response.status().as_u16()).or_insert(0) += 1;
    }
    assert_eq!(statuses, HashMap::from([(200, 10), (429, 190)]));
    // Refused messages left nothing behind.
    let stored = store.items_of("bubblechat-conversations");
    let turns = stored.iter().filter(|item| item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with("turn#")));
    assert_eq!(turns.count(), 30);
}
