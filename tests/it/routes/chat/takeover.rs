//! A message whose sender's process died, or has not stored it yet: only its claim is there.

use super::SESSION;
use crate::support::{Call, TestApp, TestStore, TestTenant, Upstream, Wire, parse_sse, read_until};
use bubblechat_core::{
    conversation::{ConversationId, ReplyStatus, Retention, SessionId, Turn},
    store::Thread,
    time::now_ms,
};
use serde_json::{Value, json};

fn message() -> Value {
    json!({ "session_id": SESSION, "message": "hi", "message_id": "m-1" })
}

fn thread(app: &TestApp, tenant: &TestTenant) -> Thread {
    app.store.thread(&tenant.slug, &ConversationId::derive(&tenant.slug, &SessionId::parse(SESSION).unwrap()))
}

fn stored(store: &TestStore, kind: &str) -> Value {
    let items = store.items("conversations");
    items.into_iter().find(|item| item["sk"]["S"].as_str().unwrap().starts_with(kind)).unwrap()
}

fn write(store: &TestStore, claim: Value) {
    let put = json!({ "TableName": "test-conversations", "Item": claim });
    store.db.put_item(serde_json::from_value(put).unwrap()).unwrap();
}

/// Has a message answered, and takes everything back except its claim, whose lease ends then. Returns the turn.
async fn only_the_claim_is_left(store: &TestStore, app: &TestApp, acme: &TestTenant, lease_until_ms: i64) -> Turn {
    app.chat(acme, message()).await;
    let turn = thread(app, acme).newest_turns(now_ms()).await.unwrap().remove(0);
    let mut claim = stored(store, "claim#");
    claim["lease_until_ms"] = json!({ "N": lease_until_ms.to_string() });
    thread(app, acme).delete().await.unwrap();
    write(store, claim);
    turn
}

#[tokio::test]
async fn a_claim_lasts_fifteen_seconds() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let before = now_ms();
    app.chat(&acme, message()).await;
    let until: i64 = stored(&store, "claim#")["lease_until_ms"]["N"].as_str().unwrap().parse().unwrap();
    assert!((before + 15_000..=now_ms() + 15_000).contains(&until), "{}", until - before);
}

#[tokio::test]
async fn a_claim_whose_lease_has_ended_is_taken_over_once() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let dead = only_the_claim_is_left(&store, &app, &acme, now_ms() - 1).await;
    let answer = app.chat(&acme, message()).await;
    let reply = answer.events()[0].data["reply_id"].clone();
    assert_eq!((answer.told().as_str(), store.count("turn#")), ("hi", 1));
    assert_ne!(reply, dead.reply_id.as_str(), "a late write of the dead process must not meet this reply");
    let claim = stored(&store, "claim#");
    assert_eq!(claim["reply_id"]["S"], reply);
    let until: i64 = claim["lease_until_ms"]["N"].as_str().unwrap().parse().unwrap();
    assert!((now_ms()..=now_ms() + 15_000).contains(&until), "the lease begins anew");
    let again = app.chat(&acme, message()).await;
    assert_eq!((again.told().as_str(), &again.events()[0].data["reply_id"], store.count("turn#")), ("hi", &reply, 1));
}

#[tokio::test]
async fn a_claim_from_before_the_clock_was_set_back_is_taken_over() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    only_the_claim_is_left(&store, &app, &acme, now_ms() + 3_600_000).await;
    assert_eq!((app.chat(&acme, message()).await.told().as_str(), store.count("turn#")), ("hi", 1));
}

#[tokio::test]
async fn a_claim_that_is_alive_is_waited_for() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let mut turn = only_the_claim_is_left(&store, &app, &acme, now_ms() + 60_000).await;
    let wire = Wire::between(&store).await;
    let other = app.also_behind(&wire);
    let mut body = other.call(acme.chat(message())).await.into_body().into_data_stream();
    let start = parse_sse(&read_until(&mut body, "\n\n").await)[0].data.clone();
    assert_eq!(start["reply_id"], turn.reply_id.as_str());
    // The first process stores the message late. Until then the other looks for it in vain: once to see who answers, and then again and again.
    let looks = |call: &Call| call.operation == "GetItem" && call.sort_key().starts_with("turn#") && call.is_answered;
    wire.until("looked for the message", 2, looks).await;
    turn.reply = "from elsewhere".to_owned();
    let retention = Retention { days: 90, is_preview: false };
    thread(&app, &acme).store_turn(&turn, retention).await.unwrap();
    let told = read_until(&mut body, "event: done").await;
    assert!(told.contains("from elsewhere") && turn.status == ReplyStatus::Complete, "{told}");
    assert_eq!(store.count("turn#"), 1);
}

#[tokio::test]
async fn whoever_follows_a_reply_is_told_that_its_conversation_was_deleted() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let mut first = app.call(acme.chat(message())).await.into_body().into_data_stream();
    let call = upstream.next().await;
    call.token("half");
    read_until(&mut first, "half").await;
    let other = app.beside(&store);
    let mut followed = other.call(acme.chat(message())).await.into_body().into_data_stream();
    read_until(&mut followed, "half").await;
    thread(&app, &acme).delete().await.unwrap();
    let last = parse_sse(&read_until(&mut followed, "event: error").await).pop().unwrap();
    assert_eq!(last.data["code"], "conversation_deleted");
}
