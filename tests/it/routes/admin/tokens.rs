//! `/v1/admin/tokens`, and what a script does with a token.

use super::{ACME, Console, EMAIL, PASSWORD, TENANTS, cookie_of, refusal, refused};
use crate::support::{ADDRESS, Answer, Logs};
use axum::body::Body;
use bubblechat_core::{
    Slug,
    operator::{Role, Tenants},
    store::Operator,
    time::{DAY_MS, now_ms, rfc3339},
};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const TOKENS: &str = "/v1/admin/tokens";

fn input(role: &str, tenants: Value) -> Value {
    json!({ "name": "Script", "role": role, "tenants": tenants, "expires_at": rfc3339(now_ms() + DAY_MS) })
}

/// Makes a token in the console's session.
pub(super) async fn token(console: &Console, role: &str, tenants: Value) -> (String, String) {
    let answer = console.send(Method::POST, TOKENS, input(role, tenants)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let made = answer.json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    Logs::listen().also_secret(text("token"));
    (text("token"), text("id"))
}

/// Sends a request as a script does: with a token and nothing else.
async fn script(
    console: &Console,
    token: &str,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Value,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header("x-api-key", token);
    request = request.header("content-type", "application/json").header("x-bubblechat-address", ADDRESS);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    console.raw(request.body(Body::from(body.to_string())).unwrap()).await
}

/// Signs the console in as somebody else with [`PASSWORD`].
async fn become_operator(console: &mut Console, email: &str, role: Role, slugs: &[&str]) -> Operator {
    let store = console.store.connect();
    let password_hash = store.operator_by_email(EMAIL).await.unwrap().unwrap().password_hash;
    let tenants = Tenants::new(Some(slugs.iter().map(|slug| Slug::parse(slug).unwrap()))).unwrap();
    let operator = Operator { password_hash, ..Operator::new(email, role, tenants, now_ms()) };
    assert!(store.create_operator(&operator).await.unwrap());
    console.cookie = cookie_of(&console.login(email, PASSWORD, "192.0.2.60").await);
    operator
}

#[tokio::test]
async fn a_script_creates_reads_and_changes_a_tenant_by_a_token_alone() {
    let console = Console::start().await;
    let (token, id) = token(&console, "editor", Value::Null).await;
    let put = async |headers: &[(&str, &str)], name: &str| {
        script(&console, &token, Method::PUT, ACME, headers, json!({ "name": name })).await
    };
    assert_eq!(refusal(&put(&[], "Acme").await), refused(428, "precondition_required"));
    assert_eq!(refusal(&put(&[("if-match", "1")], "Acme").await), refused(404, "not_found"));
    let made = put(&[("if-none-match", "*")], "Acme").await;
    assert_eq!((made.status, made.json()["revision"].clone()), (StatusCode::CREATED, json!(1)), "{}", made.text());
    assert_eq!(refusal(&put(&[("if-none-match", "*")], "Acme").await), refused(409, "slug_taken"));
    assert_eq!(put(&[("if-match", "1")], "Acme Ltd").await.status, StatusCode::OK);
    let read = script(&console, &token, Method::GET, ACME, &[], json!({})).await;
    assert_eq!(read.json()["name"], "Acme Ltd");
    let listed = script(&console, &token, Method::GET, TENANTS, &[], json!({})).await;
    assert_eq!(listed.json()["items"][0]["slug"], "acme");
    let entry = console.get("/v1/admin/audit").await.json()["items"][0].clone();
    let expected = (json!(EMAIL), json!(format!("{id} (Script)")));
    assert_eq!((entry["actor"]["name"].clone(), entry["actor"]["token"].clone()), expected);
}

#[tokio::test]
async fn a_token_of_the_wrong_role_is_told_what_it_lacks() {
    let console = Console::start().await;
    console.tenant("acme").await;
    console.tenant("other").await;
    let (token, _) = token(&console, "viewer", json!(["acme"])).await;
    let ask = async |method, path: &str| script(&console, &token, method, path, &[("if-match", "1")], json!({})).await;
    let answer = ask(Method::PUT, ACME).await;
    assert_eq!(refusal(&answer), refused(403, "missing_role"));
    assert!(answer.text().contains("needs the role editor, and yours is viewer"), "{}", answer.text());
    assert_eq!(refusal(&ask(Method::GET, "/v1/admin/tenants/other").await), refused(404, "not_found"));
    assert_eq!(refusal(&ask(Method::POST, TENANTS).await), refused(403, "missing_role"));
    for path in ["/v1/admin/me", "/v1/admin/sessions", "/v1/admin/operators", TOKENS] {
        assert_eq!(refusal(&ask(Method::GET, path).await), refused(403, "people_only"), "{path}");
    }
}

#[tokio::test]
async fn a_token_goes_no_further_than_its_maker_and_ends_with_them() {
    let mut console = Console::start().await;
    console.tenant("acme").await;
    console.tenant("other").await;
    let ada = console.cookie.clone();
    let bob = become_operator(&mut console, "bob@acme.example", Role::Editor, &["acme"]).await;
    let too_much = console.send(Method::POST, TOKENS, input("owner", json!(["acme"]))).await;
    assert_eq!(refusal(&too_much), refused(403, "missing_role"));
    let not_his = console.send(Method::POST, TOKENS, input("viewer", json!(["other"]))).await;
    assert_eq!(refusal(&not_his), refused(404, "not_found"));
    let (token, _) = token(&console, "editor", Value::Null).await;
    let bobs = console;
    let mut console = bobs.another();
    let ask = async |method, path: &str| {
        script(&bobs, &token, method, path, &[("if-match", "9")], json!({ "name": "A" })).await
    };
    assert_eq!(ask(Method::GET, "/v1/admin/tenants/other").await.code(), "not_found", "all of his are not all");
    assert_eq!(ask(Method::GET, TENANTS).await.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(ask(Method::PUT, ACME).await.code(), "revision_conflict");
    console.cookie = ada;
    let path = format!("/v1/admin/operators/{}", bob.id);
    let change = async |role: &str, disabled: bool| {
        let body = json!({ "email": bob.email, "role": role, "tenants": ["acme"], "disabled": disabled });
        assert_eq!(console.send(Method::PUT, &path, body).await.status, StatusCode::OK);
    };
    change("support", false).await;
    assert_eq!(ask(Method::PUT, ACME).await.code(), "missing_role");
    change("support", true).await;
    assert_eq!(refusal(&ask(Method::GET, ACME).await), refused(401, "invalid_token"));
    change("support", false).await;
    assert_eq!(ask(Method::GET, ACME).await.status, StatusCode::OK);
    console.delete(&path).await;
    assert_eq!(refusal(&ask(Method::GET, ACME).await), refused(401, "invalid_token"));
}

#[tokio::test]
async fn a_token_is_shown_once_noted_when_used_and_gone_when_deleted() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let (token, id) = token(&console, "viewer", Value::Null).await;
    let listed = async || console.get(TOKENS).await.json()["items"][0].clone();
    let before = listed().await;
    assert_eq!((&before["id"], &before["last_used_at"]), (&json!(id), &Value::Null));
    let stored = serde_json::to_string(&console.store.items("operators")).unwrap();
    assert!(!stored.contains(&token) && !console.get(TOKENS).await.text().contains(&token));
    let read = async || script(&console, &token, Method::GET, ACME, &[], json!({})).await;
    assert_eq!(read().await.status, StatusCode::OK);
    let used = listed().await["last_used_at"].clone();
    assert!(used.is_string());
    assert_eq!(read().await.status, StatusCode::OK);
    assert_eq!(listed().await["last_used_at"], used, "once an hour");
    console.store.set_number("operators", "used_at_ms", now_ms() - 3_600_000);
    read().await;
    assert_ne!(listed().await["last_used_at"], used);
    assert_eq!(console.delete(&format!("{TOKENS}/{id}")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(refusal(&read().await), refused(401, "invalid_token"));
    assert_eq!(refusal(&console.delete(&format!("{TOKENS}/{id}")).await), refused(404, "not_found"));
}

#[tokio::test]
async fn an_operator_sees_and_deletes_only_their_own_tokens() {
    let mut console = Console::start().await;
    console.tenant("acme").await;
    let (_, adas) = token(&console, "owner", Value::Null).await;
    let ada = console.cookie.clone();
    become_operator(&mut console, "bob@acme.example", Role::Owner, &["acme"]).await;
    let (_, bobs) = token(&console, "owner", Value::Null).await;
    let ids = async |console: &Console| {
        let items = console.get(TOKENS).await.json()["items"].as_array().unwrap().clone();
        items.iter().map(|token| token["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&console).await, std::slice::from_ref(&bobs));
    assert_eq!(refusal(&console.delete(&format!("{TOKENS}/{adas}")).await), refused(404, "not_found"));
    console.cookie = ada;
    assert_eq!(ids(&console).await.len(), 2);
    assert_eq!(console.delete(&format!("{TOKENS}/{bobs}")).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_token_expires_and_a_made_up_one_costs_no_read() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let (token, _) = token(&console, "viewer", Value::Null).await;
    console.store.set_number("operators", "expires_at_ms", now_ms());
    let read = async |token: &str| script(&console, token, Method::GET, ACME, &[], json!({})).await;
    assert_eq!(refusal(&read(&token).await), refused(401, "invalid_token"));
    assert_eq!(console.get(TOKENS).await.json()["items"], json!([]));
    let made_up = format!("bc_at_{}", "A".repeat(32));
    assert_eq!(refusal(&read(&made_up).await), refused(401, "invalid_key"));
    for (body, field) in [
        (json!({ "name": "", "role": "viewer", "tenants": null, "expires_at": rfc3339(now_ms() + DAY_MS) }), "name"),
        (json!({ "name": "x", "role": "viewer", "tenants": null, "expires_at": rfc3339(now_ms()) }), "expires_at"),
        (
            json!({ "name": "x", "role": "viewer", "tenants": null, "expires_at": rfc3339(now_ms() + 367 * DAY_MS) }),
            "expires_at",
        ),
        (json!({ "name": "x", "role": "viewer", "expires_at": rfc3339(now_ms() + DAY_MS) }), "tenants"),
    ] {
        let answer = console.send(Method::POST, TOKENS, body).await;
        assert_eq!(refusal(&answer), refused(422, "invalid_request"));
        assert!(answer.text().contains(field), "{}", answer.text());
    }
}
