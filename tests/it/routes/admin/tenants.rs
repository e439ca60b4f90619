//! `/v1/admin/tenants`

use super::{Console, refusal, refused};
use crate::support::{TestApp, TestTenant, Wire};
use bubblechat_core::{Slug, conversation::ConversationId, store::Purged, time::now_ms};
use http::{Method, StatusCode};
use serde_json::{Value, json};

const TENANTS: &str = "/v1/admin/tenants";
const ACME: &str = "/v1/admin/tenants/acme";

/// A document in which nothing is as by default.
fn full() -> Value {
    json!({
        "slug": "acme", "name": "Acme",
        "copy": {
            "title": "Acme support", "subtitle": "We answer at once", "welcome_message": "Hello!", "placeholder": "Write to us",
            "suggestions": ["When are you open?"], "limit_message": "Slow down, please.", "privacy_note": "We keep this for 30 days.",
        },
        "tokens": {
            "brand": { "primary": "#0f766e", "secondary": "#fff", "background": "#ffffff", "surface": "#f2f3f3", "text": "#111111", "scheme": "dark" },
            "typography": { "font_family": "Inter, sans-serif", "base_size": 16, "heading_weight": 700, "body_weight": 300, "line_height": 1.6 },
            "shape": { "radius": 4, "bubble_radius": 2, "width": 400, "height": 700 },
            "layout": { "position": "bottom-left", "offset_x": 10, "offset_y": 12, "launcher_size": 60, "z_index": 99 },
            "motion": { "style": "fade", "duration": 200 },
        },
        "behaviour": { "session": "device", "history_limit": 20, "retention_days": 30, "image_hosts": ["img.acme.example"] },
        "prompt": "You are Acme's assistant.",
        "engines": [
            { "name": "main", "provider": "openai", "model": "gpt-test", "base_url": "https://llm.acme.example/v1" },
            { "name": "rules", "provider": "rules", "rules": [{ "pattern": "hours", "answer": "9 to 5" }], "fallback": "Ask us." },
        ],
        "default_engine": "main", "visitor_engines": ["rules"],
        "origins": ["https://acme.example", "https://*.preview.example"],
        "limits": { "key_per_minute": 100, "session_per_minute": 10, "address_per_minute": 11 },
    })
}

#[tokio::test]
async fn a_tenant_needs_a_slug_and_a_name_only() {
    let console = Console::start().await;
    let answer = console.send(Method::POST, TENANTS, json!({ "slug": "acme", "name": "Acme" })).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    assert_eq!(answer.headers["etag"], "\"1\"");
    insta::assert_json_snapshot!(answer.json(), { ".created_at" => "[time]", ".updated_at" => "[time]" });
    assert_eq!(console.get(ACME).await.json(), answer.json());
}

