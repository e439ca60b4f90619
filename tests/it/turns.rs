//! A turn from end to end, with a provider faked on the wire.

use crate::support::{TestApp, TestStore, TestTenant, Upstream, parse_sse, until_some};
use axum::body::Body;
use bubblechat_core::{
    conversation::{ConversationId, REPLY_MAX_BYTES, ReplyStatus, SessionId},
    time::now_ms,
};
use futures_util::StreamExt as _;
use serde_json::{Value, json};

const SESSION: &str = "session-0123456789abcdef";

fn message(text: &str) -> Value {
    json!({ "session_id": SESSION, "message": text })
}

/// The stream of an answer, read piece by piece.
struct Pieces {
    body: axum::body::BodyDataStream,
    text: String,
}

impl Pieces {
    async fn begin(app: &TestApp, tenant: &TestTenant, body: Value) -> Self {
        Self { body: app.call(tenant.chat(body)).await.into_body().into_data_stream(), text: String::new() }
    }

    /// Reads until the reply so far is `told`.
    async fn until(&mut self, told: &str) {
        loop {
            let tokens = parse_sse(&self.text).into_iter().filter(|event| event.name == "token");
            let so_far: String = tokens.map(|event| event.data["content"].as_str().unwrap().to_owned()).collect();
            assert!(told.starts_with(&so_far), "{so_far} is not the beginning of {told}");
            if so_far == told {
                return;
            }
            let piece = self.body.next().await.unwrap().unwrap();
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }
}

#[tokio::test]
async fn tokens_arrive_as_the_upstream_sends_them_and_match_what_is_stored() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let mut answer = Pieces::begin(&app, &acme, message("count")).await;
    let mut told = String::new();
    let call = upstream.next().await;
    for piece in ["eins", " zwei", " dreißig", " 🌱", "\n\n**end**"] {
        // The next one is released only after this one was seen.
        assert!(call.token(piece));
        told.push_str(piece);
        answer.until(&told).await;
    }
    call.end();
    while let Some(piece) = answer.body.next().await {
        answer.text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
    }
    let events = parse_sse(&answer.text);
    let done = events.last().unwrap();
    assert_eq!(done.data["length"], told.len());
    let mut length = 0;
    for token in events.iter().filter(|event| event.name == "token") {
        length += token.data["content"].as_str().unwrap().len();
        assert_eq!(token.id, Some(length));
    }
    let thread = app.thread(&acme, SESSION).await;
    assert_eq!((thread[1]["content"].as_str(), thread[1]["status"].as_str()), (Some(told.as_str()), Some("complete")));
}

#[tokio::test]
async fn a_visitor_who_leaves_finds_the_whole_reply_later() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let mut answer = Pieces::begin(&app, &acme, message("hi")).await;
    let call = upstream.next().await;
    call.token("first");
    answer.until("first").await;
    drop(answer);
    assert!(call.token(" second"));
    call.end();
    let session = SessionId::parse(SESSION).unwrap();
    let conversation = ConversationId::derive(&acme.slug, &session);
    let thread = app.store.thread(&acme.slug, &conversation);
    let stored = until_some("the reply's end", async || {
        let turn = thread.newest_turns(now_ms()).await.unwrap().remove(0);
        (turn.status != ReplyStatus::Streaming).then_some(turn.reply)
    })
    .await;
    assert_eq!(stored, "first second");
}

#[tokio::test]
async fn a_reply_at_its_maximum_length_ends_at_a_whole_character_and_leaves_the_upstream() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let (answer, ()) = tokio::join!(app.chat(&acme, message("go on")), async {
        let call = upstream.next().await;
        // Three bytes each, so the limit falls inside a character.
        call.token(&"€".repeat(4000));
        call.token(&"€".repeat(4000));
        call.closed().await;
    });
    let told = answer.told();
    assert_eq!(told.len(), REPLY_MAX_BYTES - REPLY_MAX_BYTES % 3);
    assert_eq!((answer.last().name.as_str(), &answer.last().data["status"]), ("done", &json!("truncated")));
    let thread = app.thread(&acme, SESSION).await;
    assert_eq!((thread[1]["content"].as_str(), &thread[1]["status"]), (Some(told.as_str()), &json!("truncated")));
}

#[tokio::test]
async fn a_cut_stream_is_stored_as_interrupted_with_its_partial_reply() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let (answer, ()) = tokio::join!(app.chat(&acme, message("hi")), async {
        let call = upstream.next().await;
        call.token("only half of");
    });
    assert_eq!(answer.told(), "only half of");
    let error = answer.last();
    assert_eq!((error.name.as_str(), error.data["code"].as_str()), ("error", Some("provider_cut")));
    let thread = app.thread(&acme, SESSION).await;
    assert_eq!((&thread[1]["content"], &thread[1]["status"]), (&json!("only half of"), &json!("interrupted")));
}

#[tokio::test]
async fn a_caller_who_wants_the_whole_reply_gets_the_fault_as_an_error() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let request = acme.request(http::Method::POST, "/v1/chat").header("content-type", "application/json");
    let request = request.header("accept", "application/json").body(Body::from(message("hi").to_string())).unwrap();
    let (answer, ()) = tokio::join!(app.read(request), async { upstream.fail().await });
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (502, "provider_cut"));
    assert_eq!(app.thread(&acme, SESSION).await[0]["content"], "hi");
}

#[tokio::test]
async fn a_missing_provider_key_is_reported_and_the_message_is_kept() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let engine = json!({ "name": "main", "provider": "gemini", "model": "gemini-2.5-flash" });
    let acme =
        app.tenant("acme", json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [] })).await;
    let answer = app.chat(&acme, message("hi")).await;
    assert_eq!(answer.last().data["code"], "provider_key_missing");
    assert_eq!(app.thread(&acme, SESSION).await[0]["content"], "hi");
}
