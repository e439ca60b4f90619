//! `/v1/admin/sessions`, and how long a session lasts.

use super::{Console, EMAIL, PASSWORD, cookie_of, refusal, refused};
use crate::support::{ADDRESS, Answer};
use axum::body::Body;
use bubblechat_core::time::{now_ms, parse_rfc3339};
use http::{Method, Request, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

const SESSIONS: &str = "/v1/admin/sessions";
const HOUR_S: i64 = 3600;

async fn sessions(console: &Console) -> Vec<Value> {
    console.get(SESSIONS).await.json()["items"].as_array().unwrap().clone()
}

async fn me(console: &Console, cookie: &str) -> Answer {
    console.raw(Request::get("/v1/admin/me").header("cookie", cookie).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn an_operator_sees_where_she_is_signed_in() {
    let console = Console::start().await;
    console.add_operator("bob@acme.example", PASSWORD).await;
    console.login("bob@acme.example", PASSWORD, ADDRESS).await;
    console.login(EMAIL, PASSWORD, "2001:db8:1:2:3::4").await;
    let sessions = sessions(&console).await;
    let of = |name: &str| sessions.iter().map(|session| session[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("address"), [json!(ADDRESS), json!("2001:db8:1:2::/64")]);
    assert_eq!(of("is_current"), [true, false]);
    assert_eq!(of("user_agent"), ["Firefox", "Firefox"]);
    let at = |name: &str| parse_rfc3339(sessions[0][name].as_str().unwrap()).unwrap();
    assert_eq!(at("ends_at") - at("created_at"), 12 * HOUR_S * 1000);
}

#[tokio::test]
async fn one_session_is_ended_and_the_others_go_on() {
    let console = Console::start().await;
    let other = cookie_of(&console.login(EMAIL, PASSWORD, ADDRESS).await);
    let id = sessions(&console).await.into_iter().find(|session| session["is_current"] == false).unwrap()["id"].clone();
    let path = format!("{SESSIONS}/{}", id.as_str().unwrap());
    assert_eq!(console.delete(&path).await.status, StatusCode::NO_CONTENT);
    for process in [&console, &console.another()] {
        assert_eq!(refusal(&me(process, &other).await), refused(401, "session_ended"));
    }
    assert_eq!(me(&console, &console.cookie).await.status, StatusCode::OK);
    assert_eq!(refusal(&console.delete(&path).await), refused(404, "not_found"));
}

#[tokio::test]
async fn nobody_ends_another_operators_session() {
    let console = Console::start().await;
    console.add_operator("bob@acme.example", PASSWORD).await;
    let bob = cookie_of(&console.login("bob@acme.example", PASSWORD, ADDRESS).await);
    let request = Request::get(SESSIONS).header("cookie", &bob).body(Body::empty()).unwrap();
    let id = console.raw(request).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(refusal(&console.delete(&format!("{SESSIONS}/{id}")).await), refused(404, "not_found"));
    assert_eq!(console.delete(SESSIONS).await.status, StatusCode::NO_CONTENT);
    assert_eq!(me(&console, &bob).await.status, StatusCode::OK);
}

/// The console's session, with a token that was issued so long ago and expires so much later than now.
async fn with_token(console: &Console, issued_s_ago: i64, expires_in_s: i64) -> String {
    let current = sessions(console).await.into_iter().find(|session| session["is_current"] == true).unwrap();
    let now_s = now_ms() / 1000;
    let claims = json!({
        "sub": me(console, &console.cookie).await.json()["id"], "sid": current["id"], "iat": now_s - issued_s_ago, "exp": now_s + expires_in_s,
        "iss": "bubblechat", "aud": "bubblechat-admin",
    });
    let key = EncodingKey::from_secret(console.secrets.get().await.unwrap().jwt.current().1);
    let header = Header { kid: Some("1".to_owned()), ..Header::new(Algorithm::HS256) };
    format!("bc_session={}", jsonwebtoken::encode(&header, &claims, &key).unwrap())
}

#[tokio::test]
async fn a_session_that_is_used_renews_itself() {
    let console = Console::start().await;
    let fresh = me(&console, &with_token(&console, 599, 60).await).await;
    assert!(!fresh.headers.contains_key("set-cookie"), "not at every request");
    let renewed = me(&console, &with_token(&console, 601, 60).await).await;
    let expires_at_ms = parse_rfc3339(renewed.json()["expires_at"].as_str().unwrap()).unwrap();
    assert!((expires_at_ms - now_ms() - HOUR_S * 1000).abs() < 5_000, "an hour from now");
    assert!(renewed.headers["set-cookie"].to_str().unwrap().contains("Max-Age=3600"));
    assert_eq!(me(&console, &cookie_of(&renewed)).await.status, StatusCode::OK);
    assert_eq!(sessions(&console).await.len(), 1, "it is the same session");
}

#[tokio::test]
async fn a_token_in_a_header_is_not_renewed() {
    let console = Console::start().await;
    let token = with_token(&console, 601, 60).await.trim_start_matches("bc_session=").to_owned();
    let request = Request::get("/v1/admin/me").header("authorization", format!("Bearer {token}"));
    let answer = console.raw(request.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.headers.contains_key("set-cookie")), (StatusCode::OK, false));
}

#[tokio::test]
async fn no_renewal_outlives_the_sessions_twelve_hours() {
    let console = Console::start().await;
    let ends_in_s = 120;
    console.store.set_number("operators", "ends_at_ms", now_ms() + ends_in_s * 1000);
    let renewed = me(&console, &with_token(&console, 601, 60).await).await.json();
    let at = |name: &str| parse_rfc3339(renewed[name].as_str().unwrap()).unwrap();
    assert!((at("ends_at") - at("expires_at")).abs() <= 1000, "{renewed}");
    console.store.set_number("operators", "ends_at_ms", now_ms() - 1);
    assert_eq!(refusal(&me(&console, &console.cookie).await), refused(401, "session_ended"));
}

#[tokio::test]
async fn signing_out_does_not_renew() {
    let console = Console::start().await;
    let cookie = with_token(&console, 601, 60).await;
    let request = Request::builder().method(Method::POST).uri("/v1/admin/logout").header("cookie", cookie);
    let answer = console.raw(request.header("x-bubblechat", "1").body(Body::empty()).unwrap()).await;
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["bc_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"]);
}
