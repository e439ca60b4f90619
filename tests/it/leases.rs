//! Who answers a message while its model is silent, its store hangs, or its generator is given up for dead.

use crate::support::{
    Call, TestApp, TestStore, TestTenant, Upstream, UpstreamCall, Wire, parse_sse, read_until, until,
};
use axum::body::{Body, BodyDataStream};
use bubblechat_core::{calendar::Day, time::now_ms, usage::Sums};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time;

const SESSION: &str = "session-0123456789abcdef";
/// Longer than a lease.
const TOO_LONG_MS: i64 = 16_000;

fn message() -> Value {
    json!({ "session_id": SESSION, "message": "hi", "message_id": "m-1" })
}

/// A process whose generator is behind a wire, another one, and their tenant's model.
struct World {
    store: TestStore,
    wire: Wire,
    app: TestApp,
    other: TestApp,
    upstream: Upstream,
    acme: TestTenant,
}

impl World {
    async fn new() -> Self {
        let store = TestStore::start().await;
        let wire = Wire::between(&store).await;
        let (app, upstream) = (TestApp::behind(&wire), Upstream::start().await);
        let acme = app.model_tenant("acme", &upstream.base_url).await;
        let other = app.beside(&store);
        Self { store, wire, app, other, upstream, acme }
    }

    /// The same, with an engine that waits for its model for two minutes.
    async fn patient() -> Self {
        let world = Self::new().await;
        let mut engine =
            json!({ "name": "main", "provider": "openai", "model": "m", "base_url": world.upstream.base_url });
        (engine["first_byte_timeout_s"], engine["stall_timeout_s"]) = (120.into(), 120.into());
        let part = json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [] });
        let acme = world.app.tenant("patient", part).await;
        Self { acme, ..world }
    }

    async fn send(&self, app: &TestApp) -> BodyDataStream {
        app.call(self.acme.chat(message())).await.into_body().into_data_stream()
    }

    /// Sends the message and waits until it is stored and the model is asked.
    async fn begin(&mut self) -> (BodyDataStream, UpstreamCall) {
        let body = self.send(&self.app).await;
        let call = self.upstream.next().await;
        until("the message in the store", || self.store.count("turn#") == 1 && self.store.count("conversation") == 1)
            .await;
        (body, call)
    }

    /// Begins, and gives that generator up for dead: another process asks the model again.
    async fn begin_again(&mut self) -> [(BodyDataStream, UpstreamCall); 2] {
        let late = self.begin().await;
        self.store.age_leases(TOO_LONG_MS);
        let body = self.send(&self.other).await;
        [late, (body, self.upstream.next().await)]
    }

    /// Lets a second pass, for the generator and for the leases, and waits until the generator has looked after its own.
    async fn pass_a_second(&self) {
        let looks = |call: &Call| is_look(call) && call.is_answered;
        let looked = self.wire.calls().iter().filter(|call| looks(call)).count();
        self.store.age_leases(1_000);
        time::pause();
        // Timers round up to a full millisecond.
        time::advance(Duration::from_millis(1_002)).await;
        time::resume();
        self.wire.until("looked after a lease", looked + 1, looks).await;
        // The answer is on its way to the generator, before this one.
        self.store.connect().tenant(&self.acme.slug).await.unwrap();
    }
}

/// Whether a call reads the turn, or renews a lease.
fn is_look(call: &Call) -> bool {
    match call.operation.as_str() {
        "GetItem" => call.sort_key().starts_with("turn#"),
        "UpdateItem" => call.sort_key().starts_with("turn#") || call.sort_key().starts_with("claim#"),
        _ => false,
    }
}

fn error_of(events: &str) -> Value {
    parse_sse(events).pop().unwrap().data
}

