//! The role table: what each role may call, with its own tenants and with others'.
//!
//! A route of the API's document that is not in the table fails a test.

use super::{ACME, Console, PASSWORD, body_of, cookie_of, private_routes};
use crate::support::Answer;
use axum::body::Body;
use bubblechat_core::{
    Slug,
    operator::{Role, Tenants},
    store::Operator,
    time::now_ms,
};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

/// For which tenants a role is needed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum For {
    /// For any: the answer leaves the others out.
    Any,
    /// For the one in the address.
    Named,
    /// For all.
    All,
}

/// The role that a route needs, and for which tenants. `None`: it is about the caller's own account.
type Row = (&'static str, &'static str, Option<(Role, For)>);

const TABLE: &[Row] = &[
    ("post", "/v1/admin/logout", None),
    ("get", "/v1/admin/me", None),
    ("post", "/v1/admin/password", None),
    ("get", "/v1/admin/sessions", None),
    ("delete", "/v1/admin/sessions", None),
    ("delete", "/v1/admin/sessions/{id}", None),
    ("get", "/v1/admin/operators", Some((Role::Owner, For::All))),
    ("post", "/v1/admin/operators", Some((Role::Owner, For::All))),
    ("put", "/v1/admin/operators/{id}", Some((Role::Owner, For::All))),
    ("delete", "/v1/admin/operators/{id}", Some((Role::Owner, For::All))),
    ("post", "/v1/admin/operators/{id}/password-link", Some((Role::Owner, For::All))),
    ("delete", "/v1/admin/operators/{id}/second-factor", Some((Role::Owner, For::All))),
    ("get", "/v1/admin/team", Some((Role::Owner, For::All))),
    ("put", "/v1/admin/team", Some((Role::Owner, For::All))),
    ("post", "/v1/admin/second-factor", None),
    ("put", "/v1/admin/second-factor", None),
    ("post", "/v1/admin/second-factor/remove", None),
    ("post", "/v1/admin/second-factor/recovery-codes", None),
    ("get", "/v1/admin/tokens", None),
    ("post", "/v1/admin/tokens", None),
    ("delete", "/v1/admin/tokens/{id}", None),
    ("get", "/v1/admin/audit", Some((Role::Editor, For::Any))),
    ("post", "/v1/admin/rules/try", Some((Role::Editor, For::Any))),
    ("get", "/v1/admin/tenants", Some((Role::Viewer, For::Any))),
    ("post", "/v1/admin/tenants", Some((Role::Editor, For::All))),
    ("get", "/v1/admin/tenants/{slug}", Some((Role::Viewer, For::Named))),
    ("put", "/v1/admin/tenants/{slug}", Some((Role::Editor, For::Named))),
    ("put", "/v1/admin/tenants/{slug}/provider-key", Some((Role::Owner, For::Named))),
    ("delete", "/v1/admin/tenants/{slug}/provider-key", Some((Role::Owner, For::Named))),
    ("get", "/v1/admin/tenants/{slug}/keys", Some((Role::Viewer, For::Named))),
    ("post", "/v1/admin/tenants/{slug}/keys", Some((Role::Owner, For::Named))),
    ("delete", "/v1/admin/tenants/{slug}/keys/{id}", Some((Role::Owner, For::Named))),
    ("post", "/v1/admin/tenants/{slug}/keys/{id}/rotate", Some((Role::Owner, For::Named))),
    ("post", "/v1/admin/tenants/{slug}/preview-key", Some((Role::Editor, For::Named))),
    ("get", "/v1/admin/tenants/{slug}/usage", Some((Role::Viewer, For::Named))),
    ("post", "/v1/admin/tenants/{slug}/copy", Some((Role::Editor, For::All))),
    ("get", "/v1/admin/tenants/{slug}/export", Some((Role::Viewer, For::Named))),
    ("post", "/v1/admin/imports", Some((Role::Editor, For::All))),
    ("get", "/v1/admin/tenants/{slug}/versions", Some((Role::Viewer, For::Named))),
    ("get", "/v1/admin/tenants/{slug}/versions/{revision}", Some((Role::Viewer, For::Named))),
    ("post", "/v1/admin/tenants/{slug}/versions/{revision}/restore", Some((Role::Editor, For::Named))),
    ("get", "/v1/admin/usage", Some((Role::Viewer, For::Any))),
    ("get", "/v1/admin/tenants/{slug}/conversations", Some((Role::Support, For::Named))),
    ("get", "/v1/admin/tenants/{slug}/conversations/{id}", Some((Role::Support, For::Named))),
    ("delete", "/v1/admin/tenants/{slug}/conversations/{id}", Some((Role::Owner, For::Named))),
    ("delete", "/v1/admin/tenants/{slug}", Some((Role::Owner, For::Named))),
];

