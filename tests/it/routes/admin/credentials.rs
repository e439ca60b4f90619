//! What becomes of every credential when something happens: it is refused at its next use, or it goes on because it has nothing to do with
//! that.

use super::{ACME, Console, EMAIL, PASSWORD, TENANTS, cookie_of};
use crate::support::{ADDRESS, ORIGIN, SITE, TestApp, Upstream, parse_sse, read_rest, read_until};
use axum::body::{Body, BodyDataStream};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const SESSION: &str = "session-of-a-visitor";

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Event {
    SignOut,
    SignOutElsewhere,
    SignOutEverywhere,
    PasswordChange,
    KeyRevoked,
    KeyRotatedAtOnce,
    TenantDeleted,
}

/// What each credential answers at its next use; `200` and `204` go on.
#[derive(Debug, PartialEq)]
struct Fate {
    cookie: String,
    bearer: String,
    publishable: String,
    secret: String,
    ticket: String,
    pending_ticket: String,
    preview: String,
    stream: String,
}

impl Fate {
    fn of(session: &str, key: &str, ticket: &str, preview: &str, stream: &str) -> Self {
        let [session, key, ticket, preview, stream] = [session, key, ticket, preview, stream].map(str::to_owned);
        Self {
            cookie: session.clone(),
            bearer: session,
            publishable: key.clone(),
            secret: key,
            ticket: ticket.clone(),
            pending_ticket: ticket,
            preview,
            stream,
        }
    }
}

/// Every kind of credential, used once. The operator's are those of a second session.
struct World {
    console: Console,
    app: TestApp,
    upstream: Upstream,
    cookie: String,
    publishable: String,
    secret: String,
    ticket: String,
    pending_ticket: String,
    preview: String,
    stream: BodyDataStream,
    under_way: crate::support::UpstreamCall,
}

fn visitor(method: Method, path: &str, key: &str, origin: &str) -> http::request::Builder {
    let request = Request::builder().method(method).uri(path).header("x-api-key", key).header("origin", origin);
    let request = request.header("x-bubblechat-host", SITE.trim_start_matches("https://"));
    request.header("x-bubblechat-address", ADDRESS).header("content-type", "application/json")
}

fn message(key: &str, path: &str, session: &str) -> Request<Body> {
    let body = json!({ "session_id": session, "message": "hi" }).to_string();
    visitor(Method::POST, path, key, ORIGIN).body(Body::from(body)).unwrap()
}

impl World {
    async fn new() -> Self {
        let console = Console::start().await;
        let mut upstream = Upstream::start().await;
        let app = console.visitors();
        app.model_tenant("acme", &upstream.base_url).await;
        let cookie = cookie_of(&console.login(EMAIL, PASSWORD, ADDRESS).await);
        let make = async |body: Value| console.send(Method::POST, &format!("{ACME}/keys"), body).await.json();
        let publishable =
            make(json!({ "name": "web", "kind": "publishable" })).await["key"].as_str().unwrap().to_owned();
        let secret = make(json!({ "name": "server", "kind": "secret" })).await["key"].as_str().unwrap().to_owned();
        let preview =
            Request::post(format!("{ACME}/preview-key")).header("cookie", &cookie).header("x-bubblechat", "1");
        let preview = preview.header("x-bubblechat-host", "console.example").body(Body::empty()).unwrap();
        let preview = console.raw(preview).await.json()["key"].as_str().unwrap().to_owned();
        let (told, ()) = tokio::join!(app.read(message(&publishable, "/v1/chat", SESSION)), async {
            upstream.next().await.answer("hello");
        });
        let stored = app.read(message(&publishable, "/v1/messages", "session-of-a-pending-one")).await.json();
        let (_, pending_ticket) = stored["stream_url"].as_str().unwrap().rsplit_once("/v1/replies/").unwrap();
        let (response, under_way) =
            tokio::join!(app.call(message(&publishable, "/v1/chat", "session-of-a-long-reply")), async {
                let call = upstream.next().await;
                call.token("first ");
                call
            });
        let mut stream = response.into_body().into_data_stream();
        read_until(&mut stream, "first ").await;
        let start = told.events()[0].data.clone();
        let text = |name: &str| start[name].as_str().unwrap().to_owned();
        Self {
            ticket: format!("{}/stream?ticket={}", text("reply_id"), text("ticket")),
            pending_ticket: pending_ticket.to_owned(),
            console,
            app,
            upstream,
            cookie,
            publishable,
            secret,
            preview,
            stream,
            under_way,
        }
    }

