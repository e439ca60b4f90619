//! How long the ticket of a reply's stream is valid.

use super::SESSION;
use crate::support::{Answer, TestApp, TestStore};
use axum::body::Body;
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

/// Otherwise a reader with a bad connection would lose the stream ten minutes after the message.
#[tokio::test]
async fn each_reading_renews_the_ticket() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let message = json!({ "session_id": SESSION, "message": "hi", "message_id": "m-1" });
    let ticket = ticket_of(&app, &app.chat(&acme, message.clone()).await).await;
    let since_ms = now_ms();
    let nearly_over = Ticket { expires_at_ms: since_ms + 60_000, ..ticket };
    for answer in [read(&app, &nearly_over).await, app.chat(&acme, message).await] {
        let renewed = ticket_of(&app, &answer).await;
        assert!(issued(since_ms).contains(&renewed.expires_at_ms), "{renewed:?}");
        assert_eq!(Ticket { expires_at_ms: renewed.expires_at_ms, ..nearly_over.clone() }, renewed, "the rest stays");
    }
}
