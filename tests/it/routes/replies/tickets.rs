//! How long the ticket of a reply's stream is valid.

use super::SESSION;
use crate::support::{Answer, TestApp, TestStore};
use axum::{body::Body, response::Response};
use bubblechat_core::{ticket::Ticket, time::now_ms};
use http::{Method, Request, StatusCode};
use serde_json::json;
use std::ops::RangeInclusive;

const TEN_MINUTES_MS: i64 = 600_000;

async fn read(app: &TestApp, ticket: &Ticket) -> Answer {
    let text = ticket.sign(&app.secrets.get().await.unwrap().ticket);
    let path = format!("/v1/replies/{}/stream?ticket={text}", ticket.reply.as_str());
    app.read(Request::get(path).body(Body::empty()).unwrap()).await
}

/// What a ticket's text says.
async fn opened(app: &TestApp, text: &str) -> Ticket {
    Ticket::verify(text, &app.secrets.get().await.unwrap().ticket, 0).unwrap()
}

async fn ticket_of(app: &TestApp, answer: &Answer) -> Ticket {
    opened(app, answer.events()[0].data["ticket"].as_str().unwrap()).await
}

/// When tickets expire that are issued from `since_ms` until now.
fn issued(since_ms: i64) -> RangeInclusive<i64> {
    since_ms + TEN_MINUTES_MS..=now_ms() + TEN_MINUTES_MS
}

#[tokio::test]
async fn a_ticket_lasts_ten_minutes_from_the_message_on_either_route() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let since_ms = now_ms();
    let message = json!({ "session_id": SESSION, "message": "hi" });
    let told = app.chat(&acme, message.clone()).await;
    let stored = acme.request(Method::POST, "/v1/messages").header("content-type", "application/json");
    let stored = app.read(stored.body(Body::from(message.to_string())).unwrap()).await.json();
    let (_, stored) = stored["stream_url"].as_str().unwrap().split_once("ticket=").unwrap();
    for ticket in [ticket_of(&app, &told).await, opened(&app, stored).await] {
        assert!(issued(since_ms).contains(&ticket.expires_at_ms), "{ticket:?}");
    }
}

#[tokio::test]
async fn a_ticket_opens_its_stream_until_it_expires() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let told = app.chat(&acme, json!({ "session_id": SESSION, "message": "hi" })).await;
    let ticket = ticket_of(&app, &told).await;
    let ending_in = |ms| Ticket { expires_at_ms: now_ms() + ms, ..ticket.clone() };
    assert_eq!(read(&app, &ending_in(60_000)).await.told(), "hi");
    let expired = read(&app, &ending_in(-1)).await;
    assert_eq!((expired.status, expired.code().as_str()), (StatusCode::UNAUTHORIZED, "invalid_ticket"));
}

#[tokio::test]
async fn a_reading_does_not_lengthen_the_ticket_and_a_message_with_the_key_does() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let message = json!({ "session_id": SESSION, "message": "hi", "message_id": "m-1" });
    let ticket = ticket_of(&app, &app.chat(&acme, message.clone()).await).await;
    let since_ms = now_ms();
    let nearly_over = Ticket { expires_at_ms: since_ms + 60_000, ..ticket };
    assert_eq!(ticket_of(&app, &read(&app, &nearly_over).await).await, nearly_over);
    let renewed = ticket_of(&app, &app.chat(&acme, message).await).await;
    assert!(issued(since_ms).contains(&renewed.expires_at_ms), "{renewed:?}");
    assert_eq!(Ticket { expires_at_ms: renewed.expires_at_ms, ..nearly_over }, renewed, "the rest stays");
}

/// Opens streams until one is refused. Returns them, and the refusal.
async fn open_streams(app: &TestApp, paths: impl Iterator<Item = String>) -> (Vec<Response>, Answer) {
    let mut open = Vec::new();
    for path in paths {
        let request = Request::get(path).header("x-bubblechat-address", "192.0.2.7").body(Body::empty()).unwrap();
        let response = app.call(request).await;
        if !response.status().is_success() {
            return (open, Answer::read(response, true).await);
        }
        open.push(response);
    }
    panic!("{} streams are open", open.len());
}

async fn path_of(app: &TestApp, answer: &Answer) -> String {
    let ticket = ticket_of(app, answer).await;
    let text = ticket.sign(&app.secrets.get().await.unwrap().ticket);
    format!("/v1/replies/{}/stream?ticket={text}", ticket.reply.as_str())
}

#[tokio::test]
async fn a_reply_has_eight_readers_at_once_and_an_address_sixty_four_streams() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let mut paths = Vec::new();
    for i in 0..9 {
        let answer =
            app.chat(&acme, json!({ "session_id": format!("session-of-reader-{i:04}"), "message": "hi" })).await;
        paths.push(path_of(&app, &answer).await);
    }
    let (open, refused) = open_streams(&app, std::iter::repeat(paths[0].clone())).await;
    assert_eq!(
        (open.len(), refused.status, refused.code().as_str()),
        (8, StatusCode::TOO_MANY_REQUESTS, "too_many_streams")
    );
    assert_eq!(refused.headers["retry-after"], "1");
    drop(open);
    let (open, refused) = open_streams(&app, (0..100).map(|i| paths[i / 8 % 9].clone())).await;
    assert_eq!((open.len(), refused.code().as_str()), (64, "too_many_streams"));
    let elsewhere = Request::get(&paths[8]).header("x-bubblechat-address", "192.0.2.8").body(Body::empty()).unwrap();
    assert_eq!(app.read(elsewhere).await.told(), "hi", "another address has its own");
    drop(open);
    let again = Request::get(&paths[0]).header("x-bubblechat-address", "192.0.2.7").body(Body::empty()).unwrap();
    assert_eq!(app.read(again).await.told(), "hi");
}
