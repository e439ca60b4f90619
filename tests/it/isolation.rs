//! Calls every route with somebody else's credentials. Each must answer as if the thing did not exist.
//!
//! The table lists every route of the OpenAPI document; an unlisted route fails the test.

use crate::support::{ADDRESS, Answer, ORIGIN, TestApp, TestStore, TestTenant};
use axum::{Router, body::Body};
use bubblechat_admin::{Options, State};
use bubblechat_core::key::{KeyKind, Scope};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tower::ServiceExt as _;

const SESSION: &str = "session-of-a-visitor-of-acme";
const NO_SESSION: &str = "session-that-never-wrote-any";

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Guard {
    /// Everyone. It shows no more of a tenant than its publishable key, which is public, gives access to.
    Public,
    /// A visitor with a key, in the session named by header or body.
    Visitor,
    /// Anyone with the reply's ticket.
    Ticket,
    /// An operator.
    Operator,
    /// An operator, or the tenant's own secret key.
    Reader,
}

const ROUTES: &[(&str, &str, Guard)] = &[
    ("get", "/health", Guard::Public),
    ("get", "/docs", Guard::Public),
    ("get", "/docs.css", Guard::Public),
    ("get", "/v1/openapi.json", Guard::Public),
    ("get", "/v1/widget/config", Guard::Public),
    ("get", "/v1/widget/frame", Guard::Public),
    ("post", "/v1/chat", Guard::Visitor),
    ("post", "/v1/messages", Guard::Visitor),
    ("get", "/v1/conversation", Guard::Visitor),
    ("delete", "/v1/conversation", Guard::Visitor),
    ("post", "/v1/replies/{reply_id}/stop", Guard::Visitor),
    ("put", "/v1/replies/{reply_id}/feedback", Guard::Visitor),
    ("get", "/v1/replies/{reply_id}/stream", Guard::Ticket),
    ("post", "/v1/admin/login", Guard::Public),
    ("post", "/v1/admin/logout", Guard::Public),
    ("get", "/v1/admin/me", Guard::Operator),
    ("post", "/v1/admin/password", Guard::Operator),
    ("get", "/v1/admin/sessions", Guard::Operator),
    ("delete", "/v1/admin/sessions", Guard::Operator),
    ("delete", "/v1/admin/sessions/{id}", Guard::Operator),
    ("post", "/v1/admin/password-link", Guard::Public),
    ("get", "/v1/admin/operators", Guard::Operator),
    ("post", "/v1/admin/operators", Guard::Operator),
    ("put", "/v1/admin/operators/{id}", Guard::Operator),
    ("delete", "/v1/admin/operators/{id}", Guard::Operator),
    ("post", "/v1/admin/operators/{id}/password-link", Guard::Operator),
    ("delete", "/v1/admin/operators/{id}/second-factor", Guard::Operator),
    ("get", "/v1/admin/team", Guard::Operator),
    ("put", "/v1/admin/team", Guard::Operator),
    ("post", "/v1/admin/second-factor", Guard::Operator),
    ("put", "/v1/admin/second-factor", Guard::Operator),
    ("post", "/v1/admin/second-factor/remove", Guard::Operator),
    ("post", "/v1/admin/second-factor/recovery-codes", Guard::Operator),
    ("get", "/v1/admin/audit", Guard::Operator),
    ("get", "/v1/admin/tokens", Guard::Operator),
    ("post", "/v1/admin/tokens", Guard::Operator),
    ("delete", "/v1/admin/tokens/{id}", Guard::Operator),
    ("post", "/v1/admin/rules/try", Guard::Operator),
    ("get", "/v1/admin/tenants", Guard::Operator),
    ("post", "/v1/admin/tenants", Guard::Operator),
    ("get", "/v1/admin/tenants/{slug}", Guard::Operator),
    ("put", "/v1/admin/tenants/{slug}", Guard::Operator),
    ("delete", "/v1/admin/tenants/{slug}", Guard::Operator),
    ("put", "/v1/admin/tenants/{slug}/provider-key", Guard::Operator),
    ("delete", "/v1/admin/tenants/{slug}/provider-key", Guard::Operator),
    ("get", "/v1/admin/tenants/{slug}/keys", Guard::Operator),
    ("post", "/v1/admin/tenants/{slug}/keys", Guard::Operator),
    ("delete", "/v1/admin/tenants/{slug}/keys/{id}", Guard::Operator),
    ("post", "/v1/admin/tenants/{slug}/keys/{id}/rotate", Guard::Operator),
    ("post", "/v1/admin/tenants/{slug}/preview-key", Guard::Operator),
    ("get", "/v1/admin/usage", Guard::Operator),
    ("post", "/v1/admin/tenants/{slug}/copy", Guard::Operator),
    ("get", "/v1/admin/tenants/{slug}/export", Guard::Operator),
    ("post", "/v1/admin/imports", Guard::Operator),
    ("get", "/v1/admin/tenants/{slug}/versions", Guard::Operator),
    ("get", "/v1/admin/tenants/{slug}/versions/{revision}", Guard::Operator),
    ("post", "/v1/admin/tenants/{slug}/versions/{revision}/restore", Guard::Operator),
    ("get", "/v1/admin/tenants/{slug}/usage", Guard::Reader),
    ("get", "/v1/admin/tenants/{slug}/conversations", Guard::Reader),
    ("get", "/v1/admin/tenants/{slug}/conversations/{id}", Guard::Reader),
    ("delete", "/v1/admin/tenants/{slug}/conversations/{id}", Guard::Operator),
];