    async fn happens(&self, event: Event) {
        let operator = async |method: Method, path: &str, body: Value| {
            let request = Request::builder().method(method).uri(path).header("cookie", &self.cookie);
            let request = request.header("x-bubblechat", "1").header("content-type", "application/json");
            let answer = self.console.raw(request.body(Body::from(body.to_string())).unwrap()).await;
            assert!(answer.status.is_success(), "{path}: {}", answer.text());
        };
        let keys = self.console.get(&format!("{ACME}/keys")).await.json();
        let keys = keys["items"].as_array().unwrap().iter().filter(|key| key["name"] != "test");
        let keys: Vec<_> = keys.map(|key| key["id"].as_str().unwrap().to_owned()).collect();
        match event {
            Event::SignOut => operator(Method::POST, "/v1/admin/logout", json!({})).await,
            Event::SignOutElsewhere => {
                let sessions = self.console.get("/v1/admin/sessions").await.json();
                let theirs =
                    sessions["items"].as_array().unwrap().iter().find(|session| session["is_current"] == false);
                let path = format!("/v1/admin/sessions/{}", theirs.unwrap()["id"].as_str().unwrap());
                assert_eq!(self.console.delete(&path).await.status, StatusCode::NO_CONTENT);
            }
            Event::SignOutEverywhere => operator(Method::DELETE, "/v1/admin/sessions", json!({})).await,
            Event::PasswordChange => {
                let body = json!({ "current": PASSWORD, "new": "staple battery horse" });
                operator(Method::POST, "/v1/admin/password", body).await;
            }
            Event::KeyRevoked => {
                for id in keys {
                    operator(Method::DELETE, &format!("{ACME}/keys/{id}"), json!({})).await;
                }
            }
            Event::KeyRotatedAtOnce => {
                for id in keys {
                    operator(Method::POST, &format!("{ACME}/keys/{id}/rotate?grace_hours=0"), json!({})).await;
                }
            }
            Event::TenantDeleted => operator(Method::DELETE, ACME, json!({})).await,
        }
    }

    /// Uses every credential once more.
    async fn fate(mut self) -> Fate {
        let code = |answer: &crate::support::Answer| {
            if answer.status.is_success() { "200".to_owned() } else { answer.code() }
        };
        let operator = async |name: &str, value: String| {
            code(&self.console.raw(Request::get(TENANTS).header(name, value).body(Body::empty()).unwrap()).await)
        };
        let thread = async |key: &str, origin: &str| {
            let request = visitor(Method::GET, "/v1/conversation", key, origin).header("x-session-id", SESSION);
            code(&self.app.read(request.body(Body::empty()).unwrap()).await)
        };
        let stream = |rest: &str| Request::get(format!("/v1/replies/{rest}")).body(Body::empty()).unwrap();
        let token = self.cookie.trim_start_matches("bc_session=");
        let fate = Fate {
            cookie: operator("cookie", self.cookie.clone()).await,
            bearer: operator("authorization", format!("Bearer {token}")).await,
            publishable: thread(&self.publishable, ORIGIN).await,
            secret: thread(&self.secret, ORIGIN).await,
            preview: thread(&self.preview, SITE).await,
            ticket: code(&self.app.read(stream(&self.ticket)).await),
            pending_ticket: {
                let response = self.app.call(stream(&self.pending_ticket)).await;
                if response.status().is_success() {
                    self.upstream.next().await.answer("later");
                }
                code(&crate::support::Answer::read(response, true).await)
            },
            stream: String::new(),
        };
        self.under_way.answer("second");
        let last = parse_sse(&read_rest(self.stream).await).pop().unwrap();
        let stream = if last.name == "error" { last.data["code"].as_str().unwrap().to_owned() } else { last.name };
        Fate { stream, ..fate }
    }
}

#[tokio::test]
async fn every_credential_ends_with_what_it_rests_on() {
    let goes_on = "200";
    let signed_out = || Fate::of("session_ended", goes_on, goes_on, "key_revoked", "done");
    let cases = [
        (Event::SignOut, signed_out()),
        (Event::SignOutElsewhere, signed_out()),
        (Event::SignOutEverywhere, signed_out()),
        (Event::PasswordChange, signed_out()),
        (Event::KeyRevoked, Fate::of(goes_on, "key_revoked", "key_revoked", goes_on, "done")),
        (Event::KeyRotatedAtOnce, Fate::of(goes_on, "key_expired", "key_expired", goes_on, "done")),
        (Event::TenantDeleted, Fate::of(goes_on, "invalid_key", "not_found", "invalid_key", "conversation_deleted")),
    ];
    for (event, expected) in cases {
        let world = World::new().await;
        world.happens(event).await;
        assert_eq!(world.fate().await, expected, "after {event:?}");
    }
}