#[tokio::test]
async fn a_message_sent_again_during_forty_seconds_of_silence_is_answered_once() {
    let mut world = World::patient().await;
    let (first, call) = world.begin().await;
    let mut bodies = vec![first];
    for second in 1..=40 {
        world.pass_a_second().await;
        if second % 10 == 0 && second < 40 {
            bodies.push(world.send(&world.other).await);
        }
    }
    assert!(world.upstream.is_unasked());
    call.answer("the one reply");
    for mut body in bodies {
        let told = read_until(&mut body, "event: done").await;
        assert!(told.contains("the one reply"), "{told}");
    }
    assert_eq!(world.store.count("turn#"), 1);
}

#[tokio::test]
async fn a_message_that_takes_long_to_store_stays_its_senders() {
    let mut world = World::new().await;
    world.wire.stick("PutItem", "turn#");
    let mut body = world.send(&world.app).await;
    let call = world.upstream.next().await;
    // The model's first words have to wait, too.
    call.token("early ");
    for _ in 0..20 {
        world.pass_a_second().await;
    }
    let mut followed = world.send(&world.other).await;
    read_until(&mut followed, "event: start").await;
    assert!(world.upstream.is_unasked(), "the claim is still the first sender's");
    world.wire.unstick();
    call.answer("bird");
    for body in [&mut body, &mut followed] {
        let told = read_until(body, "event: done").await;
        assert!(told.contains("early ") && told.contains("bird"), "{told}");
    }
    assert_eq!(world.store.count("turn#"), 1);
}

#[tokio::test]
async fn a_stop_in_the_silence_is_seen_by_the_next_look() {
    let mut world = World::new().await;
    let (mut body, call) = world.begin().await;
    let start = parse_sse(&read_until(&mut body, "\n\n").await)[0].data.clone();
    for _ in 0..6 {
        world.pass_a_second().await;
    }
    let path = format!("/v1/replies/{}/stop", start["reply_id"].as_str().unwrap());
    let stop = world.acme.request(Method::POST, &path).header("x-session-id", SESSION).body(Body::empty()).unwrap();
    assert_eq!(world.other.read(stop).await.status, StatusCode::NO_CONTENT);
    let before = world.wire.calls().len();
    world.pass_a_second().await;
    call.closed().await;
    let done = parse_sse(&read_until(&mut body, "event: done").await).pop().unwrap();
    assert_eq!(done.data["status"], "stopped");
    let is_save = |call: &&Call| call.operation == "UpdateItem" && call.sort_key().starts_with("turn#");
    let saved = |call: &Call| call.request["ExpressionAttributeValues"][":status"]["S"].clone();
    let writes = world.wire.calls()[before..].iter().filter(is_save).map(saved).collect();
    assert_eq!(Value::Array(writes), json!(["stopped"]), "it does not wait for the lease's next renewal");
}

#[tokio::test]
async fn a_generator_given_up_for_dead_writes_nothing_and_leaves_its_model() {
    let mut world = World::new().await;
    let [(mut first, late), (mut second, call)] = world.begin_again().await;
    late.token("too late");
    read_until(&mut first, "too late").await;
    world.pass_a_second().await;
    late.closed().await;
    let error = error_of(&read_until(&mut first, "event: error").await);
    assert_eq!((&error["code"], &error["retryable"]), (&json!("interrupted"), &json!(true)));
    call.answer("in time");
    assert!(read_until(&mut second, "event: done").await.contains("in time"));
    let thread = world.other.thread(&world.acme, SESSION).await;
    assert_eq!((thread.len(), &thread[1]["content"], &thread[1]["status"]), (2, &json!("in time"), &json!("complete")));
    let today = Day::at(now_ms());
    let usage = world.store.connect().usage(&world.acme.slug, (today.plus(-1), today), now_ms()).await.unwrap();
    let mut took = Sums::default();
    usage.values().for_each(|sums| took.add(sums));
    let took = took.total();
    assert_eq!((took.messages, took.requests), (1, 2), "both requests cost");
    assert_eq!((took.complete, took.stopped), (1, 0), "the message has one reply");
}

