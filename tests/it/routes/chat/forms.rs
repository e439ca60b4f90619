//! The three formats of an answer on the wire.

use super::SESSION;
use crate::support::{TestApp, TestStore};
use axum::body::Body;
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// What differs from run to run.
fn redact(text: &str) -> String {
    let mut text = text.to_owned();
    for (start, end, name) in
        [("\"c_", "\"", "conversation"), ("\"r_", "\"", "reply"), ("\"ticket\":\"", "\"", "ticket")]
    {
        while let Some(at) = text.find(start) {
            let length = text[at + start.len()..].find(end).unwrap();
            let name = if name == "ticket" { "\"TICKET\":\"…".to_owned() } else { format!("\"<{name}>") };
            text.replace_range(at..at + start.len() + length, &name);
        }
    }
    text
}

async fn answer(accept: &str) -> crate::support::Answer {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let body = json!({ "session_id": SESSION, "message": "grüß Gott", "message_id": "m-1" });
    let request =
        acme.request(Method::POST, "/v1/chat").header("content-type", "application/json").header("accept", accept);
    app.read(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn sse_is_the_default() {
    let answer = answer("*/*").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "text/event-stream");
    assert_eq!(answer.headers["x-accel-buffering"], "no");
    assert_eq!(answer.headers["cache-control"], "no-store, no-transform");
    assert_eq!(answer.headers["ratelimit-limit"], "1000");
    assert_eq!(answer.headers["ratelimit-remaining"], "999");
    // How many pieces there are depends on the reader's pace; the first, the last and the text do not.
    let events = answer.events();
    let ends: String = [events.first(), events.last()].iter().map(|event| format!("{:?}\n", event.unwrap())).collect();
    insta::assert_snapshot!(redact(answer.text().split_inclusive("\n\n").next().unwrap()));
    insta::assert_snapshot!(answer.text().trim_end().rsplit("\n\n").next().unwrap());
    assert_eq!(answer.told(), "Gott grüß", "{ends}");
    let tokens: Vec<_> = events.iter().filter(|event| event.name == "token").collect();
    assert_eq!(tokens.last().unwrap().id, Some("Gott grüß".len()));
}

#[tokio::test]
async fn ndjson_holds_the_same_objects() {
    let answer = answer("application/x-ndjson").await;
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    let lines: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.first().unwrap()["type"], "start");
    let told: String = lines.iter().filter(|l| l["type"] == "token").map(|l| l["content"].as_str().unwrap()).collect();
    assert_eq!(told, "Gott grüß");
    assert_eq!(
        *lines.last().unwrap(),
        json!({ "type": "done", "status": "complete", "length": 11, "metadata": { "engine": "echo" } })
    );
}

#[tokio::test]
async fn json_is_the_whole_reply() {
    let answer = answer("application/json").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    insta::assert_snapshot!(redact(answer.text()));
}

#[tokio::test]
async fn other_formats_are_refused() {
    let answer = answer("text/html").await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_ACCEPTABLE, "not_acceptable"));
}
