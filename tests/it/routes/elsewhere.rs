//! Requests as the clients of other widgets send them: each refusal says in one read what to send instead, and a browser can read it.

use crate::support::{ORIGIN, TestApp, TestStore};
use axum::body::Body;
use http::{HeaderMap, Method, Request};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What a client does by habit. `KEY` stands for a publishable key.
struct Habit {
    what: &'static str,
    method: Method,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: Value,
}

const KEY: (&str, &str) = ("x-api-key", "KEY");
const SESSION: &str = "session-0123456789abcdef";

fn post(
    what: &'static str,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: Value,
) -> Habit {
    Habit { what, method: Method::POST, path, headers, body }
}

fn habits() -> Vec<Habit> {
    let read = |what, path| Habit { what, method: Method::GET, path, headers: &[], body: Value::Null };
    let preflight = |what, path| Habit {
        what,
        method: Method::OPTIONS,
        path,
        headers: &[
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,x-tenant-id"),
        ],
        body: Value::Null,
    };
    let chat = json!({ "message": "hi", "session_id": SESSION });
    let openai = json!({ "model": "gpt-4.1", "messages": [{ "role": "user", "content": "hi" }], "stream": true });
    vec![
        post("a bare path", "/chat", &[KEY], chat.clone()),
        post("a path below /api", "/api/v1/chat", &[KEY], chat.clone()),
        post("a two-step send", "/send", &[KEY], chat.clone()),
        post("a two-step send below /v1", "/v1/send", &[KEY], chat.clone()),
        post("a path of its own for streams", "/v1/chat/stream", &[KEY], chat.clone()),
        post("a webhook", "/respond", &[], json!({ "action": "sendMessage", "sessionId": "1", "chatInput": "hi" })),
        post("an OpenAI client", "/v1/chat/completions", &[("authorization", "Bearer KEY")], openai.clone()),
        post("a new session first", "/v1/sessions", &[KEY], json!({})),
        read("a history by query", "/v1/history?session_id=1"),
        read("a stream by query", "/v1/chat?message=hi"),
        preflight("a page that asks first", "/chat"),
        preflight("a page that asks first below /v1", "/v1/send"),
        preflight("a page that asks the right route first", "/v1/chat"),
        post("a tenant by header", "/v1/chat", &[("x-tenant-id", "acme")], chat.clone()),
        post("a bearer token", "/v1/chat", &[("authorization", "Bearer KEY")], chat.clone()),
        post("camelCase", "/v1/chat", &[KEY], json!({ "message": "hi", "sessionId": SESSION, "messageId": "m-1" })),
        post("a conversation by id", "/v1/chat", &[KEY], json!({ "message": "hi", "conversation_id": "c-1" })),
        post("a text", "/v1/chat", &[KEY], json!({ "text": "hi", "session_id": SESSION })),
        post("a question", "/v1/chat", &[KEY], json!({ "question": "hi", "session_id": SESSION, "chatId": "1" })),
        post("two names at once", "/v1/chat", &[KEY], json!({ "prompt": "hi", "conversationId": "c-1" })),
        post("messages with roles", "/v1/chat", &[KEY], openai),
        post("a provider", "/v1/chat", &[KEY], json!({ "message": "hi", "session_id": SESSION, "provider": "openai" })),
        post(
            "a message as an object",
            "/v1/chat",
            &[KEY],
            json!({ "message": { "text": "hi" }, "session_id": SESSION }),
        ),
        post("a form", "/v1/chat", &[KEY, ("content-type", "application/x-www-form-urlencoded")], chat.clone()),
        post("an unknown format", "/v1/chat", &[KEY, ("accept", "text/html")], chat),
    ]
}

async fn tell(app: &TestApp, key: &str, habit: &Habit) -> String {
    let mut request = Request::builder().method(&habit.method).uri(habit.path).header("origin", ORIGIN);
    if habit.method == Method::POST && !habit.headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in habit.headers {
        request = request.header(*name, value.replace("KEY", key));
    }
    let body = if habit.body.is_null() { Body::empty() } else { Body::from(habit.body.to_string()) };
    let answer = app.read(request.body(body).unwrap()).await;
    let mut told = format!("{}: {} {}\n  {}", habit.what, habit.method, habit.path, answer.status.as_u16());
    if !answer.text().is_empty() {
        let error = &answer.json()["error"];
        let _ = write!(told, " {}: {}", error["code"].as_str().unwrap(), error["message"].as_str().unwrap());
    }
    for (name, value) in readable(&answer.headers) {
        let _ = write!(told, "\n  {name}: {value}");
    }
    told
}

/// The headers that decide what a page may send and read.
fn readable(headers: &HeaderMap) -> Vec<(&str, &str)> {
    let mut cors: Vec<_> = headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("access-control-") || *name == "allow")
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    cors.sort_unstable();
    cors
}

#[tokio::test]
async fn every_habit_of_another_widgets_client_is_told_what_to_send_instead() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let mut table = Vec::new();
    for habit in habits() {
        table.push(tell(&app, &acme.key, &habit).await);
    }
    insta::assert_snapshot!(table.join("\n\n"));
    assert!(app.thread(&acme, SESSION).await.is_empty(), "nothing of it was stored");
}

/// The guide lists the names by which the service knows a fault, and no others.
#[test]
fn the_guide_names_each_field_that_is_called_otherwise_here() {
    let guide = include_str!("../../../docs/coming-from-another-widget.md");
    let fields = guide.split("## Fields").nth(1).unwrap().split("## Events").next().unwrap();
    let rows = fields.lines().filter(|line| line.starts_with("| `"));
    let mut listed: Vec<(String, String)> = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.split('|').collect();
        let ours = cells[2].split('`').nth(1).unwrap();
        listed.extend(cells[1].split('`').skip(1).step_by(2).map(|theirs| (theirs.to_owned(), ours.to_owned())));
    }
    let mut known: Vec<_> =
        bubblechat_chat::FIELDS_ELSEWHERE.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    listed.sort();
    known.sort();
    assert_eq!(listed, known);
}
