//! `GET /v1/admin/tenants`

use super::{Console, TENANTS, refusal, refused, say, talked};
use http::{Method, StatusCode};
use serde_json::{Value, json};

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

#[tokio::test]
async fn the_list_shows_activity_on_request() {
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