#[test]
fn every_documented_route_is_in_the_table() {
    let mut document = serde_json::to_value(bubblechat_admin::openapi()).unwrap()["paths"].as_object().unwrap().clone();
    for more in [bubblechat_chat::openapi(), bubblechat_config::openapi()] {
        document.extend(serde_json::to_value(more).unwrap()["paths"].as_object().unwrap().clone());
    }
    let methods =
        |item: &Value| item.as_object().unwrap().keys().filter(|m| *m != "parameters").cloned().collect::<Vec<_>>();
    let documented: BTreeSet<_> =
        document.iter().flat_map(|(path, item)| methods(item).into_iter().map(move |m| (m, path.clone()))).collect();
    let listed: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(documented, listed);
}

/// Two tenants, one with a conversation, and every kind of credential.
struct World {
    app: TestApp,
    admin: Router,
    acme: TestTenant,
    other: TestTenant,
    /// Of acme's conversation.
    reply: String,
    conversation: String,
    /// Of the other tenant's.
    others_ticket: String,
    others_secret_key: String,
    others_preview_key: String,
}

impl World {
    async fn new(store: &TestStore) -> Self {
        let app = TestApp::on(store).await;
        let (acme, other) = (app.tenant("acme", json!({})).await, app.tenant("other", json!({})).await);
        let first = |answer: Answer| answer.events()[0].data.clone();
        let mine = first(app.chat(&acme, json!({ "session_id": SESSION, "message": "a secret of acme's" })).await);
        let theirs = first(app.chat(&other, json!({ "session_id": SESSION, "message": "theirs" })).await);
        let scopes = vec![Scope::Chat, Scope::ConversationsRead, Scope::UsageRead];
        let others_secret_key = app.key(&other.slug, KeyKind::Secret, |key| key.scopes = scopes).await;
        let in_console = Some("https://console.example".to_owned());
        let others_preview_key = app.key(&other.slug, KeyKind::Publishable, |key| key.preview_in = in_console).await;
        let options = Options { secure_cookies: false, password_cost: 4, ..Options::DEPLOYED };
        let admin = bubblechat_admin::router(State::new(store.connect(), app.secrets.clone(), options));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            admin,
            acme,
            other,
            reply: text(&mine["reply_id"]),
            conversation: text(&mine["conversation_id"]),
            others_ticket: text(&theirs["ticket"]),
            others_secret_key,
            others_preview_key,
            app,
        }
    }

    /// A request to a route, for things that exist or for things that do not.
    fn request(&self, method: &str, path: &str, exists: bool) -> http::request::Builder {
        let id = if path.contains("conversations") { self.conversation.clone() } else { "0000000000000000".to_owned() };
        let (slug, reply, id) = if exists {
            ("acme", self.reply.clone(), id)
        } else {
            ("nobody", format!("r_{}", "0".repeat(32)), format!("c_{}", "0".repeat(32)))
        };
        let path =
            path.replace("{slug}", slug).replace("{reply_id}", &reply).replace("{id}", &id).replace("{revision}", "1");
        let request =
            Request::builder().method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap()).uri(path);
        request.header("origin", ORIGIN).header("x-bubblechat-address", ADDRESS).header("x-bubblechat", "1")
    }

    async fn ask(&self, method: &str, path: &str, exists: bool, headers: &[(&str, &str)], query: &str) -> Answer {
        let mut request = self.request(method, &format!("{path}{query}"), exists);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let session = if exists { SESSION } else { NO_SESSION };
        let body = match path {
            p if p.ends_with("/feedback") => json!({ "rating": "up" }),
            p if p.ends_with("/chat") || p.ends_with("/messages") => json!({ "session_id": session, "message": "hi" }),
            _ => json!({}),
        };
        let request = request.header("x-session-id", session).header("content-type", "application/json");
        let request = request.header("accept", "application/json").body(Body::from(body.to_string())).unwrap();
        if path.starts_with("/v1/admin") {
            return Answer::read(self.admin.clone().oneshot(request).await.unwrap(), true).await;
        }
        self.app.read(request).await
    }

    /// Asks for acme's thing and for one that does not exist, and returns status and code, which must be the same.
    async fn same(&self, method: &str, path: &str, headers: &[(&str, &str)], query: &str) -> StatusCode {
        let (mine, nothing) =
            (self.ask(method, path, true, headers, query).await, self.ask(method, path, false, headers, query).await);
        let code =
            |answer: &Answer| serde_json::from_slice::<Value>(&answer.body).map(|b| b["error"]["code"].clone()).ok();
        assert_eq!((mine.status, code(&mine)), (nothing.status, code(&nothing)), "{method} {path} with {headers:?}");
        assert!(!mine.text().contains("a secret of acme's"), "{method} {path}");
        mine.status
    }
}

