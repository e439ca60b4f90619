//! Five hundred turns at once, in three processes, of which one is killed, while the store is busy: every request to a provider is written down.

use crate::support::{Keys, LocalProcess, ORIGIN, TestStore, Upstream, UpstreamCall, Wire, parse_sse};
use bubblechat_core::{
    Slug,
    calendar::Day,
    time::{HOUR_MS, now_ms},
    usage::Sum,
};
use futures_util::{StreamExt as _, future::join_all};
use reqwest::Method;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::{Semaphore, mpsc};

const TURNS: usize = 500;
const ENGINES: usize = 3;

/// What becomes of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Whole,
    Stopped,
    Deleted,
    Killed,
    FailedOver,
}

/// A tenth each, and six tenths are answered.
fn fate(turn: usize) -> Fate {
    match turn / ENGINES % 10 {
        0 => Fate::Stopped,
        1 => Fate::Deleted,
        2 => Fate::Killed,
        3 => Fate::FailedOver,
        _ => Fate::Whole,
    }
}

fn engine(number: usize) -> String {
    format!("engine-{}", number % ENGINES)
}

fn session(turn: usize) -> String {
    format!("session-of-turn-{turn:04}")
}

/// What the provider knows of a request: engine, and what it reported.
type Known = (String, Option<(u64, u64)>);

/// Answers each request as its turn's fate wants it, and keeps the ledger.
async fn provide(mut upstream: Upstream, told: mpsc::UnboundedSender<Known>) {
    let mut open: Vec<UpstreamCall> = Vec::new();
    loop {
        let call = upstream.next().await;
        let name = call.request["model"].as_str().unwrap().replace("model", "engine");
        let message = call.request["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap();
        let turn: usize = message.rsplit(' ').next().unwrap().parse().unwrap();
        let is_first = name == engine(turn);
        match fate(turn) {
            Fate::FailedOver if is_first => {
                told.send((name, None)).unwrap();
                drop(call);
            }
            Fate::Whole | Fate::FailedOver => {
                // By this number, its line is found.
                let tokens = (1000 + turn as u64, 3);
                told.send((name, Some(tokens))).unwrap();
                call.token("hello");
                call.end_with(tokens.0, tokens.1);
            }
            Fate::Stopped | Fate::Deleted | Fate::Killed => {
                told.send((name, None)).unwrap();
                call.token("half of it");
                open.push(call);
            }
        }
    }
}

/// Reads until the first text, and returns the reply's id and the rest.
async fn first_text(response: reqwest::Response) -> (String, impl futures_util::Stream<Item = ()>) {
    let status = response.status();
    let mut pieces = response.bytes_stream();
    let mut text = String::new();
    while !text.contains("event: token") {
        match pieces.next().await {
            Some(piece) => text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap()),
            None => panic!("{status}: {text}"),
        }
    }
    let reply = parse_sse(&text)[0].data["reply_id"].as_str().unwrap().to_owned();
    (reply, pieces.map(|_| ()))
}

/// Asks, and asks again while the store is too busy.
async fn asked(local: &LocalProcess, keys: &Keys, body: &Value) -> reqwest::Response {
    for _ in 0..9 {
        let response = local.chat(keys, body).await;
        if !response.status().is_server_error() {
            return response;
        }
    }
    local.chat(keys, body).await
}

/// Does what can be done again, until the store is not too busy.
async fn done(local: &LocalProcess, keys: &Keys, method: Method, path: &str, session: &str) {
    let mut answer = local.ask(keys, method.clone(), path, session).await;
    for _ in 0..9 {
        if answer.status().is_server_error() {
            answer = local.ask(keys, method.clone(), path, session).await;
        }
    }
    assert_eq!(answer.status(), 204);
}

async fn turn(local: &LocalProcess, keys: &Keys, number: usize, begun: Arc<Semaphore>) {
    let body = json!({
        "session_id": session(number), "message_id": format!("turn-{number}"), "message": format!("this is turn {number}"),
        "engine": engine(number),
    });
    let (reply, rest) = first_text(asked(local, keys, &body).await).await;
    match fate(number) {
        Fate::Stopped => {
            let stop = format!("/v1/replies/{reply}/stop");
            done(local, keys, Method::POST, &stop, &session(number)).await;
        }
        Fate::Deleted => {
            done(local, keys, Method::DELETE, "/v1/conversation", &session(number)).await;
        }
        Fate::Killed => begun.add_permits(1),
        Fate::Whole | Fate::FailedOver => {}
    }
    rest.for_each(|()| async {}).await;
}

fn document(base_url: &str) -> Value {
    let engines: Vec<_> = (0..ENGINES)
        .map(|i| {
            json!({
                "name": engine(i), "provider": "openai", "model": format!("model-{i}"), "base_url": base_url,
                "fallback_engine": engine(i + 1), "price": { "input": 1, "output": 2 },
                "first_byte_timeout_s": 120, "stall_timeout_s": 120,
            })
        })
        .collect();
    let names: Vec<_> = (0..ENGINES).map(engine).collect();
    json!({ "slug": "acme", "name": "Acme", "origins": [ORIGIN], "engines": engines, "default_engine": engine(0),
            "visitor_engines": names,
            "limits": { "key_per_minute": 1000, "session_per_minute": 1000, "address_per_minute": 1000 } })
}

/// What is stored of a request: engine, what was reported, how it ended.
#[derive(Debug)]
struct Stored {
    engine: String,
    tokens: (u64, u64),
    cost: u64,
    is_estimated: bool,
    ended: (Option<String>, Option<String>),
}