/// What only people do, although it needs a role: managing the team, and a preview, which ends with a session.
const PEOPLE_ONLY: [&str; 6] = [
    "/v1/admin/operators",
    "/v1/admin/operators/{id}",
    "/v1/admin/operators/{id}/password-link",
    "/v1/admin/operators/{id}/second-factor",
    "/v1/admin/team",
    "/v1/admin/tenants/{slug}/preview-key",
];

/// Whether a service token may call a route.
fn takes_tokens(row: &Row) -> bool {
    row.2.is_some() && !PEOPLE_ONLY.contains(&row.1)
}

/// Admin routes that everybody may call.
const PUBLIC: [&str; 2] = ["/v1/admin/login", "/v1/admin/password-link"];

fn documented() -> Vec<(String, String, Value)> {
    let document = serde_json::to_value(bubblechat_admin::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    let of = |(path, item): (String, Value)| {
        let operations = item.as_object().unwrap().clone();
        operations.into_iter().map(move |(method, operation)| (method, path.clone(), operation))
    };
    paths.into_iter().flat_map(of).filter(|(_, path, _)| path.starts_with("/v1/admin/")).collect()
}

#[test]
fn every_route_needs_what_the_table_says() {
    let mut unlisted = TABLE.to_vec();
    for (method, path, operation) in documented() {
        let access = &operation["x-bubblechat-access"];
        if PUBLIC.contains(&path.as_str()) {
            assert!(access.is_null(), "{path}");
            continue;
        }
        let at = unlisted.iter().position(|row| row.0 == method && row.1 == path);
        let (.., need) = unlisted.remove(at.unwrap_or_else(|| panic!("{method} {path} has no row")));
        let (role, tenants) = match need {
            None => (None, "none"),
            Some((role, For::Any)) => (Some(role), "any"),
            Some((role, For::Named)) => (Some(role), "named"),
            Some((role, For::All)) => (Some(role), "all"),
        };
        let by_token = operation["security"].as_array().unwrap_or(&vec![]).contains(&json!({ "service_token": [] }));
        let row = TABLE.iter().find(|row| row.0 == method && row.1 == path).unwrap();
        assert_eq!(by_token, takes_tokens(row), "{method} {path}");
        let expected = json!({ "role": role, "tenants": tenants, "tokens": by_token });
        assert_eq!(*access, expected, "{method} {path}");
        let text = operation["description"].as_str().unwrap_or_default();
        let is_told = need.is_none_or(|(role, _)| text.contains(&format!("Needs the role `{role}` for")));
        assert!(is_told, "{method} {path}: {text}");
    }
    assert!(unlisted.is_empty(), "{unlisted:?}");
}

/// Creates an operator with [`PASSWORD`], and signs in. Each comes from an address of its own, so none waits for the others.
async fn signed_in(console: &Console, role: Role, tenants: Tenants, number: usize) -> String {
    let store = console.store.connect();
    let ada = store.operator_by_email(super::EMAIL).await.unwrap().unwrap();
    let email = format!("operator-{number}@acme.example");
    let operator =
        Operator { password_hash: ada.password_hash, ..Operator::new(email.as_str(), role, tenants, now_ms()) };
    assert!(store.create_operator(&operator).await.unwrap());
    let answer = console.login(&email, PASSWORD, &format!("10.0.{}.{}", number / 250, number % 250)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    cookie_of(&answer)
}

async fn ask(console: &Console, cookie: &str, route: &(Method, &str, Option<Value>)) -> Answer {
    ask_with(console, ("cookie", cookie), route).await
}

async fn ask_with(console: &Console, (name, value): (&str, &str), route: &(Method, &str, Option<Value>)) -> Answer {
    let (method, path, body) = route;
    let request = Request::builder().method(method).uri(*path).header(name, value).header("x-bubblechat", "1");
    let request = request.header("content-type", "application/json").header("if-match", "1");
    let request = request.header("x-bubblechat-host", "console.example");
    console.raw(request.body(body_of(body.clone())).unwrap()).await
}

fn row(method: &Method, path: &str) -> Row {
    let path = path.split('?').next().unwrap();
    let fits = |known: &str| {
        let mut parts = known.split('/').zip(path.split('/'));
        known.split('/').count() == path.split('/').count() && parts.all(|(k, p)| k.starts_with('{') || k == p)
    };
    *TABLE.iter().find(|row| row.0 == method.as_str().to_lowercase() && fits(row.1)).unwrap()
}

fn named(slug: &str) -> Tenants {
    Tenants::new(Some([Slug::parse(slug).unwrap()])).unwrap()
}

#[tokio::test]
async fn every_role_may_do_exactly_what_the_table_says() {
    let mut routes = private_routes();
    // The tenant has to stay until all others are done.
    routes.sort_by_key(|(method, path, _)| method == Method::DELETE && *path == ACME);
    let mut number = 0;
    for tenants in [Tenants::ALL, named("acme"), named("other")] {
        let console = Console::start().await;
        console.tenant("acme").await;
        console.tenant("other").await;
        let mut tokens = Vec::new();
        for role in Role::ALL {
            let named = tenants.named().map_or(Value::Null, |named| json!(named));
            tokens.push(super::tokens::token(&console, role.name(), named).await.0);
        }
        let mut cookies = [const { String::new() }; 4];
        for route in &routes {
            let (method, path, _) = route;
            let (.., need) = row(method, path);
            for role in Role::ALL {
                let cookie = &mut cookies[role as usize];
                // A route about one's own account may end the session.
                if need.is_none() || cookie.is_empty() {
                    number += 1;
                    *cookie = signed_in(&console, role, tenants.clone(), number).await;
                }
                let answer = ask(&console, cookie, route).await;
                if need.is_none() {
                    cookie.clear();
                }
                let (has_role, has_tenants) = match need {
                    None => (true, true),
                    Some((needed, For::Any)) => (role >= needed, true),
                    Some((needed, For::Named)) => (role >= needed, tenants != named("other")),
                    Some((needed, For::All)) => (role >= needed, tenants.are_all()),
                };
                let by_token = ask_with(&console, ("x-api-key", &tokens[role as usize]), route).await;
                match takes_tokens(&row(method, path)) {
                    // What the operator's request has created or removed, the token's finds there or gone.
                    true if may(&answer) => assert!(may(&by_token), "{method} {path}: {}", by_token.text()),
                    true => assert_eq!(
                        (by_token.status, by_token.code()),
                        (answer.status, answer.code()),
                        "{method} {path}"
                    ),
                    false => assert_eq!(by_token.code(), "people_only", "{method} {path}"),
                }
                let place = format!("{method} {path} by {role} of {tenants:?}: {}", answer.text());
                match need {
                    Some((_, For::Named)) if !has_tenants => assert_eq!(answer.code(), "not_found", "{place}"),
                    _ if has_role && has_tenants => assert!(may(&answer), "{place}"),
                    _ => assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "missing_role"), "{place}"),
                }
            }
        }
    }
}

