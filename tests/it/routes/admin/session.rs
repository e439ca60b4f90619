//! `/v1/admin/login`, `logout`, `me`, and who may call at all.

use super::{Console, EMAIL, PASSWORD, body_of, private_routes, refusal, refused};
use crate::support::ADDRESS;
use axum::body::Body;
use bubblechat_core::{tenant::Policy, time::now_ms};
use http::{Method, Request, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

#[tokio::test]
async fn a_session_is_a_strict_cookie_that_lasts_an_hour() {
    let console = Console::start().await;
    let answer = console.login(" Ada@ACME.example ", PASSWORD, ADDRESS).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert!(pair.starts_with("bc_session=ey"), "{pair}");
    assert_eq!(attributes, "Path=/; Max-Age=3600; HttpOnly; SameSite=Strict");
    assert!(!answer.text().contains(pair.trim_start_matches("bc_session=")), "the token is in the cookie only");
    let me = console.get("/v1/admin/me").await;
    assert_eq!((me.status, me.json()["email"].clone()), (StatusCode::OK, json!(EMAIL)));
    let expires_at = bubblechat_core::time::parse_rfc3339(me.json()["expires_at"].as_str().unwrap()).unwrap();
    assert!((3_500_000..=3_600_000).contains(&(expires_at - now_ms())));
    assert!(me.json()["site"].is_null(), "nothing vouches for a site");
    let behind_cloudfront = console.request(Method::GET, "/v1/admin/me").header("x-bubblechat-site", "chat.example");
    let me = console.raw(behind_cloudfront.body(Body::empty()).unwrap()).await;
    assert_eq!(me.json()["site"], "https://chat.example");
}

#[tokio::test]
async fn behind_tls_the_cookie_is_secure_and_bound_to_the_host() {
    let console = Console::with(true, Policy::PUBLIC).await;
    let answer = console.login(EMAIL, PASSWORD, ADDRESS).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-bc_session=ey") && cookie.ends_with("; Secure"), "{cookie}");
    assert_eq!(console.get("/v1/admin/me").await.status, StatusCode::OK);
    let planted = console.cookie.replace("__Host-", "");
    let request = Request::get("/v1/admin/me").header("cookie", planted).body(Body::empty()).unwrap();
    assert_eq!(refusal(&console.raw(request).await), refused(401, "not_signed_in"));
}

#[tokio::test]
async fn an_unknown_account_and_a_wrong_password_look_and_cost_the_same() {
    let console = Console::start().await;
    let mut told = Vec::new();
    for (email, password) in [(EMAIL, "wrong horse battery"), ("nobody@acme.example", PASSWORD)] {
        let before = console.state.passwords().checks();
        let answer = console.login(email, password, ADDRESS).await;
        assert_eq!(console.state.passwords().checks() - before, 1, "one bcrypt for {email}");
        assert_eq!(refusal(&answer), refused(401, "invalid_credentials"));
        assert!(!answer.headers.contains_key("set-cookie"));
        told.push(answer.json()["error"]["message"].clone());
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn whoever_guesses_from_anywhere_gets_ten_tries_and_the_owner_signs_in_where_he_did_before() {
    let console = Console::start().await;
    console.add_operator("bob@acme.example", PASSWORD).await;
    for i in 0..10 {
        let guess = console.login(EMAIL, "wrong horse battery", &format!("192.0.2.{i}")).await;
        assert_eq!(guess.code(), "invalid_credentials");
    }
    let before = console.state.passwords().checks();
    let locked = console.login(EMAIL, PASSWORD, "192.0.2.99").await;
    assert_eq!(refusal(&locked), refused(429, "too_many_attempts"));
    let retry_after: u64 = locked.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((950..=960).contains(&retry_after), "{retry_after}");
    assert_eq!(console.state.passwords().checks(), before, "it costs no bcrypt");
    assert_eq!(console.login("bob@acme.example", PASSWORD, "192.0.2.99").await.status, StatusCode::OK);
    for process in [&console, &console.another()] {
        let known = process.login_from(&console.device, EMAIL, PASSWORD, "192.0.2.99").await;
        assert_eq!(known.status, StatusCode::OK, "{}", known.text());
        let forged = format!("{}x", console.device);
        assert_eq!(refusal(&process.login_from(&forged, EMAIL, PASSWORD, ADDRESS).await).0, 429, "a forged cookie");
    }
    let others = console.login_from(&console.device, "bob@acme.example", "wrong horse battery", ADDRESS).await;
    assert_eq!(others.code(), "invalid_credentials", "it counts as a stranger's");
}

#[tokio::test]
async fn an_address_gets_thirty_tries_whatever_the_account_and_they_are_not_the_accounts() {
    let console = Console::start().await;
    for i in 0..30 {
        let guess = console.login(&format!("nobody{i}@acme.example"), PASSWORD, ADDRESS).await;
        assert_eq!(guess.code(), "invalid_credentials", "{i}");
    }
    for _ in 0..12 {
        assert_eq!(refusal(&console.login(EMAIL, PASSWORD, ADDRESS).await), refused(429, "too_many_attempts"));
    }
    assert_eq!(console.login(EMAIL, PASSWORD, "192.0.2.99").await.status, StatusCode::OK, "from elsewhere");
    assert_eq!(console.login_from(&console.device, EMAIL, PASSWORD, ADDRESS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_stolen_device_has_ten_tries_and_its_owner_signs_in_elsewhere() {
    let console = Console::start().await;
    for _ in 0..10 {
        let guess = console.login_from(&console.device, EMAIL, "wrong horse battery", ADDRESS).await;
        assert_eq!(guess.code(), "invalid_credentials");
    }
    let locked = console.login_from(&console.device, EMAIL, PASSWORD, ADDRESS).await;
    assert_eq!(refusal(&locked), refused(429, "too_many_attempts"));
    assert_eq!(console.login(EMAIL, PASSWORD, ADDRESS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_success_forgives_the_failures_of_its_device() {
    let console = Console::start().await;
    for _ in 0..3 {
        for _ in 0..9 {
            let guess = console.login_from(&console.device, EMAIL, "wrong horse battery", ADDRESS).await;
            assert_eq!(guess.code(), "invalid_credentials");
        }
        assert_eq!(console.login_from(&console.device, EMAIL, PASSWORD, ADDRESS).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_devices_cookie_goes_to_the_sign_in_alone() {
    for (secure, prefix) in [(false, "bc_device_"), (true, "__Secure-bc_device_")] {
        let console = Console::with(secure, Policy::PUBLIC).await;
        let answer = console.login(EMAIL, PASSWORD, ADDRESS).await;
        let cookies: Vec<_> =
            answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        let device = cookies.iter().find(|cookie| cookie.contains("bc_device_")).unwrap();
        let attributes = if secure { "HttpOnly; SameSite=Strict; Secure" } else { "HttpOnly; SameSite=Strict" };
        assert!(device.starts_with(prefix), "{device}");
        assert!(device.ends_with(&format!("; Path=/v1/admin/login; Max-Age=15552000; {attributes}")), "{device}");
        assert!(!device.contains("ada"), "it does not tell whose it is");
    }
}

#[tokio::test]
async fn parallel_guesses_count_too() {
    let console = Console::start().await;
    let guesses = (0..30).map(|_| console.login("eve@acme.example", "wrong horse battery", ADDRESS));
    let answers = futures_util::future::join_all(guesses).await;
    let looked_at = answers.iter().filter(|answer| answer.code() == "invalid_credentials").count();
    assert!(looked_at <= 10, "{looked_at} guesses were checked");
}

#[tokio::test]
async fn malformed_credentials_are_refused() {
    let console = Console::start().await;
    for body in [
        json!({ "email": EMAIL, "password": "x".repeat(73) }),
        json!({ "email": "ada", "password": PASSWORD }),
        json!({ "email": EMAIL }),
    ] {
        let answer = console.send(Method::POST, "/v1/admin/login", body).await;
        assert_eq!(refusal(&answer), refused(422, "invalid_request"));
    }
    let answer =
        console.send(Method::POST, "/v1/admin/login", json!({ "email": EMAIL, "password": PASSWORD, "x": 1 })).await;
    assert_eq!(refusal(&answer), refused(422, "unknown_field"));
    let request = console.request(Method::POST, "/v1/admin/login").body(Body::from("{}")).unwrap();
    assert_eq!(refusal(&console.raw(request).await), refused(415, "unsupported_media_type"));
}

#[tokio::test]
async fn private_routes_need_a_session() {
    let console = Console::start().await;
    console.tenant("acme").await;
    for (method, path, body) in private_routes() {
        for (header, value) in [("x-none", ""), ("cookie", "bc_session="), ("authorization", "AWS4-HMAC-SHA256 x")] {
            let request =
                Request::builder().method(&method).uri(path).header("x-bubblechat", "1").header(header, value);
            let request = request.header("content-type", "application/json").header("if-match", "1");
            let answer = console.raw(request.body(body_of(body.clone())).unwrap()).await;
            let code = if header == "cookie" { "invalid_session" } else { "not_signed_in" };
            assert_eq!(refusal(&answer), refused(401, code), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn with_the_cookie_unsafe_methods_need_the_header() {
    let console = Console::start().await;
    console.tenant("acme").await;
    for (method, path, body) in private_routes() {
        for confirmation in [None, Some("0")] {
            let mut request = Request::builder().method(&method).uri(path).header("cookie", &console.cookie);
            request = request.header("content-type", "application/json").header("if-match", "1");
            if let Some(value) = confirmation {
                request = request.header("x-bubblechat", value);
            }
            let answer = console.raw(request.body(body_of(body.clone())).unwrap()).await;
            if method == Method::GET {
                assert!(answer.status == StatusCode::OK || answer.status == StatusCode::NOT_FOUND, "{path}");
            } else {
                assert_eq!(refusal(&answer), refused(403, "csrf_header_missing"), "{method} {path}");
            }
        }
    }
    let tenants = console.get("/v1/admin/tenants").await.json();
    assert_eq!(tenants["items"].as_array().unwrap().len(), 1, "nothing was created");
    for path in ["/v1/admin/login", "/v1/admin/logout"] {
        let body = Body::from(json!({ "email": EMAIL, "password": PASSWORD }).to_string());
        let request = Request::post(path).header("content-type", "application/json").body(body).unwrap();
        assert_eq!(refusal(&console.raw(request).await), refused(403, "csrf_header_missing"), "{path}");
    }
}

#[tokio::test]
async fn a_bearer_token_needs_no_header() {
    let console = Console::start().await;
    let token = console.cookie.trim_start_matches("bc_session=").to_owned();
    let body = Body::from(json!({ "slug": "acme", "name": "Acme" }).to_string());
    let request = Request::post("/v1/admin/tenants").header("authorization", format!("Bearer {token}"));
    let answer = console.raw(request.header("content-type", "application/json").body(body).unwrap()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
}

/// The id of the console's session.
async fn sid(console: &Console) -> String {
    let sessions = console.get("/v1/admin/sessions").await.json();
    let current = sessions["items"].as_array().unwrap().iter().find(|session| session["is_current"] == true);
    current.unwrap()["id"].as_str().unwrap().to_owned()
}

/// A token like ours, except for what the test changes.
async fn token(console: &Console, change: impl FnOnce(&mut Value), header: Header, key: Option<&[u8]>) -> String {
    let now_s = now_ms() / 1000;
    let mut claims = json!({
        "sub": console.get("/v1/admin/me").await.json()["id"], "sid": sid(console).await, "iat": now_s, "exp": now_s + 3600, "iss": "bubblechat", "aud": "bubblechat-admin",
    });
    change(&mut claims);
    let ours = console.secrets.get().await.unwrap().jwt.current().1;
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key.unwrap_or(ours))).unwrap()
}

fn header(algorithm: Algorithm, kid: Option<&str>) -> Header {
    Header { kid: kid.map(str::to_owned), ..Header::new(algorithm) }
}

#[tokio::test]
async fn only_tokens_that_we_signed_are_accepted() {
    let console = Console::start().await;
    let ours = || header(Algorithm::HS256, Some("1"));
    let me = async |token: &str| {
        let request = Request::get("/v1/admin/me").header("cookie", format!("bc_session={token}"));
        console.raw(request.body(Body::empty()).unwrap()).await
    };
    let good = token(&console, |_| {}, ours(), None).await;
    assert_eq!(me(&good).await.status, StatusCode::OK);
    let now_s = now_ms() / 1000;
    let forged = [
        token(&console, |_| {}, header(Algorithm::HS512, Some("1")), None).await,
        token(&console, |_| {}, header(Algorithm::HS256, None), None).await,
        token(&console, |_| {}, header(Algorithm::HS256, Some("2")), None).await,
        token(&console, |_| {}, ours(), Some(&[7; 32])).await,
        token(&console, |claims| claims["aud"] = "another".into(), ours(), None).await,
        token(&console, |claims| claims["iss"] = "another".into(), ours(), None).await,
        token(&console, |claims| drop(claims.as_object_mut().unwrap().remove("exp")), ours(), None).await,
        unsigned(&good),
        format!("{good}x"),
        "garbage".to_owned(),
    ];
    for token in forged {
        assert_eq!(refusal(&me(&token).await), refused(401, "invalid_session"), "{token}");
    }
    let expired = token(&console, |claims| claims["exp"] = (now_s - 1).into(), ours(), None).await;
    assert_eq!(refusal(&me(&expired).await), refused(401, "session_expired"));
    for (name, value) in [("sid", json!("another")), ("sub", json!("nobody@acme.example"))] {
        let token = token(&console, |claims| claims[name] = value, ours(), None).await;
        assert_eq!(refusal(&me(&token).await), refused(401, "session_ended"), "{name}");
    }
}

/// The same token with `"alg": "none"`.
fn unsigned(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap();
    // {"alg":"none","typ":"JWT","kid":"1"}
    format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoiMSJ9.{claims}.")
}

#[tokio::test]
async fn signing_out_clears_the_cookie_also_without_a_session() {
    let console = Console::start().await;
    let answer = console.send(Method::POST, "/v1/admin/logout", json!({})).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert_eq!(cookie, "bc_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
}

#[tokio::test]
async fn an_operator_is_created_only_once() {
    let console = Console::start().await;
    assert!(!console.add_operator("ADA@acme.example", "another password").await);
    assert_eq!(console.login(EMAIL, PASSWORD, ADDRESS).await.status, StatusCode::OK, "the password stays");
    let store = console.store.connect();
    for (email, password) in [("ada", PASSWORD), ("bob@acme.example", "short")] {
        let made = bubblechat_admin::operator::create(&store, email, &password.into(), 4).await;
        assert!(made.is_err(), "{email}");
    }
    assert!(console.folder.path().exists());
}
