//! A tenant as a file: `/v1/admin/tenants/{slug}/export` and `/v1/admin/imports`

use super::{ACME, Console, refusal, refused};
use crate::support::PROVIDER_KEY_CANARY;
use http::{Method, StatusCode};
use serde_json::{Value, json};

const IMPORTS: &str = "/v1/admin/imports";

/// A tenant with a provider key and an API key, exported.
async fn exported(console: &Console) -> Value {
    let made = console.tenant("acme").await;
    let mut document = made.clone();
    document["prompt"] = json!("Be brief.\n\tTabs, \u{1f600} and \"quotes\" stay as they are.");
    document["engines"] = json!([{ "name": "main", "provider": "openai", "model": "gpt-5-mini" }]);
    document["default_engine"] = json!("main");
    let saved = console.send_with(Method::PUT, ACME, &[("if-match", "1")], document).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
    let key = json!({ "provider": "openai", "key": PROVIDER_KEY_CANARY });
    assert!(console.send(Method::PUT, &format!("{ACME}/provider-key"), key).await.status.is_success());
    let key =
        console.send(Method::POST, &format!("{ACME}/keys"), json!({ "name": "k", "kind": "secret" })).await.json();
    let answer = console.get(&format!("{ACME}/export")).await;
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"acme.bubblechat.json\"");
    for secret in [PROVIDER_KEY_CANARY, key["key"].as_str().unwrap(), "provider_keys"] {
        assert!(!answer.text().contains(secret), "{secret}");
    }
    answer.json()
}

#[tokio::test]
async fn a_tenant_comes_back_as_it_was_on_another_deployment() {
    let here = Console::start().await;
    let file = exported(&here).await;
    let there = Console::start().await;
    let made = there.send(Method::POST, IMPORTS, json!({ "slug": "acme", "file": file })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(there.get(&format!("{ACME}/export")).await.json()["document"], file["document"]);
    assert_eq!(made.json()["provider_keys"]["openai"], false);
    let renamed = there.send(Method::POST, IMPORTS, json!({ "slug": "beta", "name": "Beta", "file": file })).await;
    assert_eq!((&renamed.json()["name"], &renamed.json()["prompt"]), (&json!("Beta"), &file["document"]["prompt"]));
    let taken = there.send(Method::POST, IMPORTS, json!({ "slug": "beta", "file": file })).await;
    assert_eq!(refusal(&taken), refused(409, "slug_taken"));
    let audit = there.get("/v1/admin/audit").await.json();
    assert_eq!(
        (&audit["items"][0]["action"], &audit["items"][0]["subject"]),
        (&json!("tenant_created"), &json!("file of acme"))
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_before_anything_is_written() {
    let console = Console::start().await;
    let file = exported(&console).await;
    let before = console.store.items("tenants").len();
    for (at, value, code, says) in [
        ("/format", json!("bubblechat-tenant-9"), "invalid_request", "file.format"),
        ("/document/prompt", json!("x".repeat(40_000)), "invalid_request", "prompt"),
        ("/document/origins", json!(["https://shop.example/path"]), "invalid_request", "origins"),
        ("/document/limits/key_per_minute", json!(0), "invalid_request", "key_per_minute"),
        ("/document/copy", json!({ "titel": "x" }), "unknown_field", "copy.titel"),
    ] {
        let mut broken = file.clone();
        *broken.pointer_mut(at).unwrap() = value;
        let answer = console.send(Method::POST, IMPORTS, json!({ "slug": "beta", "file": broken })).await;
        assert_eq!(refusal(&answer), refused(422, code), "{at}: {}", answer.text());
        assert!(answer.text().contains(says), "{at}: {}", answer.text());
    }
    let answer = console.send(Method::POST, IMPORTS, json!({ "slug": "beta", "file": { "name": "Acme" } })).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert_eq!(console.store.items("tenants").len(), before);
}
