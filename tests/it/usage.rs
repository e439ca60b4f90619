//! What a reply takes: a line for each request to a provider, whatever became of the reply.

use crate::support::{TestApp, TestStore, TestTenant, Upstream, UpstreamCall, parse_sse, read_rest, read_until};
use axum::body::{Body, BodyDataStream};
use http::Method;
use serde_json::{Value, json};

const SESSION: &str = "session-0123456789abcdef";

fn message(text: &str) -> Value {
    json!({ "session_id": SESSION, "message": text })
}

/// The lines, in the order in which their requests began.
fn lines(store: &TestStore) -> Vec<Value> {
    let plain = |value: &Value| match value.as_object().and_then(|typed| typed.iter().next()) {
        Some((kind, inner)) if kind == "N" => inner.as_str().unwrap().parse::<u64>().unwrap().into(),
        Some((_, inner)) => inner.clone(),
        None => Value::Null,
    };
    let is_line = |item: &&Value| item["pk"]["S"].as_str().unwrap().ends_with("#usage");
    let items = store.items("conversations");
    let mut lines: Vec<_> = items
        .iter()
        .filter(is_line)
        .map(|item| {
            let usage = &item["usage"]["M"];
            let tokens = |kind: &str| usage.get(kind).map(plain);
            json!({
                "engine": plain(&item["engine"]), "number": plain(&item["number"]),
                "tokens": [tokens("input"), tokens("output")], "is_estimated": item.get("is_estimated").is_some(),
                "cost": item.get("cost_micros").map(plain), "fault": item.get("fault").map(plain),
                "status": item.get("outcome").map(|outcome| plain(&outcome["M"]["status"])),
                "is_message": item.get("is_message").is_some(), "is_visitors": item.get("is_preview").is_none(),
                "reply": plain(&item["reply_id"]),
            })
        })
        .collect();
    lines.sort_by_key(|line| (line["reply"].as_str().unwrap().to_owned(), line["number"].as_u64()));
    lines
}

/// What all lines of a whole answer of the fake provider say.
fn whole(engine: &str, number: u64) -> Value {
    json!({
        "engine": engine, "number": number, "tokens": [12, 3], "is_estimated": false, "cost": null, "fault": null,
        "status": "complete", "is_message": number == 1, "is_visitors": true,
    })
}

fn without_reply(mut line: Value) -> Value {
    line.as_object_mut().unwrap().remove("reply");
    line
}

#[tokio::test]
async fn each_request_has_a_line_with_what_the_provider_reported() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let (answer, ()) = tokio::join!(app.chat(&acme, message("hi")), async { upstream.next().await.answer("hello") });
    assert_eq!(answer.told(), "hello");
    let stored: Vec<_> = lines(&store).into_iter().map(without_reply).collect();
    assert_eq!(stored, [whole("main", 1)]);
    // The first request gets nothing, so the engine asks once more.
    let (answer, ()) = tokio::join!(app.chat(&acme, message("again")), async {
        drop(upstream.next().await);
        upstream.next().await.answer("hello");
    });
    assert_eq!(answer.told(), "hello");
    let stored: Vec<_> = lines(&store).into_iter().skip(1).map(without_reply).collect();
    assert_eq!((&stored[0]["fault"], &stored[0]["status"]), (&json!("provider_cut"), &Value::Null));
    assert_eq!((&stored[0]["is_estimated"], &stored[0]["is_message"]), (&json!(true), &json!(true)));
    assert_eq!(stored[1], whole("main", 2));
}

#[tokio::test]
async fn a_request_is_written_down_before_its_first_text_is_shown() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let response = app.call(acme.chat(message("hi"))).await;
    let mut body = response.into_body().into_data_stream();
    let call = upstream.next().await;
    call.token("hel");
    read_until(&mut body, "hel").await;
    let [line] = &lines(&store)[..] else { panic!("one line") };
    assert_eq!((&line["is_estimated"], &line["status"]), (&json!(true), &Value::Null));
    assert!(line["tokens"][0].as_u64().unwrap() > 0, "what is known of a reply whose process dies now");
    call.token("lo");
    call.end();
    read_rest(body).await;
    assert_eq!(without_reply(lines(&store)[0].clone()), whole("main", 1));
}

