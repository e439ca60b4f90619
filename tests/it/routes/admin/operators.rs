//! `/v1/admin/operators` and `/v1/admin/password-link`

use super::{ACME, Console, EMAIL, PASSWORD, cookie_of, refusal, refused};
use crate::support::{ADDRESS, Answer, Logs};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const OPERATORS: &str = "/v1/admin/operators";
const LINK: &str = "/v1/admin/password-link";
const BOB: &str = "bob@acme.example";
const BOBS_PASSWORD: &str = "staple battery horse";
const FROM_CONSOLE: [(&str, &str); 1] = [("x-bubblechat-host", "console.example")];

async fn invite(console: &Console, role: &str, tenants: Value) -> Value {
    let body = json!({ "email": BOB, "role": role, "tenants": tenants });
    let answer = console.send_with(Method::POST, OPERATORS, &FROM_CONSOLE, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()
}

fn secret_of(invited: &Value) -> String {
    let link = invited["link"].as_str().unwrap();
    let secret = link.strip_prefix("https://console.example/set-password#").unwrap().to_owned();
    Logs::listen().also_secret(secret.clone());
    secret
}

fn path_of(operator: &Value) -> String {
    format!("{OPERATORS}/{}", operator["id"].as_str().unwrap())
}

async fn spend(console: &Console, secret: &str, password: &str) -> Answer {
    let request = Request::post(LINK).header("x-bubblechat", "1").header("x-bubblechat-address", ADDRESS);
    let body = json!({ "secret": secret, "password": password }).to_string();
    console.raw(request.header("content-type", "application/json").body(Body::from(body)).unwrap()).await
}

/// Invites Bob, who signs in by his link. Returns his record and his cookie.
async fn with_bob(console: &Console, role: &str) -> (Value, String) {
    let invited = invite(console, role, Value::Null).await;
    let answer = spend(console, &secret_of(&invited), BOBS_PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    (invited, cookie_of(&answer))
}

async fn get(console: &Console, cookie: &str, path: &str) -> Answer {
    console.raw(Request::get(path).header("cookie", cookie).body(Body::empty()).unwrap()).await
}

async fn change(console: &Console, operator: &Value, part: Value) -> Answer {
    let mut body = json!({ "email": BOB, "role": "owner", "tenants": null, "disabled": false });
    body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    console.send(Method::PUT, &path_of(operator), body).await
}

#[tokio::test]
async fn an_invited_operator_signs_in_by_the_link_and_sees_their_own_tenant() {
    let console = Console::start().await;
    console.tenant("acme").await;
    console.tenant("other").await;
    let invited = invite(&console, "support", json!(["acme"])).await;
    assert_eq!((&invited["status"], &invited["tenants"]), (&json!("invited"), &json!(["acme"])));
    assert_eq!(console.login(BOB, BOBS_PASSWORD, "192.0.2.8").await.code(), "invalid_credentials");
    let answer = spend(&console, &secret_of(&invited), BOBS_PASSWORD).await;
    assert_eq!((answer.status, answer.json()["email"].clone()), (StatusCode::OK, json!(BOB)));
    let bob = cookie_of(&answer);
    assert_eq!(get(&console, &bob, ACME).await.status, StatusCode::OK);
    assert_eq!(get(&console, &bob, "/v1/admin/tenants/other").await.code(), "not_found");
    assert_eq!(get(&console, &bob, OPERATORS).await.code(), "missing_role");
    let listed = console.get(OPERATORS).await.json();
    let of = |name: &str| listed["items"].as_array().unwrap().iter().map(|o| o[name].clone()).collect::<Vec<_>>();
    assert_eq!((of("email"), of("status")), (vec![json!(EMAIL), json!(BOB)], vec![json!("active"), json!("active")]));
    assert_eq!(of("link_expires_at"), [Value::Null, Value::Null]);
    assert_eq!(console.login(BOB, BOBS_PASSWORD, "192.0.2.8").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_link_is_spent_once_and_replaced_by_a_newer_one() {
    let console = Console::start().await;
    let invited = invite(&console, "viewer", Value::Null).await;
    let first = secret_of(&invited);
    let again = console
        .send_with(Method::POST, &format!("{}/password-link", path_of(&invited)), &FROM_CONSOLE, json!({}))
        .await
        .json();
    let second = secret_of(&again);
    assert_eq!(refusal(&spend(&console, &first, BOBS_PASSWORD).await), refused(410, "invalid_link"));
    assert_eq!(refusal(&spend(&console, &second, "short").await), refused(422, "invalid_request"));
    let (one, two) = tokio::join!(spend(&console, &second, BOBS_PASSWORD), spend(&console, &second, PASSWORD));
    let mut both = [one.status.as_u16(), two.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [200, 410], "of two at once, one");
    for made_up in ["", "bc_pl_", &second.replace('o', "p"), &format!("{}x", &second[..second.len() - 1])] {
        assert_eq!(refusal(&spend(&console, made_up, BOBS_PASSWORD).await), refused(410, "invalid_link"), "{made_up}");
    }
}

#[tokio::test]
async fn a_link_expires_and_is_nowhere_but_in_the_response() {
    let console = Console::start().await;
    let secret = secret_of(&invite(&console, "viewer", Value::Null).await);
    let stored = serde_json::to_string(&console.store.items("operators")).unwrap();
    assert!(!stored.contains(&secret) && !console.get(OPERATORS).await.text().contains(&secret));
    let mut bob = console.store.connect().operator_by_email(BOB).await.unwrap().unwrap();
    let seen = bob.clone();
    bob.password_link.as_mut().unwrap().expires_at_ms = bubblechat_core::time::now_ms();
    console.store.connect().change_operator(&seen, bob, None).await.unwrap();
    assert_eq!(refusal(&spend(&console, &secret, BOBS_PASSWORD).await), refused(410, "invalid_link"));
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_which_ends_the_sessions() {
    let console = Console::start().await;
    let (bob, cookie) = with_bob(&console, "editor").await;
    let link = format!("{}/password-link", path_of(&bob));
    let again = console.send_with(Method::POST, &link, &FROM_CONSOLE, json!({})).await.json();
    assert_eq!(get(&console, &cookie, "/v1/admin/me").await.status, StatusCode::OK, "until it is spent");
    assert_eq!(console.login(BOB, BOBS_PASSWORD, "192.0.2.8").await.status, StatusCode::OK);
    assert_eq!(spend(&console, &secret_of(&again), "another password").await.status, StatusCode::OK);
    assert_eq!(refusal(&get(&console, &cookie, "/v1/admin/me").await), refused(401, "session_ended"));
    assert_eq!(console.login(BOB, BOBS_PASSWORD, "192.0.2.8").await.code(), "invalid_credentials");
}

#[tokio::test]
async fn who_is_disabled_or_removed_is_out_at_the_next_request() {
    for is_removed in [false, true] {
        let console = Console::start().await;
        let (bob, cookie) = with_bob(&console, "editor").await;
        if is_removed {
            assert_eq!(console.delete(&path_of(&bob)).await.status, StatusCode::NO_CONTENT);
        } else {
            let answer = change(&console, &bob, json!({ "disabled": true })).await;
            assert_eq!(answer.json()["status"], "disabled", "{}", answer.text());
        }
        for process in [&console, &console.another()] {
            assert_eq!(refusal(&get(process, &cookie, "/v1/admin/me").await), refused(401, "session_ended"));
        }
        assert_eq!(console.login(BOB, BOBS_PASSWORD, "192.0.2.8").await.code(), "invalid_credentials");
        let link = format!("{}/password-link", path_of(&bob));
        let answer = console.send_with(Method::POST, &link, &FROM_CONSOLE, json!({})).await;
        assert_eq!(answer.code(), if is_removed { "not_found" } else { "operator_disabled" });
    }
}

#[tokio::test]
async fn whoever_is_enabled_again_signs_in_anew() {
    let console = Console::start().await;
    let (bob, cookie) = with_bob(&console, "editor").await;
    change(&console, &bob, json!({ "disabled": true })).await;
    assert_eq!(change(&console, &bob, json!({})).await.json()["status"], "active");
    assert_eq!(refusal(&get(&console, &cookie, "/v1/admin/me").await), refused(401, "session_ended"));
    assert_eq!(console.login(BOB, BOBS_PASSWORD, "192.0.2.8").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_role_counts_from_the_next_request_on() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let (bob, cookie) = with_bob(&console, "viewer").await;
    let conversations = format!("{ACME}/conversations");
    assert_eq!(get(&console, &cookie, &conversations).await.code(), "missing_role");
    change(&console, &bob, json!({ "role": "support" })).await;
    assert_eq!(get(&console, &cookie, &conversations).await.status, StatusCode::OK);
    change(&console, &bob, json!({ "role": "support", "tenants": ["acme"] })).await;
    assert_eq!(get(&console, &cookie, &conversations).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_changes_and_the_session_goes_on() {
    let console = Console::start().await;
    let (bob, cookie) = with_bob(&console, "viewer").await;
    let answer = change(&console, &bob, json!({ "email": "Robert@acme.example" })).await;
    assert_eq!((&answer.json()["email"], &answer.json()["id"]), (&json!("robert@acme.example"), &bob["id"]));
    assert_eq!(get(&console, &cookie, "/v1/admin/me").await.json()["email"], "robert@acme.example");
    assert_eq!(console.login(BOB, BOBS_PASSWORD, "192.0.2.8").await.code(), "invalid_credentials");
    assert_eq!(console.login("robert@acme.example", BOBS_PASSWORD, "192.0.2.8").await.status, StatusCode::OK);
    let answer = change(&console, &bob, json!({ "email": EMAIL })).await;
    assert_eq!(refusal(&answer), refused(409, "email_taken"));
}

#[tokio::test]
async fn the_last_owner_of_all_tenants_stays() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let me = console.get("/v1/admin/me").await.json();
    let to_me = async |part: Value| {
        let mut part = part;
        part["email"] = json!(EMAIL);
        change(&console, &me, part).await
    };
    // An owner who has not signed in yet, and one of a single tenant, are no help.
    invite(&console, "owner", Value::Null).await;
    for part in [json!({ "role": "editor" }), json!({ "tenants": ["acme"] }), json!({ "disabled": true })] {
        assert_eq!(refusal(&to_me(part.clone()).await), refused(409, "last_owner"), "{part}");
    }
    assert_eq!(refusal(&console.delete(&path_of(&me)).await), refused(409, "last_owner"));
    assert_eq!(to_me(json!({ "email": EMAIL })).await.status, StatusCode::OK, "what changes nothing of that is fine");
}

#[tokio::test]
async fn of_two_owners_who_shut_each_other_out_one_stays() {
    let console = Console::start().await;
    let (bob, bobs_cookie) = with_bob(&console, "owner").await;
    let me = console.get("/v1/admin/me").await.json();
    let mut other = console.another();
    other.cookie = bobs_cookie;
    let (to_bob, to_me) = (path_of(&bob), path_of(&me));
    let (mine, bobs) = tokio::join!(console.delete(&to_bob), other.delete(&to_me));
    let removed = [&mine, &bobs].iter().filter(|answer| answer.status == StatusCode::NO_CONTENT).count();
    assert_eq!(removed, 1, "{} {}", mine.text(), bobs.text());
    let heads = console.store.connect().operators().await.unwrap();
    assert_eq!(heads.iter().filter(|operator| operator.is_head()).count(), 1);
}

#[tokio::test]
async fn an_invitation_is_checked() {
    let console = Console::start().await;
    let ask = async |body: Value| console.send_with(Method::POST, OPERATORS, &FROM_CONSOLE, body).await;
    for (body, expected) in [
        (json!({ "email": "bob", "role": "viewer", "tenants": null }), refused(422, "invalid_request")),
        (json!({ "email": BOB, "role": "boss", "tenants": null }), refused(422, "invalid_request")),
        // Leaving the tenants out must not mean all of them.
        (json!({ "email": BOB, "role": "viewer" }), refused(422, "invalid_request")),
        (json!({ "email": BOB, "role": "viewer", "tenants": [] }), refused(422, "invalid_request")),
        (json!({ "email": BOB, "role": "viewer", "tenants": ["nobody"] }), refused(422, "invalid_request")),
        (json!({ "email": BOB, "role": "viewer", "tenants": null, "x": 1 }), refused(422, "unknown_field")),
        (json!({ "email": EMAIL, "role": "viewer", "tenants": null }), refused(409, "email_taken")),
    ] {
        assert_eq!(refusal(&ask(body.clone()).await), expected, "{body}");
    }
    assert_eq!(console.get(OPERATORS).await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_tenant_that_is_gone_does_not_hold_up_a_change() {
    let console = Console::start().await;
    console.tenant("acme").await;
    let bob = invite(&console, "viewer", json!(["acme"])).await;
    console.delete(ACME).await;
    assert_eq!(change(&console, &bob, json!({ "role": "support", "tenants": ["acme"] })).await.status, StatusCode::OK);
}