#[tokio::test]
async fn what_is_set_is_shown() {
    let console = Console::start().await;
    let made = console.send(Method::POST, TENANTS, full()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let shown = console.get(ACME).await.json();
    for (name, value) in full().as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_document_that_was_read_can_be_sent_back() {
    let console = Console::start().await;
    console.send(Method::POST, TENANTS, full()).await;
    let read = console.get(ACME).await.json();
    let answer = console.send_with(Method::PUT, ACME, &[("if-match", "1")], read.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.headers["etag"], "\"2\"");
    let mut expected = read;
    expected["revision"] = json!(2);
    expected["updated_at"] = answer.json()["updated_at"].clone();
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn a_lost_update_gets_both_versions() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let put = async |if_match: &str, name: &str| {
        console.send_with(Method::PUT, ACME, &[("if-match", if_match)], json!({ "name": name })).await
    };
    assert_eq!(put("\"1\"", "First").await.status, StatusCode::OK);
    let lost = put("1", "Second").await;
    assert_eq!(refusal(&lost), refused(412, "revision_conflict"));
    assert_eq!(lost.json()["current"], console.get(ACME).await.json());
    assert_eq!(lost.json()["current"]["name"], "First");
    assert_eq!(refusal(&put("seven", "Third").await), refused(400, "invalid_if_match"));
    assert_eq!(refusal(&put("18446744073709551615", "Third").await), refused(400, "invalid_if_match"));
    let unconditional = console.send(Method::PUT, ACME, json!({ "name": "Third" })).await;
    assert_eq!(refusal(&unconditional), refused(428, "precondition_required"));
    assert_eq!(console.get(ACME).await.json()["name"], "First");
}

#[tokio::test]
async fn a_slug_is_used_once() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let again = async || console.send(Method::POST, TENANTS, json!({ "slug": "acme", "name": "Again" })).await;
    assert_eq!(refusal(&again().await), refused(409, "slug_taken"));
    console.delete(ACME).await;
    assert_eq!(refusal(&again().await), refused(409, "slug_taken"), "also when the tenant is gone");
}

#[tokio::test]
async fn what_is_gone_or_never_was_is_not_found() {
    let console = Console::start().await;
    console.tenant("gone").await;
    console.delete(&format!("{TENANTS}/gone")).await;
    for slug in ["gone", "never", "Not-a-Slug", "%2e%2e", "a%20b"] {
        let path = format!("{TENANTS}/{slug}");
        let conversation = format!("{path}/conversations/c_00000000000000000000000000000000");
        let answers = [
            console.get(&path).await,
            console.send_with(Method::PUT, &path, &[("if-match", "1")], json!({ "name": "X" })).await,
            console
                .send(Method::PUT, &format!("{path}/provider-key"), json!({ "provider": "openai", "key": "k" }))
                .await,
            console.delete(&format!("{path}/provider-key?provider=openai")).await,
            console.get(&format!("{path}/keys")).await,
            console.send(Method::POST, &format!("{path}/keys"), json!({ "name": "k", "kind": "secret" })).await,
            console.delete(&format!("{path}/keys/0123456789abcdef")).await,
            console.get(&format!("{path}/conversations")).await,
            console.get(&conversation).await,
        ];
        for (i, answer) in answers.iter().enumerate() {
            assert_eq!(refusal(answer), refused(404, "not_found"), "{slug} {i}");
        }
    }
    assert_eq!(console.get(TENANTS).await.json()["items"], json!([]));
}

#[tokio::test]
async fn what_breaks_a_rule_is_told_field_by_field() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let problems = async |part: Value| {
        let mut body = json!({ "name": "Acme" });
        body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        let answer = console.send_with(Method::PUT, ACME, &[("if-match", "1")], body).await;
        assert_eq!(refusal(&answer), refused(422, "invalid_request"));
        answer.json()["error"]["problems"].clone()
    };
    let problem = |field: &str, message: &str| json!({ "field": field, "message": message });
    let engine = json!({ "name": "main", "provider": "openai" });
    assert_eq!(
        problems(json!({ "name": "", "engines": [engine], "default_engine": "other" })).await,
        json!([
            problem("name", "must have 1 to 80 characters"),
            problem("engines.0.model", "must have 1 to 200 characters"),
            problem("default_engine", "must be the name of one of the engines"),
        ])
    );
    let found = problems(json!({ "origins": ["https://shop.example", "shop.example"] })).await;
    assert_eq!(found[0]["field"], "origins.1");
    let found = problems(json!({ "tokens": { "shape": { "radius": "round" } } })).await;
    assert_eq!(found[0], problem("tokens.shape.radius", "invalid type: string \"round\", expected u32"));
}

