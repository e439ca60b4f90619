//! `/v1/admin/tenants`

use super::{ACME, Console, TENANTS, refusal, refused};
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// A document in which nothing has its default value.
fn full() -> Value {
    json!({
        "slug": "acme", "name": "Acme",
        "copy": {
            "title": "Acme support", "subtitle": "We answer at once", "welcome_message": "Hello!", "placeholder": "Write to us",
            "suggestions": ["When are you open?"], "limit_message": "Slow down, please.",
            "paused_message": "Back on Monday.", "privacy_note": "We keep this for 30 days.",
        },
        "tokens": {
            "brand": { "primary": "#0f766e", "secondary": "#fff", "background": "#ffffff", "surface": "#f2f3f3", "text": "#111111", "scheme": "dark" },
            "typography": { "font_family": "Inter, sans-serif", "base_size": 16, "heading_weight": 700, "body_weight": 300, "line_height": 1.6 },
            "shape": { "radius": 4, "bubble_radius": 2, "width": 400, "height": 700, "answers": "document" },
            "layout": { "position": "bottom-left", "offset_x": 10, "offset_y": 12, "launcher_size": 60, "z_index": 99 },
            "motion": { "style": "fade", "duration": 200 },
        },
        "behaviour": { "session": "device", "history_limit": 20, "retention_days": 30, "image_hosts": ["img.acme.example"], "link_hosts": ["docs.acme.example"], "show_models": true },
        "prompt": "You are Acme's assistant.",
        "engines": [
            { "name": "main", "provider": "openai", "model": "gpt-test", "base_url": "https://llm.acme.example/v1" },
            { "name": "rules", "provider": "rules", "rules": [{ "pattern": "hours", "answer": "9 to 5" }], "fallback": "Ask us." },
        ],
        "default_engine": "main", "visitor_engines": ["rules"],
        "origins": ["https://acme.example", "https://*.preview.example", "https://*.vercel.app"],
        "public_wildcards": true,
        "limits": { "key_per_minute": 100, "session_per_minute": 10, "address_per_minute": 11 },
        "caps": {
            "messages_per_day": 300, "messages_per_day_per_address": null, "model_tokens_per_month": 5_000_000, "cost_per_month": 12.5,
        },
        "paused": true,
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
async fn a_saved_document_reads_back() {
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
async fn deleted_and_unknown_tenants_are_not_found() {
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
async fn problems_are_listed_field_by_field() {
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
            problem("engines.0.model", "must be the name of one of the provider's models"),
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
        (json!({ "tokens": { "shape": { "radius": 33 } } }), "tokens.shape.radius must be from 0 to 32"),
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

#[tokio::test]
async fn a_copy_has_the_settings_and_neither_keys_nor_secrets() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let body = json!({ "name": "Acme", "prompt": "Be kind.", "origins": ["https://shop.example"] });
    console.send_with(Method::PUT, ACME, &[("if-match", "1")], body).await;
    console
        .send(Method::PUT, &format!("{ACME}/provider-key"), json!({ "provider": "openai", "key": "sk-secret" }))
        .await;
    console.send(Method::POST, &format!("{ACME}/keys"), json!({ "name": "Shop", "kind": "secret" })).await;
    let ask = async |slug: &str, name: &str| {
        console.send(Method::POST, &format!("{ACME}/copy"), json!({ "slug": slug, "name": name })).await
    };
    let copy = ask("beta", "Beta").await;
    assert_eq!(copy.status, StatusCode::CREATED, "{}", copy.text());
    let (original, copy) = (console.get(ACME).await.json(), copy.json());
    assert_eq!((&copy["slug"], &copy["name"], &copy["revision"]), (&json!("beta"), &json!("Beta"), &json!(1)));
    assert_eq!((&copy["prompt"], &copy["origins"]), (&original["prompt"], &original["origins"]));
    assert_eq!((&original["provider_keys"]["openai"], &copy["provider_keys"]["openai"]), (&json!(true), &json!(false)));
    assert_eq!(console.get("/v1/admin/tenants/beta/keys").await.json()["items"], json!([]));
    assert_eq!(ask("beta", "Beta").await.code(), "slug_taken");
    assert_eq!(ask("gamma", "").await.code(), "invalid_request");
    let missing =
        console.send(Method::POST, "/v1/admin/tenants/nobody/copy", json!({ "slug": "gamma", "name": "G" })).await;
    assert_eq!(missing.code(), "not_found");
}
