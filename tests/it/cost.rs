//! The cost of a turn, measured on the wire between SDK and store.

use crate::support::{Call, TestApp, TestStore, TestTenant, Upstream, Wire, parse_sse, read_rest, read_until};
use axum::body::Body;
use dynoxide::Database;
use futures_util::{FutureExt as _, StreamExt as _};
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time;

const ROUND: usize = 4;
/// What is stored during the model's call: the message, its conversation's head, and the line of the request's usage.
const STORED: usize = 3;
/// What is stored when the reply has ended: the reply, the line again, and the tenant's counters.
const ENDED: usize = 3;

fn message(session: &str) -> Value {
    json!({ "session_id": session, "message": "hi" })
}

/// Sends a message while the store's responses are held back, and releases them only when all parallel calls have arrived. Code that
/// waited for one call before it sent the next would hang here. `noted`: whether the key's use is recorded too, as it is now and then.
async fn turn(
    app: &TestApp,
    wire: &Wire,
    upstream: &mut Upstream,
    (tenant, session): (&TestTenant, &str),
    noted: bool,
) -> Vec<Call> {
    let beside = STORED + usize::from(noted);
    wire.hold();
    let provider = async {
        wire.arrived(ROUND).await;
        assert!(upstream.is_unasked(), "the model is asked only after the round");
        wire.allow(ROUND);
        // Hold the calls that run beside the model's until the model has been asked.
        let call = upstream.next().await;
        let before = wire.calls();
        wire.arrived(ROUND + beside).await;
        call.answer("hello");
        wire.allow(usize::MAX);
        before
    };
    let (answer, before) = tokio::join!(app.chat(tenant, message(session)), provider);
    assert_eq!(answer.told(), "hello");
    let is_beside = |key: String| key.starts_with("key#") || key == "conversation" || key.contains("#r_");
    let waited_for = before.iter().filter(|call| !is_beside(call.sort_key()));
    assert_eq!(waited_for.count(), ROUND, "{before:#?}");
    wire.calls()
}

fn described(calls: &[Call]) -> Vec<String> {
    calls
        .iter()
        .map(|call| format!("{} {}", call.operation, call.sort_key().split('_').next().unwrap_or_default()))
        .collect()
}

#[tokio::test]
async fn one_round_of_four_calls_before_the_model_is_asked_cold_and_warm() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let wire = Wire::between(&store).await;
    let app = TestApp::behind(&wire);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let visitor = (&acme, "session-0123456789abcdef");
    let cold = turn(&app, &wire, &mut upstream, visitor, true).await;
    let warm = turn(&app, &wire, &mut upstream, visitor, false).await;
    for (calls, noted) in [(&cold, 1), (&warm, 0)] {
        let mut round = described(&calls[..ROUND]);
        round.sort();
        let claim =
            calls.iter().find(|call| call.operation == "PutItem" && call.sort_key().starts_with("claim#")).unwrap();
        assert_eq!(
            round,
            ["BatchGetItem ", &format!("PutItem {}", claim.sort_key()), "Query turn#", "UpdateItem hits"]
        );
        let reads = calls.iter().filter(|call| ["BatchGetItem", "Query", "GetItem"].contains(&call.operation.as_str()));
        assert!(reads.clone().all(Call::is_consistent), "reads after a visitor's own write ask for consistency");
        assert_eq!(reads.count(), 2);
        assert_eq!(calls.len(), ROUND + STORED + ENDED + noted, "and the key's use once: {calls:#?}");
    }
}

/// Stores conversations in the store's own format, bypassing the wire.
fn seed(db: &Database, tenant: &str, from: usize, to: usize) {
    for i in from..to {
        let pk = format!("{tenant}#c_{i:032x}");
        let at = format!("2026-01-01T00:00:{:02}.{:03}Z", i / 1000 % 60, i % 1000);
        let head = json!({
            "pk": { "S": pk }, "sk": { "S": "conversation" }, "tenant": { "S": tenant }, "active_at": { "S": at },
            "conversation_id": { "S": format!("c_{i:032x}") }, "last_message": { "S": "hi" }, "turns": { "N": "1" },
            "active_at_ms": { "N": "1" }, "created_at_ms": { "N": "1" }, "schema": { "N": "1" },
        });
        let turn = json!({
            "pk": { "S": pk }, "sk": { "S": format!("turn#r_{i:032x}") }, "schema": { "N": "1" }, "reply": { "S": "hello" },
        });
        for item in [head, turn] {
            let request = json!({ "TableName": "test-conversations", "Item": item });
            db.put_item(serde_json::from_value(request).unwrap()).unwrap();
        }
    }
}

#[tokio::test]
async fn a_turn_costs_the_same_at_ten_and_at_ten_thousand_conversations() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let wire = Wire::between(&store).await;
    let app = TestApp::behind(&wire);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    turn(&app, &wire, &mut upstream, (&acme, "session-that-uses-the-key"), true).await;
    let mut figures = Vec::new();
    for (from, to, session) in
        [(0, 10, "session-at-ten-conversations"), (10, 10_000, "session-at-ten-thousand-conversations")]
    {
        seed(&store.db, "acme", from, to);
        for turns in ["first", "second"] {
            let calls = turn(&app, &wire, &mut upstream, (&acme, session), false).await;
            let mut units: Vec<_> = calls.iter().map(|call| (call.operation.clone(), call.units.to_string())).collect();
            units.sort();
            let total: f64 = calls.iter().map(|call| call.units).sum();
            println!(
                "{to} conversations, {turns} turn of one: {} calls, {total} capacity units: {units:?}",
                calls.len()
            );
            assert!(total <= 13.0, "{total} units for a short turn");
            figures.push(units);
        }
    }
    assert_eq!(figures[..2], figures[2..]);
}