#[tokio::test]
async fn nobody_else_reaches_acmes_things() {
    let store = TestStore::start().await;
    let world = World::new(&store).await;
    let before = world.app.thread(&world.acme, SESSION).await;
    let bearer = |token: &str| format!("Bearer {token}");
    let strangers: [(&str, String); 9] = [
        ("x-nothing", String::new()),
        ("x-api-key", world.other.key.clone()),
        ("x-api-key", world.others_secret_key.clone()),
        ("x-api-key", world.others_preview_key.clone()),
        ("authorization", bearer(&world.other.key)),
        ("authorization", bearer(&world.others_secret_key)),
        ("authorization", bearer(&world.others_ticket)),
        ("authorization", bearer(&world.others_preview_key)),
        ("cookie", format!("bc_session={}", world.others_ticket)),
    ];
    for (method, path, guard) in ROUTES.iter().filter(|(.., guard)| *guard != Guard::Public) {
        for (header, value) in &strangers {
            let query =
                if *guard == Guard::Ticket { format!("?ticket={}", world.others_ticket) } else { String::new() };
            let status = world.same(method, path, &[(*header, value)], &query).await;
            let expected: &[u16] = match (guard, *header) {
                // To a secret key, the tenant does not exist. Other keys are of the wrong kind.
                (Guard::Reader, "x-api-key") => &[403, 404],
                (Guard::Operator | Guard::Ticket | Guard::Reader, _) => &[401],
                // Outside its frame, a preview key has no access at all, not even to its own tenant.
                (Guard::Visitor, "x-api-key") if *value == world.others_preview_key => &[403],
                // With the other tenant's key: that tenant's own thread, which is empty, and nobody's replies.
                (Guard::Visitor, "x-api-key") => &[200, 202, 204, 404],
                (Guard::Visitor, _) => &[401],
                (Guard::Public, _) => unreachable!(),
            };
            assert!(expected.contains(&status.as_u16()), "{method} {path} with {header}: {status}");
        }
    }
    assert_eq!(world.app.thread(&world.acme, SESSION).await, before, "nothing of acme's has changed");
}