#[tokio::test]
async fn a_silent_generator_given_up_for_dead_leaves_its_model_too() {
    let mut world = World::new().await;
    let [(mut first, late), (mut second, call)] = world.begin_again().await;
    let before = world.wire.calls().len();
    world.pass_a_second().await;
    late.closed().await;
    assert_eq!(error_of(&read_until(&mut first, "event: error").await)["code"], "interrupted");
    let renews = |call: &Call| call.request["ExpressionAttributeValues"][":status"]["S"] == "streaming";
    assert!(!world.wire.calls()[before..].iter().any(renews), "the read told it");
    call.answer("in time");
    assert!(read_until(&mut second, "event: done").await.contains("in time"));
}

#[tokio::test]
async fn a_claimant_that_lost_its_claim_before_its_message_was_stored_gives_up() {
    let mut world = World::new().await;
    world.wire.stick("PutItem", "turn#");
    let mut first = world.send(&world.app).await;
    let late = world.upstream.next().await;
    world.store.age_leases(TOO_LONG_MS);
    let mut second = world.send(&world.other).await;
    let call = world.upstream.next().await;
    for _ in 0..5 {
        world.pass_a_second().await;
    }
    late.closed().await;
    let error = error_of(&read_until(&mut first, "event: error").await);
    assert_eq!((&error["code"], &error["retryable"]), (&json!("interrupted"), &json!(true)));
    call.answer("in time");
    assert!(read_until(&mut second, "event: done").await.contains("in time"));
    assert_eq!(world.store.count("turn#"), 1);
}

#[tokio::test]
async fn a_follower_gives_a_claimant_up_when_its_lease_ends() {
    let world = World::new().await;
    let world = World { acme: world.app.tenant("echo", json!({})).await, ..world };
    world.app.chat(&world.acme, message()).await;
    let claim = world.store.items("conversations").into_iter().find(|item| item["text_digest"].is_object());
    let mut claim = claim.unwrap();
    claim["lease_until_ms"] = json!({ "N": (now_ms() + 1_000).to_string() });
    let delete = world.acme.request(Method::DELETE, "/v1/conversation").header("x-session-id", SESSION);
    world.app.read(delete.body(Body::empty()).unwrap()).await;
    let put = json!({ "TableName": "test-conversations", "Item": claim });
    world.store.db.put_item(serde_json::from_value(put).unwrap()).unwrap();
    let before = world.wire.calls().len();
    let answer = world.app.chat(&world.acme, message()).await;
    assert_eq!(answer.last().data["code"], "interrupted");
    let looks = world.wire.calls()[before..].iter().filter(|call| is_look(call)).count();
    assert!(looks < 10, "{looks} looks at three a second");
}

#[tokio::test]
async fn a_reply_is_not_held_up_by_the_record_of_its_keys_use() {
    let world = World::new().await;
    let echo = world.app.tenant("echo", json!({})).await;
    world.wire.stick("PutItem", "key#");
    let answer = world.app.chat(&echo, message()).await;
    assert_eq!(answer.told(), "hi");
    world.wire.unstick();
}

#[tokio::test]
async fn a_reply_whose_reader_cannot_begin_it_stays_pending() {
    let world = World::new().await;
    let send = world.acme.request(Method::POST, "/v1/messages").header("content-type", "application/json");
    let accepted = world.app.read(send.body(Body::from(message().to_string())).unwrap()).await.json();
    world.store.connect().delete_tenant(&world.acme.slug, now_ms()).await.unwrap();
    let stream = http::Request::get(accepted["stream_url"].as_str().unwrap()).body(Body::empty()).unwrap();
    assert_eq!(world.app.read(stream).await.status, StatusCode::NOT_FOUND);
    let turn = world.store.items("conversations").into_iter().find(|item| item["message"]["S"] == "hi").unwrap();
    assert_eq!(turn["reply_status"]["S"], "pending");
}