#[tokio::test]
async fn unknown_fields_are_refused_by_name() {
    let console = Console::start().await;
    console.tenant("acme").await;
    for (part, path) in [
        (json!({ "promt": "x" }), "promt"),
        (json!({ "copy": { "titel": "x" } }), "copy.titel"),
        (json!({ "tokens": { "brand": { "primry": "#fff" } } }), "tokens.brand.primry"),
        (json!({ "engines": [{ "name": "a", "provider": "echo", "modle": "x" }] }), "engines.0.modle"),
        (json!({ "limits": { "per_minute": 1 } }), "limits.per_minute"),
    ] {
        let mut body = part;
        body["slug"] = "acme".into();
        body["name"] = "Acme".into();
        let put = console.send_with(Method::PUT, ACME, &[("if-match", "1")], body.clone()).await;
        body["slug"] = "beta".into();
        let post = console.send(Method::POST, TENANTS, body).await;
        for answer in [put, post] {
            assert_eq!(refusal(&answer), refused(422, "unknown_field"), "{path}");
            assert!(answer.text().contains(path), "{path}: {}", answer.text());
        }
    }
    assert_eq!(console.get(ACME).await.json()["revision"], 1);
    assert_eq!(console.get("/v1/admin/tenants/beta").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn rules_are_checked_before_anything_is_stored() {
    let console = Console::start().await;
    console.tenant("acme").await;
    for (part, problem) in [
        (json!({ "name": "" }), "name must"),
        (json!({ "slug": "other" }), "slug must"),
        (json!({ "tokens": { "shape": { "radius": 33 } } }), "tokens.shape.radius must be 0 to 32"),
        (json!({ "tokens": { "brand": { "primary": "red" } } }), "colour must be CSS hex"),
        (json!({ "origins": ["*"] }), "origins.0 must not be"),
        (json!({ "origins": ["shop.example"] }), "an origin is a scheme and a host"),
        (json!({ "origins": ["https://*.com"] }), "wildcard"),
        (json!({ "default_engine": "none" }), "default_engine must be"),
        (json!({ "limits": { "key_per_minute": 0 } }), "limits.key_per_minute"),
        (json!({ "engines": [{ "name": "a", "provider": "openai" }] }), "engines.0.model"),
        (json!({ "prompt": "x".repeat(32_001) }), "prompt must"),
    ] {
        let mut body = json!({ "name": "Acme" });
        body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        let answer = console.send_with(Method::PUT, ACME, &[("if-match", "1")], body).await;
        assert_eq!(refusal(&answer), refused(422, "invalid_request"), "{problem}");
        assert!(answer.json()["error"]["message"].as_str().unwrap().contains(problem), "{problem}: {}", answer.text());
    }
    for slug in ["", "a", "Acme", "a--b", "-a", "a_b"] {
        let answer = console.send(Method::POST, TENANTS, json!({ "slug": slug, "name": "Acme" })).await;
        assert_eq!(refusal(&answer), refused(422, "invalid_request"), "{slug}");
    }
    let bad = console.send(Method::POST, TENANTS, json!({ "slug": "beta", "name": "Beta", "origins": ["*"] })).await;
    assert_eq!(refusal(&bad), refused(422, "invalid_request"));
    assert_eq!(console.get("/v1/admin/tenants/beta").await.status, StatusCode::NOT_FOUND);
    let nameless = console.send(Method::POST, TENANTS, json!({ "name": "Acme" })).await;
    assert_eq!(refusal(&nameless), refused(422, "invalid_request"), "no slug");
    let too_large = console.send(Method::POST, TENANTS, json!({ "prompt": "x".repeat(65 * 1024) })).await;
    assert_eq!(refusal(&too_large), refused(413, "body_too_large"));
    assert_eq!(console.get(ACME).await.json()["revision"], 1);
}

fn slugs(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|tenant| tenant["slug"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn tenants_are_listed_by_slug_in_pages() {
    let console = Console::start().await;
    for slug in ["beta", "acme", "acme-2", "gamma"] {
        console.tenant(slug).await;
    }
    let first = console.get("/v1/admin/tenants?limit=3").await.json();
    assert_eq!(slugs(&first), ["acme", "acme-2", "beta"]);
    let cursor = first["cursor"].as_str().unwrap();
    let second = console.get(&format!("/v1/admin/tenants?limit=3&cursor={cursor}")).await.json();
    assert_eq!((slugs(&second), &second["cursor"]), (vec!["gamma".to_owned()], &Value::Null));
    assert_eq!(first["items"][0]["primary"], "#3b5bf6");
    for (query, code) in [
        ("limit=0", "invalid_query"),
        ("limit=101", "invalid_query"),
        ("limit=x", "invalid_query"),
        ("cursor=x", "invalid_cursor"),
        // {"list":"tenants"}
        ("cursor=eyJsaXN0IjoidGVuYW50cyJ9", "invalid_cursor"),
        (&format!("q={}", "a".repeat(101)), "invalid_query"),
    ] {
        assert_eq!(refusal(&console.get(&format!("/v1/admin/tenants?{query}")).await), refused(400, code), "{query}");
    }
}

#[tokio::test]
async fn tenants_are_found_by_words_of_their_name_and_slug() {
    let console = Console::start().await;
    for (slug, name) in [("fern-and-field", "Fern & Field"), ("field", "Ein Großes Feld"), ("quiet", "Fernweh Field")]
    {
        let made = console.send(Method::POST, TENANTS, json!({ "slug": slug, "name": name })).await;
        assert_eq!(made.status, StatusCode::CREATED);
    }
    let find = async |q: &str| slugs(&console.get(&format!("{TENANTS}?q={q}")).await.json());
    assert_eq!(find("field").await, ["fern-and-field", "field", "quiet"]);
    assert_eq!(find("FIELD%20fern").await, ["fern-and-field", "quiet"]);
    assert_eq!(find("gro%C3%9Fes").await, ["field"]);
    assert_eq!(find("-and-").await, ["fern-and-field"]);
    assert_eq!(find("field%20rose").await, [""; 0]);
    assert_eq!(find("%20").await.len(), 3);
    console.delete(&format!("{TENANTS}/field")).await;
    assert_eq!(find("feld").await, [""; 0]);
}

/// Two tenants with conversations.
async fn talked(console: &Console) -> (TestApp, [TestTenant; 2]) {
    let app = TestApp::on(&console.store).await;
    let tenants = [app.tenant("acme", json!({})).await, app.tenant("other", json!({})).await];
    for tenant in &tenants {
        for i in 0..30 {
            say(&app, tenant, &format!("session-number-{i:04}")).await;
        }
    }
    (app, tenants)
}

async fn say(app: &TestApp, tenant: &TestTenant, session: &str) -> StatusCode {
    app.chat(tenant, json!({ "session_id": session, "message": "hi" })).await.status
}

/// What is stored of a tenant: partition, sort key and attributes.
fn left_of(console: &Console, slug: &str) -> Vec<Value> {
    let items = ["tenants", "conversations"].into_iter().flat_map(|table| console.store.items(table));
    let of = |item: &Value| item["pk"]["S"].as_str().unwrap().split('#').next() == Some(slug);
    items.filter(of).collect()
}

/// Lets the time pass after which a purge may end.
fn settle(console: &Console, slug: &str) {
    let request = json!({
        "TableName": "test-tenants", "Key": { "pk": { "S": slug }, "sk": { "S": "tenant" } },
        "UpdateExpression": "SET deleted_at_ms = :then", "ExpressionAttributeValues": { ":then": { "N": "1" } },
    });
    console.store.db.update_item(serde_json::from_value(request).unwrap()).unwrap();
}

#[tokio::test]
async fn a_deleted_tenant_is_gone_at_once_and_nothing_of_it_is_left_in_the_end() {
    let console = Console::start().await;
    let (app, [acme, other]) = talked(&console).await;
    let others = left_of(&console, "other");
    let begun = console.delete(ACME).await;
    assert_eq!((begun.status, begun.json()["status"].as_str()), (StatusCode::ACCEPTED, Some("purging")));
    // 30 heads, turns and claims, the limit's log, the key and its use.
    assert_eq!(begun.json()["deleted"], 93);
    assert!(begun.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() <= 61);
    assert_eq!(say(&app, &acme, "session-number-0000").await, StatusCode::UNAUTHORIZED);
    assert_eq!(refusal(&console.get(ACME).await), refused(404, "not_found"));
    assert_eq!(console.get(TENANTS).await.json()["items"].as_array().unwrap().len(), 1);
    let purging = async || console.get(&format!("{TENANTS}?state=purging")).await.json()["items"].clone();
    assert_eq!(purging().await[0]["slug"], "acme");
    // A message that was admitted in the moment of the deletion is stored now.
    late(&console, 0);
    let again = console.delete(ACME).await;
    assert_eq!((again.status, &again.json()["deleted"]), (StatusCode::ACCEPTED, &json!(1)));
    settle(&console, "acme");
    let done = console.delete(ACME).await;
    assert_eq!((done.status, done.json()), (StatusCode::OK, json!({ "status": "purged", "deleted": 0 })));
    assert_eq!(purging().await, json!([]));
    let left = left_of(&console, "acme");
    assert_eq!(left.len(), 1);
    let mut attributes: Vec<_> = left[0].as_object().unwrap().keys().map(String::as_str).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["created_at_ms", "deleted_at_ms", "pk", "revision", "schema", "sk", "updated_at_ms"]);
    assert_eq!(refusal(&console.delete(ACME).await), refused(404, "not_found"), "there is nothing more to delete");
    assert_eq!(left_of(&console, "other"), others, "the other tenant is as it was");
    assert_eq!(say(&app, &other, "session-number-0000").await, StatusCode::OK);
}

/// Stores the head of a conversation of a tenant that is deleted.
fn late(console: &Console, number: u32) {
    let item = json!({ "TableName": "test-conversations", "Item": {
        "pk": { "S": format!("acme#c_{number:032x}") }, "sk": { "S": "conversation" },
        "tenant": { "S": "acme" }, "active_at": { "S": format!("2026-01-01T00:00:0{number}.000Z") },
    } });
    console.store.db.put_item(serde_json::from_value(item).unwrap()).unwrap();
}

#[tokio::test]
async fn a_purge_does_not_end_while_the_index_names_what_is_gone() {
    let console = Console::start().await;
    TestApp::on(&console.store).await.tenant("acme", json!({})).await;
    console.delete(ACME).await;
    settle(&console, "acme");
    late(&console, 1);
    let slug = Slug::parse("acme").unwrap();
    let wire = Wire::between(&console.store).await;
    wire.hold();
    wire.allow(1);
    let behind = wire.connect();
    let (purged, ()) = tokio::join!(behind.purge_tenant(&slug, now_ms()), async {
        // The index was read; until its answer arrives, what it names goes, and something else comes.
        wire.arrived(2).await;
        while wire.answered() < 2 {
            tokio::task::yield_now().await;
        }
        let conversation = ConversationId::parse(&format!("c_{:032x}", 1)).unwrap();
        console.store.connect().delete_conversation(&slug, &conversation).await.unwrap();
        late(&console, 0);
        wire.allow(usize::MAX);
    });
    assert_eq!(purged.unwrap(), Purged::Some(0));
    assert_eq!(console.delete(ACME).await.json(), json!({ "status": "purged", "deleted": 1 }));
    assert_eq!(console.store.count("conversation"), 0);
}

#[tokio::test]
async fn a_purge_that_broke_off_goes_on() {
    let console = Console::start().await;
    talked(&console).await;
    let store = console.store.connect();
    let (slug, now_ms) = (Slug::parse("acme").unwrap(), now_ms());
    assert!(store.delete_tenant(&slug, now_ms).await.unwrap());
    let before = left_of(&console, "acme").len();
    let Purged::Some(first) = store.purge_tenant(&slug, now_ms).await.unwrap() else { panic!("nothing was deleted") };
    assert_eq!((first, left_of(&console, "acme").len()), (75, before - 75), "25 conversations");
    // Another process goes on.
    let another = console.another();
    assert_eq!(another.delete(ACME).await.json()["deleted"], 18);
}

#[tokio::test]
async fn the_list_tells_what_goes_on_when_asked() {
    let console = Console::start().await;
    let (app, [acme, _]) = talked(&console).await;
    app.tenant("quiet", json!({})).await;
    say(&app, &acme, "session-number-0000").await;
    let list = console.get(TENANTS).await.json();
    assert!(list["items"].as_array().unwrap().iter().all(|tenant| tenant.get("activity").is_none()));
    let activity = async |since: &str| {
        let list = console.get(&format!("{TENANTS}?active_since={since}")).await.json();
        list["items"].as_array().unwrap().iter().map(|tenant| tenant["activity"].clone()).collect::<Vec<_>>()
    };
    let today = activity("2026-01-31T00:00:00%2B01:00").await;
    assert_eq!((&today[0]["conversations"], &today[0]["more"]), (&json!(30), &json!(false)));
    assert!(today[0]["last_active_at"].is_string());
    assert_eq!(today[2], json!({ "last_active_at": null, "conversations": 0, "more": false }));
    let later = activity("2100-01-01T00:00:00Z").await;
    assert_eq!(later[0]["conversations"], 0);
    assert_eq!(later[0]["last_active_at"], today[0]["last_active_at"]);
    for i in 30..105 {
        say(&app, &acme, &format!("session-number-{i:04}")).await;
    }
    let busy = activity("2026-01-31T00:00:00Z").await;
    assert_eq!((&busy[0]["conversations"], &busy[0]["more"]), (&json!(100), &json!(true)));
    let refused_since = console.get(&format!("{TENANTS}?active_since=yesterday")).await;
    assert_eq!(refusal(&refused_since), refused(400, "invalid_query"));
}