fn lines(store: &TestStore) -> Vec<Stored> {
    let items = store.items_of("bubblechat-conversations");
    let lines = items.iter().filter(|item| item["pk"]["S"] == "acme#usage");
    let number = |value: &Value| value["N"].as_str().unwrap().parse::<u64>().unwrap();
    let text = |value: &Value| value["S"].as_str().map(str::to_owned);
    lines
        .map(|item| Stored {
            engine: text(&item["engine"]).unwrap(),
            tokens: (number(&item["usage"]["M"]["input"]), number(&item["usage"]["M"]["output"])),
            cost: number(&item["cost_micros"]),
            is_estimated: item.get("is_estimated").is_some(),
            ended: (text(&item["fault"]), text(&item["outcome"]["M"]["status"])),
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_equal_the_providers_own_ledger_whatever_becomes_of_five_hundred_turns() {
    let store = TestStore::start().await;
    let wire = Wire::between(&store).await;
    let upstream = Upstream::start().await;
    let base_url = upstream.base_url.clone();
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    let secret = folders[0].path().join("secret.json");
    let flags = ["--dynamodb-endpoint", &wire.url, "--secret-file", secret.to_str().unwrap()];
    let start = |i: usize| LocalProcess::start(&folders[i].path().join("data"), &flags);
    let (locals, doomed) = ([start(0), start(1)], start(2));
    let keys = locals[0].tenant(document(&base_url)).await;
    // A server may keep as many streams open as it likes; an address may not.
    let keys = Keys { web: keys.server.clone(), ..keys };
    wire.trouble();
    let (told, mut known) = mpsc::unbounded_channel();
    let provider = tokio::spawn(provide(upstream, told));
    let begun = Arc::new(Semaphore::new(0));
    let is_doomed = |number: &usize| fate(*number) == Fate::Killed;
    let living = (0..TURNS).filter(|number| !is_doomed(number));
    let living = join_all(living.map(|number| turn(&locals[number % 2], &keys, number, begun.clone())));
    let dying = join_all((0..TURNS).filter(is_doomed).map(|number| turn(&doomed, &keys, number, begun.clone())));
    let killed = (0..TURNS).filter(is_doomed).count();
    let kill = async {
        let _ = begun.acquire_many(killed as u32).await.unwrap();
    };
    let dying = async {
        tokio::select! {
            _ = dying => panic!("no reply of these ends before its process"),
            () = kill => {}
        }
    };
    let dying = async {
        dying.await;
        doomed.crash();
    };
    tokio::join!(living, dying);
    provider.abort();
    let _ = provider.await;
    let mut asked = Vec::new();
    while let Some(request) = known.recv().await {
        asked.push(request);
    }
    let lines = lines(&store);
    assert_eq!(lines.len(), asked.len(), "a line for each request");

    // What was reported is written down request by request, and of the others there are as many.
    let mut reported: Vec<_> = asked.iter().filter_map(|(engine, tokens)| Some((engine.clone(), (*tokens)?))).collect();
    let sure = lines.iter().filter(|line| !line.is_estimated);
    let mut written: Vec<_> = sure.map(|line| (line.engine.clone(), line.tokens)).collect();
    reported.sort();
    written.sort();
    assert_eq!(written, reported);
    let mut ends = BTreeMap::new();
    for line in lines.iter().filter(|line| line.is_estimated) {
        assert!(line.tokens.0 > 0, "{line:?}");
        *ends.entry((line.engine.clone(), line.ended.clone())).or_insert(0_usize) += 1;
    }
    let mut expected = BTreeMap::new();
    for turn in 0..TURNS {
        let (times, ended) = match fate(turn) {
            Fate::Whole => continue,
            Fate::Stopped | Fate::Deleted => (1, (None, Some("stopped".to_owned()))),
            Fate::Killed => (1, (None, None)),
            Fate::FailedOver => (2, (Some("provider_cut".to_owned()), None)),
        };
        *expected.entry((engine(turn), ended)).or_insert(0) += times;
    }
    assert_eq!(ends, expected);

    // The days equal the lines.
    let store = store.connect_to("bubblechat-");
    let (acme, later_ms) = (Slug::parse("acme").unwrap(), now_ms() + 2 * HOUR_MS);
    store.fold_usage(&acme, later_ms, || true).await.unwrap();
    let today = Day::at(now_ms());
    let days = store.usage(&acme, (today.plus(-1), today.plus(1)), later_ms).await.unwrap();
    let mut sum = Sum::default();
    days.values().for_each(|sums| sum.add(&sums.total()));
    let count = |fates: &[Fate]| (0..TURNS).filter(|turn| fates.contains(&fate(*turn))).count() as u64;
    assert_eq!((sum.messages, sum.conversations, sum.requests), (500, 500, lines.len() as u64));
    assert_eq!(sum.complete, count(&[Fate::Whole, Fate::FailedOver]));
    assert_eq!(sum.stopped, count(&[Fate::Stopped, Fate::Deleted]));
    assert_eq!(sum.interrupted, count(&[Fate::Killed]));
    assert_eq!(sum.faults["provider_cut"], 2 * count(&[Fate::FailedOver]));
    let all = |of: fn(&Stored) -> u64| lines.iter().map(of).sum::<u64>();
    assert_eq!((sum.input, sum.output), (all(|line| line.tokens.0), all(|line| line.tokens.1)));
    assert_eq!((sum.cost_micros, sum.unpriced), (Some(all(|line| line.cost)), 0));
}
