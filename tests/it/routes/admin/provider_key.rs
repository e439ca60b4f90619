//! `/v1/admin/tenants/{slug}/provider-key`

use super::{Console, refusal, refused};
use crate::support::PROVIDER_KEY_CANARY;
use bubblechat_core::{
    Slug,
    seal::Purpose,
    tenant::{Provider, SecretName},
};
use http::{Method, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::json;

const PATH: &str = "/v1/admin/tenants/acme/provider-key";

#[tokio::test]
async fn a_provider_key_is_written_and_never_read_back() {
    let console = Console::start().await;
    let made = console.tenant("acme").await;
    assert_eq!(made["provider_keys"]["openai"], false);
    let set = console.send(Method::PUT, PATH, json!({ "provider": "openai", "key": PROVIDER_KEY_CANARY })).await;
    assert_eq!((set.status, set.body.len()), (StatusCode::NO_CONTENT, 0));

    let shown = console.get("/v1/admin/tenants/acme").await;
    assert_eq!(shown.json()["provider_keys"]["openai"], true);
    assert_eq!(shown.json()["provider_keys"]["anthropic"], false);
    assert!(shown.json()["provider_keys"].get("bedrock").is_none(), "it takes no key");
    let conflict = console.send_with(Method::PUT, "/v1/admin/tenants/acme", &[("if-match", "9")], shown.json()).await;
    let saved = console.send_with(Method::PUT, "/v1/admin/tenants/acme", &[("if-match", "1")], shown.json()).await;
    assert_eq!(saved.json()["provider_keys"]["openai"], true, "saving the document keeps the key");
    let list = console.get("/v1/admin/tenants").await;
    for answer in [set, shown, conflict, saved, list] {
        assert!(!answer.text().contains(PROVIDER_KEY_CANARY));
    }
    let stored = serde_json::to_string(&console.store.items("tenants")).unwrap();
    assert!(!stored.contains(PROVIDER_KEY_CANARY), "stored sealed");

    let slug = Slug::parse("acme").unwrap();
    let tenant = console.store.connect().tenant(&slug).await.unwrap().unwrap();
    let master = &console.secrets.get().await.unwrap().master;
    let opened = tenant.provider_keys["openai"]
        .open(master, Purpose::Tenant(&slug, &SecretName::own_key(Provider::Openai)))
        .unwrap();
    assert_eq!(opened.expose_secret(), PROVIDER_KEY_CANARY);

    assert_eq!(console.delete(&format!("{PATH}?provider=openai")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(console.delete(&format!("{PATH}?provider=openai")).await.status, StatusCode::NO_CONTENT, "again");
    assert_eq!(console.get("/v1/admin/tenants/acme").await.json()["provider_keys"]["openai"], false);
}

#[tokio::test]
async fn malformed_keys_and_providers_without_keys_are_refused() {
    let console = Console::start().await;
    console.tenant("acme").await;
    for body in [
        json!({ "provider": "bedrock", "key": "k" }),
        json!({ "provider": "rules", "key": "k" }),
        json!({ "provider": "nobody", "key": "k" }),
        json!({ "provider": "openai", "key": "" }),
        json!({ "provider": "openai", "key": "two words" }),
        json!({ "provider": "openai", "key": "line\nbreak" }),
        json!({ "provider": "openai", "key": "x".repeat(1001) }),
        json!({ "provider": "openai" }),
        json!({ "provider": "openai", "host": "https://llm.example", "key": "k" }),
        json!({ "provider": "openai", "host": "LLM.example", "key": "k" }),
        json!({ "provider": "openai", "host": "llm.example/v1", "key": "k" }),
        json!({ "provider": "openai", "host": "llm.example:443", "key": "k" }),
        json!({ "provider": "openai", "header": "X-Org", "key": "k" }),
        json!({ "provider": "openai", "header": "", "key": "k" }),
        json!({ "provider": "openai", "header": "x-org", "key": " k" }),
    ] {
        let answer = console.send(Method::PUT, PATH, body.clone()).await;
        assert_eq!(refusal(&answer), refused(422, "invalid_request"), "{body}");
    }
    let unknown = console.send(Method::PUT, PATH, json!({ "provider": "openai", "key": "k", "note": "" })).await;
    assert_eq!(refusal(&unknown), refused(422, "unknown_field"));
    assert_eq!(refusal(&console.delete(PATH).await), refused(400, "invalid_query"));
    assert_eq!(refusal(&console.delete(&format!("{PATH}?provider=nobody")).await), refused(400, "invalid_query"));
    assert_eq!(refusal(&console.delete(&format!("{PATH}?provider=echo")).await), refused(422, "invalid_request"));
}

#[tokio::test]
async fn a_key_belongs_to_a_host_and_a_header_has_a_value_of_its_own() {
    let console = Console::start().await;
    console.tenant("acme").await;
    for body in [
        json!({ "provider": "openai", "host": "llm.example:8443", "key": PROVIDER_KEY_CANARY }),
        json!({ "provider": "openai", "host": "llm.example:8443", "header": "x-org", "key": "Basic of two words" }),
        // Its own host is the same as none.
        json!({ "provider": "anthropic", "host": "api.anthropic.com", "key": "k" }),
    ] {
        assert_eq!(console.send(Method::PUT, PATH, body).await.status, StatusCode::NO_CONTENT);
    }
    let shown = console.get("/v1/admin/tenants/acme").await.json();
    let set: Vec<_> = shown["provider_keys"].as_object().unwrap().iter().filter(|(_, set)| **set == true).collect();
    let names: Vec<_> = set.into_iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["anthropic", "openai@llm.example:8443", "openai@llm.example:8443#x-org"]);
    let there = format!("{PATH}?provider=openai&host=llm.example:8443");
    assert_eq!(console.delete(&there).await.status, StatusCode::NO_CONTENT);
    assert_eq!(console.delete(&format!("{there}&header=x-org")).await.status, StatusCode::NO_CONTENT);
    let shown = console.get("/v1/admin/tenants/acme").await.json();
    assert!(!shown["provider_keys"].to_string().contains('@'), "{shown}");
}