/// Begins a reply and reads its first text.
async fn begun(app: &TestApp, tenant: &TestTenant, upstream: &mut Upstream) -> (UpstreamCall, BodyDataStream, String) {
    let response = app.call(tenant.chat(message("hi"))).await;
    let mut body = response.into_body().into_data_stream();
    let call = upstream.next().await;
    call.token("Half of an answer");
    let events = read_until(&mut body, "Half of an answer").await;
    let reply = parse_sse(&events)[0].data["reply_id"].as_str().unwrap().to_owned();
    (call, body, reply)
}

#[tokio::test]
async fn a_stopped_and_a_deleted_reply_are_counted_with_what_is_known_of_them() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let (call, body, reply) = begun(&app, &acme, &mut upstream).await;
    let stop = acme.request(Method::POST, &format!("/v1/replies/{reply}/stop")).header("x-session-id", SESSION);
    assert_eq!(app.read(stop.body(Body::empty()).unwrap()).await.status.as_u16(), 204);
    read_rest(body).await;
    call.closed().await;
    let (call, body, _) = begun(&app, &acme, &mut upstream).await;
    let delete = acme.request(Method::DELETE, "/v1/conversation").header("x-session-id", SESSION);
    assert_eq!(app.read(delete.body(Body::empty()).unwrap()).await.status.as_u16(), 204);
    read_rest(body).await;
    call.closed().await;
    let stored = lines(&store);
    assert_eq!(stored.len(), 2, "lines outlive their conversation: {stored:#?}");
    for line in stored {
        assert_eq!((&line["status"], &line["is_estimated"]), (&json!("stopped"), &json!(true)));
        assert_eq!(line["tokens"][1], 5, "seventeen letters of an answer");
    }
}

#[tokio::test]
async fn what_a_provider_reported_at_the_beginning_is_not_all_that_a_stopped_reply_took() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let response = app.call(acme.chat(message("hi"))).await;
    let mut body = response.into_body().into_data_stream();
    let call = upstream.next().await;
    call.report(40, 1);
    call.token("Half of an answer");
    let events = read_until(&mut body, "Half of an answer").await;
    let reply = parse_sse(&events)[0].data["reply_id"].as_str().unwrap().to_owned();
    let stop = acme.request(Method::POST, &format!("/v1/replies/{reply}/stop")).header("x-session-id", SESSION);
    assert_eq!(app.read(stop.body(Body::empty()).unwrap()).await.status.as_u16(), 204);
    read_rest(body).await;
    let line = &lines(&store)[0];
    assert_eq!((&line["tokens"], &line["is_estimated"]), (&json!([40, 5]), &json!(true)));
}

#[tokio::test]
async fn an_answer_without_a_provider_has_one_line_that_cost_nothing() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    app.chat(&acme, message("hi")).await;
    let expected = json!({
        "engine": "echo", "number": 1, "tokens": [0, 0], "is_estimated": false, "cost": null, "fault": null,
        "status": "complete", "is_message": true, "is_visitors": true,
    });
    let stored: Vec<_> = lines(&store).into_iter().map(without_reply).collect();
    assert_eq!(stored, [expected]);
}

#[tokio::test]
async fn an_engines_price_makes_a_lines_cost() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let app = TestApp::on(&store).await;
    let engine = json!({
        "name": "main", "provider": "openai", "model": "test-model", "base_url": upstream.base_url,
        "price": { "input": 2.5, "output": 10 },
    });
    let part = json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [] });
    let acme = app.tenant("acme", part).await;
    tokio::join!(app.chat(&acme, message("hi")), async { upstream.next().await.answer("hello") });
    assert_eq!(lines(&store)[0]["cost"], 60);
}
