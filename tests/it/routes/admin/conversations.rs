//! `/v1/admin/tenants/{slug}/conversations`

use super::{Console, refusal, refused};
use crate::support::{ADDRESS, TestApp, TestTenant};
use http::StatusCode;
use serde_json::{Value, json};

const SESSIONS: [&str; 3] = ["session-a-0123456789", "session-b-0123456789", "session-c-0123456789"];

/// A tenant with a conversation per session.
async fn talked(console: &Console, slug: &str) -> (TestApp, TestTenant) {
    let app = TestApp::on(&console.store).await;
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
async fn a_deleted_conversation_is_gone_for_everyone_and_the_others_stay() {
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
