//! What a model sees of the conversation.

use super::SESSION;
use crate::support::{Answer, PROMPT_CANARY, PROVIDER_KEY_CANARY, TestApp, TestStore, TestTenant, Upstream};
use axum::body::Body;
use bubblechat_core::time::now_ms;
use http::{Method, Request};
use serde_json::{Value, json};

fn message(id: &str) -> Value {
    json!({ "session_id": SESSION, "message": format!("question {id}"), "message_id": id })
}

/// A tenant with a model, and that many messages of history.
async fn tenant(app: &TestApp, upstream: &Upstream, slug: &str, history_limit: u32) -> TestTenant {
    let engine = json!({ "name": "main", "provider": "openai", "model": "m", "base_url": upstream.base_url });
    let behaviour = json!({ "history_limit": history_limit });
    let part = json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [], "behaviour": behaviour });
    app.tenant(slug, part).await
}

/// Answers the model's next call. Returns what the model was sent, without the prompt.
async fn answer(upstream: &mut Upstream, id: &str) -> Vec<String> {
    let call = upstream.next().await;
    let messages = call.request["messages"].as_array().unwrap()[1..].to_vec();
    call.answer(&format!("answer {id}"));
    messages.iter().map(|message| message["content"].as_str().unwrap().to_owned()).collect()
}

/// Sends a message. Returns what the model was sent.
async fn seen(app: &TestApp, upstream: &mut Upstream, tenant: &TestTenant, id: &str) -> Vec<String> {
    let (answered, seen) = tokio::join!(app.chat(tenant, message(id)), answer(upstream, id));
    assert_eq!(answered.told(), format!("answer {id}"));
    seen
}

#[tokio::test]
async fn the_model_sees_the_prompt_and_the_last_fifty_messages_in_order() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = tenant(&app, &upstream, "acme", 50).await;
    for i in 0..30 {
        seen(&app, &mut upstream, &acme, &i.to_string()).await;
    }
    let (_, call) = tokio::join!(app.chat(&acme, message("30")), async {
        let call = upstream.next().await;
        let request = call.request.clone();
        assert_eq!(call.authorization, format!("Bearer {PROVIDER_KEY_CANARY}"));
        call.answer("ok");
        request
    });
    let messages = call["messages"].as_array().unwrap();
    assert_eq!(messages[0]["role"], "system");
    assert!(messages[0]["content"].as_str().unwrap().contains(PROMPT_CANARY));
    let expected = (5..30).flat_map(|i| [("user", format!("question {i}")), ("assistant", format!("answer {i}"))]);
    let expected: Vec<_> = expected.chain([("user", "question 30".to_owned())]).collect();
    let seen = messages[1..].iter().map(|m| (m["role"].as_str().unwrap(), m["content"].as_str().unwrap().to_owned()));
    assert_eq!(seen.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn the_model_sees_no_more_than_the_tenants_history_limit() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let second = ["question 2", "answer 2"];
    // Providers want a window to begin with the visitor, so half a turn is no part of it.
    for (limit, earlier) in [(0, &[][..]), (1, &[]), (2, &second), (3, &second)] {
        let tenant = tenant(&app, &upstream, &format!("limit-{limit}"), limit).await;
        for id in ["1", "2"] {
            seen(&app, &mut upstream, &tenant, id).await;
        }
        let expected = [earlier, &["question 3"]].concat();
        assert_eq!(seen(&app, &mut upstream, &tenant, "3").await, expected, "a limit of {limit}");
    }
}

#[tokio::test]
async fn a_message_that_is_sent_again_does_not_see_the_turns_after_it() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = tenant(&app, &upstream, "acme", 50).await;
    seen(&app, &mut upstream, &acme, "1").await;
    let (failed, ()) = tokio::join!(app.chat(&acme, message("2")), async { upstream.fail().await });
    assert_eq!(failed.last().name, "error");
    seen(&app, &mut upstream, &acme, "3").await;
    let again = seen(&app, &mut upstream, &acme, "2").await;
    assert_eq!(again, ["question 1", "answer 1", "question 2"]);
}

/// Moves the conversation's only turn to the time of a clock that is an hour ahead.
fn move_ahead(store: &TestStore) {
    let items = store.items("conversations");
    let mut turn = items.into_iter().find(|item| item["sk"]["S"].as_str().unwrap().starts_with("turn#")).unwrap();
    let key = json!({ "pk": turn["pk"], "sk": turn["sk"] });
    let delete = json!({ "TableName": "test-conversations", "Key": key });
    store.db.delete_item(serde_json::from_value(delete).unwrap()).unwrap();
    let id = format!("r_{:012x}7fff8{:015x}", now_ms() + 3_600_000, 0);
    (turn["sk"]["S"], turn["reply_id"]["S"]) = (format!("turn#{id}").into(), id.into());
    let put = json!({ "TableName": "test-conversations", "Item": turn });
    store.db.put_item(serde_json::from_value(put).unwrap()).unwrap();
}

#[tokio::test]
async fn turns_stay_in_order_when_the_clock_is_set_back() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = tenant(&app, &upstream, "acme", 50).await;
    seen(&app, &mut upstream, &acme, "1").await;
    move_ahead(&store);
    assert_eq!(seen(&app, &mut upstream, &acme, "2").await, ["question 1", "answer 1", "question 2"]);
    let third = seen(&app, &mut upstream, &acme, "3").await;
    assert_eq!(third, ["question 1", "answer 1", "question 2", "answer 2", "question 3"]);
    let again = app.chat(&acme, message("2")).await;
    assert_eq!((again.told().as_str(), store.count("turn#")), ("answer 2", 3), "the claim leads to the stored turn");
}

#[tokio::test]
async fn a_pending_message_does_not_see_the_turns_after_it() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = tenant(&app, &upstream, "acme", 50).await;
    let pending = acme.request(Method::POST, "/v1/messages").header("content-type", "application/json");
    let pending: Answer = app.read(pending.body(Body::from(message("1").to_string())).unwrap()).await;
    seen(&app, &mut upstream, &acme, "2").await;
    let stream = Request::get(pending.json()["stream_url"].as_str().unwrap()).body(Body::empty()).unwrap();
    let (told, seen) = tokio::join!(app.read(stream), answer(&mut upstream, "1"));
    assert_eq!((told.told().as_str(), seen), ("answer 1", vec!["question 1".to_owned()]));
}
