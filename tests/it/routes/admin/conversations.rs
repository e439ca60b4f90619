//! `/v1/admin/tenants/{slug}/conversations`

use super::{Console, refusal, refused};
use crate::support::{ADDRESS, TestApp, TestTenant};
use axum::body::Body;
use bubblechat_core::key::{KeyKind, Scope};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const SESSIONS: [&str; 3] = ["session-a-0123456789", "session-b-0123456789", "session-c-0123456789"];

/// A tenant with a conversation per session.
async fn talked(console: &Console, slug: &str) -> (TestApp, TestTenant) {
    let app = console.visitors();
    let tenant = app.tenant(slug, json!({})).await;
    for session in SESSIONS {
        say(&app, &tenant, session, &format!("hello from {session}")).await;
    }
    (app, tenant)
}

async fn say(app: &TestApp, tenant: &TestTenant, session: &str, message: &str) {
    let page = json!({ "url": "https://shop.example/cart", "title": "Cart" });
    let answer = app.chat(tenant, json!({ "session_id": session, "message": message, "page": page })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

fn last_messages(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["last_message"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn are_listed_by_their_newest_message_in_pages() {
    let console = Console::start().await;
    let (app, tenant) = talked(&console, "acme").await;
    talked(&console, "other").await;
    say(&app, &tenant, SESSIONS[0], "back again").await;
    let path = "/v1/admin/tenants/acme/conversations";
    let all = console.get(path).await;
    let (b, c) = (format!("hello from {}", SESSIONS[1]), format!("hello from {}", SESSIONS[2]));
    assert_eq!(last_messages(&all.json()), ["back again", &c, &b]);
    assert_eq!(all.json()["items"][0]["turns"], 2);
    assert!(SESSIONS.iter().all(|session| !all.text().replace(&b, "").replace(&c, "").contains(session)));
    let first = console.get(&format!("{path}?limit=2")).await.json();
    let cursor = first["cursor"].as_str().unwrap();
    let second = console.get(&format!("{path}?limit=2&cursor={cursor}")).await.json();
    assert_eq!((last_messages(&second), &second["cursor"]), (vec![b], &Value::Null));
    let others = console.get(&format!("/v1/admin/tenants/other/conversations?cursor={cursor}")).await;
    assert_eq!(refusal(&others), refused(400, "invalid_cursor"));
    assert_eq!(refusal(&console.get(&format!("{path}?limit=0")).await), refused(400, "invalid_query"));
}

#[tokio::test]
async fn a_page_is_kept_only_if_it_is_one_of_the_tenants() {
    let console = Console::start().await;
    let app = TestApp::on(&console.store).await;
    let tenant = app.tenant("acme", json!({ "origins": ["https://shop.example", "https://*.preview.example"] })).await;
    let pages = [
        ("https://shop.example/cart", true),
        ("https://pr-7.preview.example/", true),
        ("https://evil.example/login", false),
        ("https://shop.example.evil.example/", false),
        ("https://shop.example:8443/", false),
        ("http://shop.example/", false),
        ("https://shop.example@evil.example/", false),
    ];
    for (i, (url, is_kept)) in pages.into_iter().enumerate() {
        let session = format!("session-page-{i}-0123456789");
        let page = json!({ "url": url, "title": "Please sign in again" });
        let answer = app.chat(&tenant, json!({ "session_id": session, "message": "hello", "page": page })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let list = console.get("/v1/admin/tenants/acme/conversations").await.json();
        let id = list["items"][0]["id"].as_str().unwrap();
        let thread = console.get(&format!("/v1/admin/tenants/acme/conversations/{id}")).await.json();
        assert_eq!(thread["messages"][0]["page"].is_object(), is_kept, "{url}");
    }
}

#[tokio::test]
async fn a_conversation_shows_its_messages_and_what_became_of_them() {
    let console = Console::start().await;
    let (app, tenant) = talked(&console, "acme").await;
    say(&app, &tenant, SESSIONS[2], "one two three").await;
    let list = console.get("/v1/admin/tenants/acme/conversations").await.json();
    let id = list["items"][0]["id"].as_str().unwrap();
    let path = format!("/v1/admin/tenants/acme/conversations/{id}");
    let answer = console.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    insta::assert_json_snapshot!(answer.json(), {
        ".id" => "[id]", ".messages[].id" => "[id]", ".messages[].created_at" => "[time]",
    });
    assert!(!answer.text().contains(ADDRESS), "addresses are not kept");
    let first = console.get(&format!("{path}?limit=1")).await.json();
    assert_eq!(first["messages"].as_array().unwrap().len(), 2, "a message and its reply");
    let cursor = first["cursor"].as_str().unwrap();
    let second = console.get(&format!("{path}?limit=1&cursor={cursor}")).await.json();
    assert_eq!(second["messages"][0]["content"], "one two three");
    assert_eq!(second["messages"][1]["content"], "three two one");
}

#[tokio::test]
async fn a_conversation_can_be_read_from_its_end() {
    let console = Console::start().await;
    let (app, tenant) = talked(&console, "acme").await;
    for i in 1..=4 {
        say(&app, &tenant, SESSIONS[2], &format!("message {i}")).await;
    }
    let list = console.get("/v1/admin/tenants/acme/conversations").await.json();
    let path = format!("/v1/admin/tenants/acme/conversations/{}", list["items"][0]["id"].as_str().unwrap());
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = console.get(&format!("{path}?from=end&limit=2&cursor={cursor}")).await.json();
        let messages = page["messages"].as_array().unwrap().iter().step_by(2);
        pages.push(messages.map(|message| message["content"].as_str().unwrap().to_owned()).collect::<Vec<_>>());
        match page["cursor"].as_str() {
            Some(earlier) => earlier.clone_into(&mut cursor),
            None => break,
        }
    }
    let first = format!("hello from {}", SESSIONS[2]);
    assert_eq!(pages, [vec!["message 3", "message 4"], vec!["message 1", "message 2"], vec![first.as_str()]]);
    assert_eq!(refusal(&console.get(&format!("{path}?from=middle")).await), refused(400, "invalid_query"));
}

#[tokio::test]
async fn another_tenants_conversation_is_not_found() {
    let console = Console::start().await;
    talked(&console, "acme").await;
    talked(&console, "other").await;
    let id = console.get("/v1/admin/tenants/acme/conversations").await.json()["items"][0]["id"].clone();
    let id = id.as_str().unwrap();
    for id in [id, "c_00000000000000000000000000000000", "c_", "x", "C_00000000000000000000000000000000"] {
        let answer = console.get(&format!("/v1/admin/tenants/other/conversations/{id}")).await;
        assert_eq!(refusal(&answer), refused(404, "not_found"), "{id}");
    }
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_for_everyone_and_no_other_is() {
    let console = Console::start().await;
    let (app, tenant) = talked(&console, "acme").await;
    let list = console.get("/v1/admin/tenants/acme/conversations").await.json();
    let id = list["items"][0]["id"].as_str().unwrap();
    let path = format!("/v1/admin/tenants/acme/conversations/{id}");
    assert_eq!(console.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(refusal(&console.get(&path).await), refused(404, "not_found"));
    let list = console.get("/v1/admin/tenants/acme/conversations").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    // The newest one was the last session's.
    assert_eq!((app.thread(&tenant, SESSIONS[2]).await.len(), app.thread(&tenant, SESSIONS[0]).await.len()), (0, 2));
    assert_eq!(console.delete(&path).await.status, StatusCode::NO_CONTENT, "again");
}

#[tokio::test]
async fn are_found_by_words_of_the_newest_message_and_by_their_id() {
    let console = Console::start().await;
    let (app, tenant) = talked(&console, "acme").await;
    let (other_app, other) = talked(&console, "other").await;
    say(&app, &tenant, SESSIONS[1], "Is the Große Vase still there?").await;
    say(&other_app, &other, SESSIONS[1], "another one's vase").await;
    let path = "/v1/admin/tenants/acme/conversations";
    let find = async |q: &str| console.get(&format!("{path}?q={q}")).await.json();
    let found = find("vase%20gro%C3%9Fe").await;
    assert_eq!(last_messages(&found), ["Is the Große Vase still there?"]);
    assert_eq!(last_messages(&find("HELLO").await).len(), 2, "an earlier message does not count");
    assert_eq!(last_messages(&find("vase%20teapot").await), [""; 0]);
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    for q in [&id[..], &id[..12], &id[..12].to_uppercase()] {
        assert_eq!(find(q).await["items"][0]["id"], json!(id), "{q}");
    }
    let theirs = console.get("/v1/admin/tenants/other/conversations?q=vase").await.json()["items"][0]["id"].clone();
    assert_eq!(find(theirs.as_str().unwrap()).await["items"], json!([]), "another tenant's");
    let too_long = console.get(&format!("{path}?q={}", "x".repeat(201))).await;
    assert_eq!(refusal(&too_long), refused(400, "invalid_query"));
}

#[tokio::test]
async fn a_search_reads_one_page_per_request_and_finds_everything() {
    let console = Console::start().await;
    let store = &console.store;
    TestApp::on(store).await.tenant("acme", json!({})).await;
    for i in 0..1_200 {
        let message = if i % 400 == 7 { "a needle" } else { "hay" };
        let at = format!("2026-01-01T00:{:02}:{:02}.000Z", i / 60, i % 60);
        let head = json!({
            "pk": { "S": format!("acme#c_{i:032x}") }, "sk": { "S": "conversation" }, "tenant": { "S": "acme" },
            "active_at": { "S": at }, "conversation_id": { "S": format!("c_{i:032x}") }, "last_message": { "S": message },
            "turns": { "N": "1" }, "active_at_ms": { "N": "1" }, "created_at_ms": { "N": "1" }, "schema": { "N": "1" },
        });
        let request = json!({ "TableName": "test-conversations", "Item": head });
        store.db.put_item(serde_json::from_value(request).unwrap()).unwrap();
    }
    let pages = async |limit: u32, q: &str| {
        let (mut pages, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/admin/tenants/acme/conversations?q={q}&limit={limit}&cursor={cursor}");
            let page = console.get(&path).await.json();
            pages.push(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>());
            match page["cursor"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => return pages,
            }
        }
    };
    let id = |i: usize| json!(format!("c_{i:032x}"));
    // 500 per request, newest first: 1199–700, 699–200, 199–0.
    assert_eq!(pages(50, "needle").await, [vec![id(807)], vec![id(407)], vec![id(7)]]);
    let hay = pages(100, "hay").await;
    assert!(hay.iter().all(|page| page.len() <= 100));
    assert_eq!(hay.concat().len(), 1_197);
}

#[tokio::test]
async fn a_secret_key_reads_its_own_tenants_conversations_and_does_nothing_else() {
    let console = Console::start().await;
    let (app, tenant) = talked(&console, "acme").await;
    talked(&console, "other").await;
    let reader = app.key(&tenant.slug, KeyKind::Secret, |key| key.scopes = vec![Scope::ConversationsRead]).await;
    let chatter = app.key(&tenant.slug, KeyKind::Secret, |_| {}).await;
    let ask = async |method: Method, path: &str, key: &str| {
        let request = Request::builder().method(method).uri(path).header("x-api-key", key);
        console.raw(request.body(Body::empty()).unwrap()).await
    };
    let path = "/v1/admin/tenants/acme/conversations";
    let list = ask(Method::GET, path, &reader).await;
    assert_eq!((list.status, last_messages(&list.json()).len()), (StatusCode::OK, 3));
    let one = format!("{path}/{}", list.json()["items"][0]["id"].as_str().unwrap());
    assert_eq!(ask(Method::GET, &one, &reader).await.json()["messages"].as_array().unwrap().len(), 2);
    assert_eq!(refusal(&ask(Method::DELETE, &one, &reader).await), refused(401, "not_signed_in"));
    assert_eq!(refusal(&ask(Method::GET, "/v1/admin/tenants/acme", &reader).await), refused(401, "not_signed_in"));
    assert_eq!(refusal(&ask(Method::GET, path, &chatter).await), refused(403, "missing_scope"));
    assert_eq!(refusal(&ask(Method::GET, path, &tenant.key).await), refused(403, "wrong_key_kind"));
    assert_eq!(refusal(&ask(Method::GET, path, "bc_sk_acme").await), refused(401, "invalid_key"));
    for slug in ["other", "nobody", "No-Slug"] {
        let theirs = format!("/v1/admin/tenants/{slug}/conversations");
        assert_eq!(refusal(&ask(Method::GET, &theirs, &reader).await), refused(404, "not_found"), "{slug}");
    }
}
