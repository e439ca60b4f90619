//! A model that is silent for long. Its generator must not look dead, and the visitor must be able to stop it.

use crate::support::{Call, TestApp, TestStore, Upstream, Wire, parse_sse, read_until, until};
use axum::body::Body;
use bubblechat_core::time::now_ms;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{self, Instant};

const SESSION: &str = "session-0123456789abcdef";

/// How long a generator counts as alive after its last sign of life.
const LEASE: Duration = Duration::from_secs(15);

/// Advances the clock by a second, past timers that round up to a full millisecond.
async fn pass_a_second() {
    time::pause();
    time::advance(Duration::from_millis(1_002)).await;
    time::resume();
}

/// Until when a call says that the generator lives; `None` for a call that renews nothing.
fn renewed_until_ms(call: &Call) -> Option<i64> {
    let is_of_turn = call.operation == "UpdateItem" && call.sort_key().starts_with("turn#");
    let until = call.request["ExpressionAttributeValues"][":until"]["N"].as_str();
    until.filter(|_| is_of_turn)?.parse().ok()
}

fn stored_lease_ms(store: &TestStore) -> i64 {
    let turns = store.items("conversations").into_iter().find(|item| item["message"]["S"] == "hi");
    turns.unwrap()["lease_until_ms"]["N"].as_str().unwrap().parse().unwrap()
}

/// Lets the model be silent for longer than a lease, after it has said this much.
async fn the_lease_is_renewed_after(said: &[&str]) {
    let store = TestStore::start().await;
    let wire = Wire::between(&store).await;
    let (app, mut upstream) = (TestApp::behind(&wire), Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let message = json!({ "session_id": SESSION, "message": "hi" });
    let mut body = app.call(acme.chat(message)).await.into_body().into_data_stream();
    let call = upstream.next().await;
    for piece in said {
        call.token(piece);
        read_until(&mut body, piece).await;
    }
    until("the message in the store", || store.count("turn#") == 1 && store.count("conversation") == 1).await;
    let first_ms = stored_lease_ms(&store);
    let began_at = Instant::now();
    let (mut renewed_at, mut renewals) = (began_at, 0);
    for _ in 0..16 {
        let before = wire.calls();
        pass_a_second().await;
        wire.answered(before.iter().filter(|call| call.is_answered).count() + 1).await;
        // The answer is on its way to the generator, before this one.
        store.connect().tenant(&acme.slug).await.unwrap();
        let renewed = wire.calls()[before.len()..].iter().filter_map(renewed_until_ms).max();
        let longest_ms = now_ms() + 15_000;
        assert!(
            renewed.is_none_or(|until_ms| first_ms < until_ms && until_ms <= longest_ms),
            "{renewed:?} after {first_ms}"
        );
        assert!(renewed_at.elapsed() < LEASE, "the lease has ended");
        renewed_at = renewed.map_or(renewed_at, |_| Instant::now());
        renewals += u64::from(renewed.is_some());
    }
    // A silent second costs a read. Only every fifth costs a write, as does the text before them.
    let passed_s = began_at.elapsed().as_secs();
    assert!(renewals <= passed_s / 5 + 2, "{renewals} writes in {passed_s} s");
    let reads =
        wire.calls().iter().filter(|call| call.operation == "GetItem" && call.sort_key().starts_with("turn#")).count();
    assert!(reads as u64 <= passed_s + 2, "{reads} reads in {passed_s} s");
    call.answer("the end");
    assert!(read_until(&mut body, "event: done").await.contains("complete"));
}

#[tokio::test]
async fn a_reply_that_has_begun_keeps_its_lease() {
    the_lease_is_renewed_after(&["one "]).await;
}

#[tokio::test]
async fn a_reply_that_has_not_begun_keeps_its_lease() {
    the_lease_is_renewed_after(&[]).await;
}

#[tokio::test]
async fn a_reply_that_has_not_begun_can_be_stopped() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let message = json!({ "session_id": SESSION, "message": "hi" });
    let mut body = app.call(acme.chat(message)).await.into_body().into_data_stream();
    let call = upstream.next().await;
    until("the message in the store", || store.count("turn#") == 1).await;
    let start: Value = parse_sse(&read_until(&mut body, "\n\n").await)[0].data.clone();
    let path = format!("/v1/replies/{}/stop", start["reply_id"].as_str().unwrap());
    let stop = acme.request(Method::POST, &path).header("x-session-id", SESSION).body(Body::empty()).unwrap();
    assert_eq!(app.read(stop).await.status, StatusCode::NO_CONTENT);
    call.closed().await;
    let done = parse_sse(&read_until(&mut body, "event: done").await).pop().unwrap();
    assert_eq!((&done.data["status"], &done.data["length"]), (&json!("stopped"), &json!(0)));
}