#[tokio::test]
async fn reading_a_thread_is_one_round_of_two_consistent_calls() {
    let store = TestStore::start().await;
    let wire = Wire::between(&store).await;
    let app = TestApp::behind(&wire);
    let acme = app.tenant("acme", json!({})).await;
    app.chat(&acme, message("session-0123456789abcdef")).await;
    wire.hold();
    let (thread, ()) = tokio::join!(app.thread(&acme, "session-0123456789abcdef"), async {
        wire.arrived(2).await;
        wire.allow(2);
    });
    assert_eq!(thread.len(), 2);
    assert_eq!(wire.calls().len(), 2);
    assert!(wire.calls().iter().all(Call::is_consistent));
}

#[tokio::test]
async fn nothing_of_an_answer_is_sent_or_stored_before_its_message_is() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let wire = Wire::between(&store).await;
    let app = TestApp::behind(&wire);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    turn(&app, &wire, &mut upstream, (&acme, "session-that-uses-the-key"), true).await;
    wire.hold();
    wire.allow(ROUND);
    let response = app.call(acme.chat(message("session-whose-message-is-held"))).await;
    let mut body = response.into_body().into_data_stream();
    upstream.next().await.answer("hello");
    wire.arrived(ROUND + STORED).await;
    // A later visitor, whose message nothing holds, gets a whole answer meanwhile.
    let other = app.beside(&store);
    let later = other.chat(&acme, message("session-that-nothing-holds"));
    let (answer, ()) = tokio::join!(later, async { upstream.next().await.answer("overtaken") });
    assert_eq!(answer.told(), "overtaken");
    let mut sent = Vec::new();
    while let Some(Some(piece)) = body.next().now_or_never() {
        sent.extend(piece.unwrap());
    }
    assert!(!String::from_utf8(sent).unwrap().contains("hello"));
    // Once a second the claim's lease is renewed, however long this takes.
    let calls = wire.calls();
    let looks = |call: &&Call| match call.operation.as_str() {
        "UpdateItem" => call.sort_key().starts_with("claim#"),
        operation => operation == "GetItem",
    };
    assert_eq!(calls.len() - calls.iter().filter(looks).count(), ROUND + STORED);
    wire.allow(usize::MAX);
    assert!(read_rest(body).await.contains("hello"));
}

/// Whether a call saved how far a reply is.
fn is_save(call: &Call) -> bool {
    call.operation == "UpdateItem" && call.sort_key().starts_with("turn#") && call.is_answered
}

/// Runs a 60-second reply on the test's own clock, with one token per second. Returns what the visitor was sent.
async fn minute_long(app: &TestApp, wire: &Wire, upstream: &mut Upstream, tenant: &TestTenant) -> String {
    let response = app.call(tenant.chat(message("session-of-a-minute-long-reply"))).await;
    let mut body = response.into_body().into_data_stream();
    let call = upstream.next().await;
    let mut text = String::new();
    for second in 1..=60 {
        let token = format!("What is said in second number {second} of about seventy letters, no more. ");
        assert!(call.token(&token));
        text += &read_until(&mut body, &token).await;
        time::pause();
        // Timers round up to a full millisecond.
        time::advance(Duration::from_millis(1_002)).await;
        time::resume();
        wire.until("saved a reply", second, is_save).await;
    }
    call.end();
    text + &read_rest(body).await
}

#[tokio::test]
async fn a_long_reply_costs_one_small_write_a_second_and_resuming_costs_three_reads() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let wire = Wire::between(&store).await;
    let app = TestApp::behind(&wire);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    turn(&app, &wire, &mut upstream, (&acme, "session-that-uses-the-key"), true).await;
    let print = |what: &str, calls: &[Call]| {
        let units: f64 = calls.iter().map(|call| call.units).sum();
        println!("{what}: {} calls, {units} capacity units", calls.len());
    };

    let short = turn(&app, &wire, &mut upstream, (&acme, "session-of-a-short-reply"), false).await;
    print("a reply of less than a second", &short);
    assert_eq!(short.len(), ROUND + STORED + ENDED);

    wire.hold();
    wire.allow(usize::MAX);
    let sent = minute_long(&app, &wire, &mut upstream, &acme).await;
    let long = wire.calls();
    print(&format!("a reply of 60 seconds in {} bytes of events", sent.len()), &long);
    assert_eq!(sent.matches("second number").count(), 60);
    assert_eq!(long.iter().filter(|call| is_save(call)).count(), 60 + 1, "one a second, and its end");

    wire.hold();
    wire.allow(usize::MAX);
    let events = parse_sse(&sent);
    let start = &events[0].data;
    let (reply, ticket) = (start["reply_id"].as_str().unwrap(), start["ticket"].as_str().unwrap());
    let path = format!("/v1/replies/{reply}/stream?ticket={ticket}&after={}", events[1].id.as_ref().unwrap());
    let request = acme.request(Method::GET, &path).body(Body::empty()).unwrap();
    let resumed = app.read(request).await;
    assert_eq!(resumed.told().matches("second number").count(), 59);
    print("resuming it after its first token", &wire.calls());
    assert_eq!(wire.calls().len(), 3);
}
