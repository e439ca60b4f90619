//! `GET /v1/replies/{reply_id}/stream`

use super::SESSION;
use crate::support::{Answer, TestApp, TestStore, TestTenant, Upstream, parse_sse};
use axum::body::Body;
use futures_util::StreamExt as _;
use http::{Request, StatusCode};
use proptest::prelude::*;
use serde_json::json;

/// The start of a reply's stream: its id and its ticket.
fn start_of(answer: &Answer) -> (String, String) {
    let start = answer.events()[0].data.clone();
    (start["reply_id"].as_str().unwrap().to_owned(), start["ticket"].as_str().unwrap().to_owned())
}

fn get(reply: &str, ticket: &str, after: &str) -> Request<Body> {
    Request::get(format!("/v1/replies/{reply}/stream?ticket={ticket}{after}")).body(Body::empty()).unwrap()
}

async fn answered(app: &TestApp, upstream: &mut Upstream, tenant: &TestTenant, text: &str) -> Answer {
    let message = json!({ "session_id": SESSION, "message": "hi" });
    tokio::join!(app.chat(tenant, message), async { upstream.next().await.answer(text) }).0
}

#[tokio::test]
async fn resumes_after_any_event_without_a_gap_or_a_repeat() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let text = "Grüße aus 東京 🌱, ganz ohne Lücke.";
    let (reply, ticket) = start_of(&answered(&app, &mut upstream, &acme, text).await);
    for after in 0..=text.len() {
        let answer = app.read(get(&reply, &ticket, &format!("&after={after}"))).await;
        if !text.is_char_boundary(after) {
            assert_eq!(answer.code(), "invalid_request", "{after}");
        } else if after == text.len() {
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
        } else {
            assert_eq!(answer.told(), text[after..], "{after}");
            assert_eq!((answer.last().name.as_str(), &answer.last().data["length"]), ("done", &json!(text.len())));
        }
    }
    let mut request = get(&reply, &ticket, "&after=0");
    request.headers_mut().insert("last-event-id", "6".parse().unwrap());
    assert_eq!(app.read(request).await.told(), text[6..], "the header wins: EventSource keeps the URL and sends it");
}

/// An `EventSource` that got 204 would never come back, and its reader would take half a reply for the whole.
#[tokio::test]
async fn a_reply_that_was_cut_off_says_so_even_if_nothing_more_is_there() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let message = json!({ "session_id": SESSION, "message": "hi" });
    let provider = async {
        upstream.next().await.token("half");
    };
    let (reply, ticket) = start_of(&tokio::join!(app.chat(&acme, message), provider).0);
    for after in ["&after=4", "&after=5"] {
        let answer = app.read(get(&reply, &ticket, after)).await;
        assert_eq!((answer.status, answer.told().as_str()), (StatusCode::OK, ""));
        assert_eq!((answer.last().name.as_str(), &answer.last().data["code"]), ("error", &json!("provider_cut")));
    }
}

#[tokio::test]
async fn follows_a_reply_that_another_process_generates() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let other = app.beside(&store);
    let response = app.call(acme.chat(json!({ "session_id": SESSION, "message": "hi" }))).await;
    let mut first = response.into_body().into_data_stream();
    let call = upstream.next().await;
    call.token("one ");
    let mut text = String::new();
    while !text.contains("one ") {
        text.push_str(std::str::from_utf8(&first.next().await.unwrap().unwrap()).unwrap());
    }
    drop(first);
    let start = parse_sse(&text)[0].data.clone();
    let request = get(start["reply_id"].as_str().unwrap(), start["ticket"].as_str().unwrap(), "&after=4");
    let mut followed = other.call(request).await.into_body().into_data_stream();
    let mut text = String::new();
    for word in ["two ", "three "] {
        call.token(word);
        while !text.contains(word) {
            text.push_str(std::str::from_utf8(&followed.next().await.unwrap().unwrap()).unwrap());
        }
    }
    call.end();
    while let Some(piece) = followed.next().await {
        text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
    }
    let events = parse_sse(&text);
    let told: String =
        events.iter().filter(|e| e.name == "token").map(|e| e.data["content"].as_str().unwrap()).collect();
    assert_eq!(told, "two three ");
    assert_eq!(events.last().unwrap().data["status"], "complete");
}

#[tokio::test]
async fn a_ticket_is_valid_for_its_own_reply_only() {
    let store = TestStore::start().await;
    let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let (first, ticket) = start_of(&answered(&app, &mut upstream, &acme, "first").await);
    let (second, _) = start_of(&answered(&app, &mut upstream, &acme, "second").await);
    assert_eq!(app.read(get(&first, &ticket, "")).await.told(), "first");
    for (reply, ticket) in
        [(second.as_str(), ticket.as_str()), (&first, "nonsense"), (&first, ""), (&first, &ticket[1..])]
    {
        let answer = app.read(get(reply, ticket, "")).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "invalid_ticket"));
    }
    let other = TestApp::on(&store).await;
    assert_eq!(other.read(get(&first, &ticket, "")).await.code(), "invalid_ticket", "signed with another secret");
    let without = Request::get(format!("/v1/replies/{first}/stream")).body(Body::empty()).unwrap();
    assert_eq!(app.read(without).await.code(), "invalid_query");
}

/// The state of a client that reads a stream over connections that break.
#[derive(Default)]
struct Client {
    text: String,
    last_id: usize,
    is_done: bool,
}

impl Client {
    /// Takes the bytes that arrived before the connection broke. An incomplete event is discarded, as the specification requires.
    fn take(&mut self, bytes: &[u8]) {
        let whole = bytes.windows(2).rposition(|pair| pair == b"\n\n").map_or(&bytes[..0], |end| &bytes[..end + 2]);
        for event in parse_sse(std::str::from_utf8(whole).unwrap()) {
            match event.name.as_str() {
                "token" => {
                    self.text.push_str(event.data["content"].as_str().unwrap());
                    self.last_id = event.id.unwrap();
                }
                "done" => self.is_done = true,
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn wherever_the_connection_breaks_each_byte_comes_once(
        text in "[a-zß東🌱 \n]{1,3000}",
        cuts in proptest::collection::vec((0..6000_usize, any::<bool>()), 0..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = TestStore::start().await;
            let (app, mut upstream) = (TestApp::on(&store).await, Upstream::start().await);
            let acme = app.model_tenant("acme", &upstream.base_url).await;
            let other = app.beside(&store);
            let (reply, ticket) = start_of(&answered(&app, &mut upstream, &acme, &text).await);
            let mut client = Client::default();
            for (cut, elsewhere) in cuts.into_iter().chain([(usize::MAX, false)]) {
                let mut request = get(&reply, &ticket, "");
                request.headers_mut().insert("last-event-id", client.last_id.into());
                let answer = if elsewhere { other.read(request).await } else { app.read(request).await };
                client.take(&answer.body[..cut.min(answer.body.len())]);
                client.is_done |= answer.status == StatusCode::NO_CONTENT;
            }
            assert!(client.is_done);
            assert_eq!(client.text, text);
            assert_eq!(app.thread(&acme, SESSION).await[1]["content"], text);
        });
    }
}
