//! `GET /v1/admin/audit`

use super::{ACME, Console, EMAIL, PASSWORD, TENANTS, refusal, refused};
use crate::support::ADDRESS;
use bubblechat_core::{
    Slug,
    operator::{Role, Tenants},
    store::Operator,
    time::now_ms,
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

const AUDIT: &str = "/v1/admin/audit";

async fn entries(console: &Console, query: &str) -> Vec<Value> {
    let answer = console.get(&format!("{AUDIT}{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

async fn actions(console: &Console, query: &str) -> Vec<String> {
    entries(console, query).await.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
}

async fn save(console: &Console, revision: &str, part: Value) -> StatusCode {
    let mut body = json!({ "name": "Acme", "origins": ["https://shop.example"] });
    body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    console.send_with(Method::PUT, ACME, &[("if-match", revision)], body).await.status
}

#[tokio::test]
async fn every_change_of_a_tenant_says_who_did_what_and_no_secret() {
    let console = Console::start().await;
    console.tenant("acme").await;
    assert_eq!(save(&console, "1", json!({ "name": "Acme Ltd", "prompt": "x".repeat(500) })).await, StatusCode::OK);
    let key = json!({ "provider": "openai", "key": "sk-never-to-be-seen" });
    console.send(Method::PUT, &format!("{ACME}/provider-key"), key).await;
    console.delete(&format!("{ACME}/provider-key?provider=openai")).await;
    let body = json!({ "name": "Shop", "kind": "secret" });
    let made = console.send(Method::POST, &format!("{ACME}/keys"), body).await.json();
    let key = format!("{ACME}/keys/{}", made["id"].as_str().unwrap());
    let rotated = console.send(Method::POST, &format!("{key}/rotate"), json!({})).await.json();
    console.delete(&format!("{ACME}/keys/{}", rotated["id"].as_str().unwrap())).await;
    console.delete(&format!("{ACME}/conversations/c_{}", "0".repeat(32))).await;
    console.delete(ACME).await;
    let mut expected = [
        "tenant_created",
        "tenant_saved",
        "provider_key_set",
        "provider_key_removed",
        "key_created",
        "key_rotated",
        "key_revoked",
        "conversation_deleted",
        "tenant_deleted",
    ];
    expected.reverse();
    assert_eq!(actions(&console, "").await, expected);
    assert_eq!(actions(&console, "?tenant=acme").await, expected, "also once it is gone");
    let all = entries(&console, "?tenant=acme").await;
    let actor = json!({ "operator": console.get("/v1/admin/me").await.json()["id"], "name": EMAIL, "token": null, "address": ADDRESS });
    assert!(all.iter().all(|entry| entry["actor"] == actor && entry["tenant"] == "acme"), "{all:?}");
    let saved = &all[7];
    assert_eq!(saved["revision"], 2);
    let expected = json!([
        { "field": "name", "from": "Acme", "to": "Acme Ltd", "is_long": false },
        { "field": "prompt", "from": "", "to": null, "is_long": true },
    ]);
    assert_eq!(saved["changes"], expected);
    assert_eq!(all[6]["subject"], "openai");
    assert_eq!(all[4]["subject"], format!("{} (Shop)", made["id"].as_str().unwrap()));
    let stored = serde_json::to_string(&console.store.items("audit")).unwrap();
    for secret in ["sk-never-to-be-seen", made["key"].as_str().unwrap(), rotated["key"].as_str().unwrap(), PASSWORD] {
        assert!(!stored.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn what_is_refused_leaves_no_entry() {
    let console = Console::start().await;
    console.tenant("acme").await;
    assert_eq!(save(&console, "7", json!({})).await, StatusCode::PRECONDITION_FAILED);
    console.send(Method::POST, TENANTS, json!({ "slug": "acme", "name": "Again" })).await;
    console.delete(&format!("{ACME}/keys/0123456789abcdef")).await;
    assert_eq!(actions(&console, "").await, ["tenant_created"]);
}

#[tokio::test]
async fn changes_of_the_team_name_the_fields_and_no_link() {
    let console = Console::start().await;
    let body = json!({ "email": "bob@acme.example", "role": "viewer", "tenants": null });
    let host = [("x-bubblechat-host", "console.example")];
    let bob = console.send_with(Method::POST, "/v1/admin/operators", &host, body).await.json();
    let path = format!("/v1/admin/operators/{}", bob["id"].as_str().unwrap());
    let body = json!({ "email": "bob@acme.example", "role": "editor", "tenants": null, "disabled": false });
    console.send(Method::PUT, &path, body).await;
    console.send_with(Method::POST, &format!("{path}/password-link"), &host, json!({})).await;
    console.delete(&path).await;
    let all = entries(&console, "").await;
    let of = |name: &str| all.iter().map(|entry| entry[name].clone()).collect::<Vec<_>>();
    let expected = ["operator_removed", "password_link_created", "operator_changed", "operator_created"];
    assert_eq!(of("action"), expected);
    assert!(of("subject").iter().all(|subject| subject == "bob@acme.example"));
    assert_eq!(all[2]["changes"], json!([{ "field": "role", "from": "viewer", "to": "editor", "is_long": false }]));
    assert_eq!(all[1]["changes"], json!([]));
    assert!(!serde_json::to_string(&console.store.items("audit")).unwrap().contains("bc_pl_"));
}

#[tokio::test]
async fn an_operator_sees_what_was_done_to_their_tenants_alone() {
    let mut console = Console::start().await;
    for slug in ["acme", "beta", "other"] {
        console.tenant(slug).await;
    }
    let store = console.store.connect();
    let ada = store.operator_by_email(EMAIL).await.unwrap().unwrap();
    let ada_id = ada.id.clone();
    for (email, slugs) in [("one@acme.example", &["acme"][..]), ("two@acme.example", &["acme", "other"])] {
        let tenants = Tenants::new(Some(slugs.iter().map(|slug| Slug::parse(slug).unwrap()))).unwrap();
        let hash = ada.password_hash.clone();
        let operator = Operator { password_hash: hash, ..Operator::new(email, Role::Editor, tenants, now_ms()) };
        assert!(store.create_operator(&operator).await.unwrap());
        console.cookie = super::cookie_of(&console.login(email, PASSWORD, "192.0.2.40").await);
        // A change of the team, which is none of theirs.
        let body = json!({ "current": PASSWORD, "new": "another password" });
        console.cookie = super::cookie_of(&console.send(Method::POST, "/v1/admin/password", body).await);
        let mut seen: Vec<_> = entries(&console, "").await.iter().map(|entry| entry["tenant"].clone()).collect();
        seen.sort_by_key(ToString::to_string);
        assert_eq!(seen, slugs, "{email}");
        assert_eq!(actions(&console, "?tenant=acme").await, ["tenant_created"]);
        assert_eq!(refusal(&console.get(&format!("{AUDIT}?tenant=beta")).await), refused(404, "not_found"));
        assert_eq!(entries(&console, &format!("?operator={ada_id}")).await.len(), slugs.len());
        assert_eq!(entries(&console, &format!("?operator={}", operator.id)).await.len(), 0);
    }
}

#[tokio::test]
async fn entries_are_found_by_time_and_page_by_page() {
    let console = Console::start().await;
    for slug in ["acme", "beta", "other"] {
        console.tenant(slug).await;
    }
    let at = entries(&console, "").await[1]["at"].as_str().unwrap().to_owned();
    assert_eq!(entries(&console, &format!("?from={at}")).await.len(), 2);
    assert_eq!(entries(&console, &format!("?to={at}")).await.len(), 1);
    let first = console.get(&format!("{AUDIT}?limit=2")).await.json();
    let next = console.get(&format!("{AUDIT}?limit=2&cursor={}", first["cursor"].as_str().unwrap())).await.json();
    let of = |page: &Value| {
        page["items"].as_array().unwrap().iter().map(|e| e["tenant"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (of(&first), of(&next), &next["cursor"]),
        (vec!["other".into(), "beta".into()], vec!["acme".into()], &Value::Null)
    );
    assert_eq!(refusal(&console.get(&format!("{AUDIT}?from=soon")).await), refused(400, "invalid_query"));
}
