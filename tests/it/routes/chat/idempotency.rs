//! One message id: one message, one upstream call, one reply.

use super::SESSION;
use crate::support::{TestApp, TestStore, Upstream, Wire};
use futures_util::future::join_all;
use http::StatusCode;
use serde_json::{Value, json};

fn message(text: &str) -> Value {
    json!({ "session_id": SESSION, "message": text, "message_id": "m-1" })
}

#[tokio::test]
async fn ten_callers_with_one_id_share_one_reply() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let provider = async {
        let call = upstream.next().await;
        call.token("all of ");
        call.answer("it");
        upstream
    };
    let callers = join_all((0..10).map(|_| app.chat(&acme, message("hi"))));
    let (answers, mut upstream) = tokio::join!(callers, provider);
    for answer in &answers {
        assert_eq!((answer.told().as_str(), answer.last().data["status"].as_str()), ("all of it", Some("complete")));
    }
    assert!(upstream.is_unasked());
    assert_eq!((store.count("turn#"), app.thread(&acme, SESSION).await.len()), (1, 2));
}

#[tokio::test]
async fn a_repeat_replays_the_reply_and_does_not_count() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({ "limits": { "session_per_minute": 2 } })).await;
    let first = app.chat(&acme, message("one two")).await;
    for _ in 0..5 {
        let again = app.chat(&acme, message("one two")).await;
        assert_eq!((again.told(), again.last()), (first.told(), first.last()));
        assert_eq!(again.events()[0].data["reply_id"], first.events()[0].data["reply_id"]);
    }
    let second = app.chat(&acme, json!({ "session_id": SESSION, "message": "another" })).await;
    assert_eq!(second.status, StatusCode::OK);
    let third = app.chat(&acme, json!({ "session_id": SESSION, "message": "another" })).await;
    assert_eq!(third.code(), "session_limit_reached");
    // Even at the limit, earlier messages can be replayed.
    assert_eq!(app.chat(&acme, message("one two")).await.told(), first.told());
}

#[tokio::test]
async fn an_id_belongs_to_one_message() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    app.chat(&acme, message("one two")).await;
    let answer = app.chat(&acme, message("something else")).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "message_id_reused"));
    assert_eq!(store.count("turn#"), 1);
}

#[tokio::test]
async fn a_message_refused_for_its_id_does_not_count() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({ "limits": { "session_per_minute": 2 } })).await;
    app.chat(&acme, message("one two")).await;
    for _ in 0..5 {
        assert_eq!(app.chat(&acme, message("something else")).await.code(), "message_id_reused");
    }
    let second = app.chat(&acme, json!({ "session_id": SESSION, "message": "another" })).await;
    assert_eq!((second.status, &second.headers["ratelimit-remaining"]), (StatusCode::OK, &"0".parse().unwrap()));
    let heads = store.items("conversations").into_iter().filter(|item| item["sk"]["S"] == "conversation");
    assert_eq!(heads.map(|head| head["turns"]["N"].clone()).collect::<Vec<_>>(), ["2"]);
}

#[tokio::test]
async fn ids_are_scoped_to_session_and_tenant() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let (acme, other) = (app.tenant("acme", json!({})).await, app.tenant("other", json!({})).await);
    let elsewhere = json!({ "session_id": "session-fedcba9876543210", "message": "c d", "message_id": "m-1" });
    assert_eq!(app.chat(&acme, message("a b")).await.told(), "b a");
    assert_eq!(app.chat(&acme, elsewhere).await.told(), "d c");
    assert_eq!(app.chat(&other, message("e f")).await.told(), "f e");
}

#[tokio::test]
async fn a_reply_is_generated_again_if_no_part_was_shown() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let (failed, ()) = tokio::join!(app.chat(&acme, message("hi")), async { upstream.fail().await });
    assert_eq!((failed.last().name.as_str(), failed.last().data["retryable"].as_bool()), ("error", Some(true)));
    let (answer, ()) = tokio::join!(app.chat(&acme, message("hi")), async { upstream.next().await.answer("hello") });
    assert_eq!((answer.told().as_str(), store.count("turn#")), ("hello", 1));
    let thread = app.thread(&acme, SESSION).await;
    assert_eq!((thread.len(), &thread[1]["content"], &thread[1]["status"]), (2, &json!("hello"), &json!("complete")));
}

#[tokio::test]
async fn of_two_who_send_a_failed_message_again_one_answers_and_the_other_is_told_when_to_try_again() {
    let store = TestStore::start().await;
    let wire = Wire::between(&store).await;
    let app = TestApp::behind(&wire);
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    tokio::join!(app.chat(&acme, message("hi")), async { upstream.fail().await });
    wire.hold();
    let callers = join_all((0..2).map(|_| app.chat(&acme, message("hi"))));
    let (mut answers, ()) = tokio::join!(callers, async {
        // Both see that nobody answers before one of them begins.
        for n in [8, 10, 12] {
            wire.arrived(n).await;
            wire.allow(n);
        }
        wire.allow(usize::MAX);
        upstream.next().await.answer("hello");
    });
    answers.sort_by_key(|answer| answer.status);
    assert_eq!((answers[0].status, answers[0].told().as_str()), (StatusCode::OK, "hello"));
    assert_eq!((answers[1].status, answers[1].code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "busy"));
    assert_eq!(answers[1].headers["retry-after"], "1");
    assert!(upstream.is_unasked());
}

#[tokio::test]
async fn a_reply_is_not_generated_again_once_a_part_was_shown() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let provider = async {
        upstream.next().await.token("half");
    };
    let (cut, ()) = tokio::join!(app.chat(&acme, message("hi")), provider);
    assert_eq!((cut.told().as_str(), cut.last().data["code"].as_str()), ("half", Some("provider_cut")));
    let again = app.chat(&acme, message("hi")).await;
    assert_eq!((again.told().as_str(), again.last().data["code"].as_str()), ("half", Some("provider_cut")));
    assert!(upstream.is_unasked());
}