/// Whether an answer is more than the refusal of a role: what the request names may not exist, or no longer.
fn may(answer: &Answer) -> bool {
    answer.status.is_success() || [404, 409, 412].contains(&answer.status.as_u16())
}

#[tokio::test]
async fn a_refusal_says_which_role_is_needed() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let cookie = signed_in(&console, Role::Support, named("acme"), 1).await;
    let message = |answer: &Answer| answer.json()["error"]["message"].as_str().unwrap().to_owned();
    let answer = ask(&console, &cookie, &(Method::PUT, ACME, Some(json!({ "name": "Acme" })))).await;
    assert_eq!(message(&answer), "This needs the role editor, and yours is support. Ask an owner, who can change it.");
    let cookie = signed_in(&console, Role::Editor, named("acme"), 2).await;
    let body = json!({ "slug": "new", "name": "New" });
    let answer = ask(&console, &cookie, &(Method::POST, super::TENANTS, Some(body))).await;
    assert!(message(&answer).starts_with("This needs the role editor for all tenants"), "{}", message(&answer));
}

#[tokio::test]
async fn lists_show_an_operator_only_their_tenants() {
    let console = Console::start().await;
    for slug in ["acme", "beta", "other"] {
        console.tenant(slug).await;
    }
    let tenants = Tenants::new(Some(["acme", "other"].map(|slug| Slug::parse(slug).unwrap()))).unwrap();
    let cookie = signed_in(&console, Role::Viewer, tenants, 1).await;
    let get = async |path: &str| {
        console.raw(Request::get(path).header("cookie", &cookie).body(Body::empty()).unwrap()).await.json()
    };
    let slugs = |list: &Value| {
        let items = list["items"].as_array().unwrap();
        items.iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for path in ["/v1/admin/tenants", "/v1/admin/usage"] {
        let list = get(path).await;
        assert_eq!((slugs(&list), &list["cursor"]), (vec!["acme".to_owned(), "other".to_owned()], &Value::Null));
    }
    assert_eq!(slugs(&get("/v1/admin/tenants?q=beta").await), Vec::<String>::new());
    assert_eq!(slugs(&get("/v1/admin/tenants?q=oth").await), ["other"]);
    let first = get("/v1/admin/tenants?limit=1").await;
    let next = get(&format!("/v1/admin/tenants?limit=1&cursor={}", first["cursor"].as_str().unwrap())).await;
    assert_eq!((slugs(&first), slugs(&next)), (vec!["acme".to_owned()], vec!["other".to_owned()]));
    let me = get("/v1/admin/me").await;
    assert_eq!((&me["role"], &me["tenants"]), (&json!("viewer"), &json!(["acme", "other"])));
}
