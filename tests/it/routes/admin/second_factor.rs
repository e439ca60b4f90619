//! `/v1/admin/second-factor`, and what it changes about signing in

use super::{Console, EMAIL, NOBODY, PASSWORD, TENANTS, cookie_of, refusal, refused};
use crate::support::{ADDRESS, Answer, Logs};
use axum::body::Body;
use bubblechat_core::time::now_ms;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret, Totp};

const FACTOR: &str = "/v1/admin/second-factor";
const TEAM: &str = "/v1/admin/team";
const OPERATORS: &str = "/v1/admin/operators";
const BOB: &str = "bob@acme.example";

/// An authenticator app: an independent implementation.
struct App(Totp);

impl App {
    fn scan(begun: &Value) -> Self {
        let key = begun["key"].as_str().unwrap();
        Logs::listen().also_secret(key.to_owned());
        let secret = Secret::try_from_base32(key).unwrap();
        let app = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30);
        Self(app.with_secret(secret).build().unwrap())
    }

    /// What it shows so many steps from now. A test that uses 0 and then 1 also passes when a step ends in between.
    fn shows(&self, steps: u64) -> String {
        self.0.generate(now_ms().unsigned_abs() / 1000 + 30 * steps).to_string()
    }

    /// Six digits that are none of the valid codes.
    fn wrong(&self) -> String {
        let near = [0, 1, 2].map(|steps| self.shows(steps));
        (0..).map(|digits| format!("{digits:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

/// Sets up a second factor. Returns the app, and the recovery codes.
async fn set_up(console: &Console) -> (App, Vec<String>) {
    let begun = console.send(Method::POST, FACTOR, json!({ "password": PASSWORD })).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    let app = App::scan(&begun.json());
    let confirmed = console.send(Method::PUT, FACTOR, json!({ "code": app.shows(0) })).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text());
    (app, codes_of(&confirmed))
}

fn codes_of(answer: &Answer) -> Vec<String> {
    let codes = answer.json()["recovery_codes"].as_array().unwrap().clone();
    let codes: Vec<_> = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    codes.iter().for_each(|code| Logs::listen().also_secret(code.clone()));
    codes
}

/// Signs Ada in from a browser with this cookie.
async fn sign_in(console: &Console, device: &str, code: &str) -> Answer {
    let request = Request::post("/v1/admin/login").header("x-bubblechat", "1").header("x-bubblechat-address", ADDRESS);
    let request = request.header("cookie", device).header("content-type", "application/json");
    let body = json!({ "email": EMAIL, "password": PASSWORD, "code": code }).to_string();
    console.raw(request.body(Body::from(body)).unwrap()).await
}

/// A second operator, signed in.
async fn with_bob(console: &Console) -> Console {
    console.add_operator(BOB, PASSWORD).await;
    let mut bob = console.another();
    bob.cookie = cookie_of(&console.login(BOB, PASSWORD, "192.0.2.8").await);
    bob
}

async fn path_of(console: &Console, email: &str) -> String {
    let operators = console.get(OPERATORS).await.json()["items"].as_array().unwrap().clone();
    let id = operators.iter().find(|operator| operator["email"] == email).unwrap()["id"].as_str().unwrap().to_owned();
    format!("{OPERATORS}/{id}")
}

#[tokio::test]
async fn signing_in_takes_a_code_and_each_code_is_good_once() {
    let console = Console::start().await;
    let (app, _) = set_up(&console).await;
    let me = console.get("/v1/admin/me").await.json();
    assert_eq!(me["second_factor"], json!({ "is_on": true, "is_required": false, "recovery_codes_left": 10 }));
    let without = console.login_from(&console.device, EMAIL, PASSWORD, ADDRESS).await;
    assert_eq!(refusal(&without), refused(403, "code_needed"));
    assert!(!without.headers.contains_key("set-cookie"));
    assert_eq!(refusal(&sign_in(&console, "", &app.wrong()).await), refused(403, "wrong_code"));
    let code = app.shows(1);
    let signed_in = sign_in(&console, "", &format!(" {} {} ", &code[..3], &code[3..])).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text());
    assert_eq!(refusal(&sign_in(&console, "", &code).await), refused(403, "wrong_code"), "again");
    assert_eq!(refusal(&sign_in(&console, "", &app.shows(0)).await), refused(403, "wrong_code"), "the one before");
    assert_eq!(refusal(&sign_in(&console, "", "").await), refused(422, "invalid_request"));
}

#[tokio::test]
async fn of_two_who_use_a_code_at_once_one_is_refused() {
    let console = Console::start().await;
    let (app, recovery) = set_up(&console).await;
    let other = console.another();
    for code in [&app.shows(1), &recovery[0]] {
        let (one, two) = tokio::join!(sign_in(&console, "", code), sign_in(&other, &other.device, code));
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [200, 403], "{} {}", one.text(), two.text());
    }
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_and_new_ones_replace_the_old() {
    let console = Console::start().await;
    let (_, codes) = set_up(&console).await;
    let typed = codes[0].replace('-', " ").to_uppercase();
    assert_eq!(sign_in(&console, "", &typed).await.status, StatusCode::OK);
    assert_eq!(refusal(&sign_in(&console, "", &codes[0]).await), refused(403, "wrong_code"));
    assert_eq!(console.get("/v1/admin/me").await.json()["second_factor"]["recovery_codes_left"], 9);
    let replace = format!("{FACTOR}/recovery-codes");
    let proofs = |code: &str| json!({ "password": PASSWORD, "code": code });
    assert_eq!(refusal(&console.send(Method::POST, &replace, proofs(&codes[0])).await), refused(403, "wrong_code"));
    let replaced = console.send(Method::POST, &replace, proofs(&codes[1])).await;
    let new = codes_of(&replaced);
    assert_eq!((replaced.status, new.len()), (StatusCode::OK, 10));
    assert_eq!(refusal(&sign_in(&console, "", &codes[2]).await), refused(403, "wrong_code"));
    assert_eq!(sign_in(&console, "", &new[9]).await.status, StatusCode::OK);
    let stored = serde_json::to_string(&console.store.items("operators")).unwrap();
    assert!(new.iter().all(|code| !stored.contains(code) && !stored.contains(&code.replace('-', ""))));
}

#[tokio::test]
async fn five_wrong_codes_slow_down_strangers_and_a_known_device_has_its_own() {
    let console = Console::start().await;
    let (app, _) = set_up(&console).await;
    for _ in 0..5 {
        assert_eq!(refusal(&sign_in(&console, "", &app.wrong()).await), refused(403, "wrong_code"));
    }
    let locked = sign_in(&console, "", &app.shows(1)).await;
    assert_eq!(refusal(&locked), refused(429, "too_many_attempts"));
    let retry_after: u64 = locked.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((3_590..=3_600).contains(&retry_after), "{retry_after}");
    assert_eq!(sign_in(&console, &console.device, &app.shows(1)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn setting_up_takes_the_password_and_a_code_of_the_app() {
    let console = Console::start().await;
    assert_eq!(refusal(&console.send(Method::PUT, FACTOR, json!({ "code": "123456" })).await).1, "second_factor_off");
    let wrong = console.send(Method::POST, FACTOR, json!({ "password": "wrong horse battery" })).await;
    assert_eq!(refusal(&wrong), refused(403, "wrong_password"));
    let begun = console.send(Method::POST, FACTOR, json!({ "password": PASSWORD })).await.json();
    let app = App::scan(&begun);
    let key = begun["key"].as_str().unwrap();
    let uri = format!("otpauth://totp/BubbleChat:ada%40acme.example?secret={key}&issuer=BubbleChat");
    assert_eq!(begun["uri"], uri);
    assert!(!serde_json::to_string(&console.store.items("operators")).unwrap().contains(key), "it is sealed");
    assert_eq!(console.login(EMAIL, PASSWORD, ADDRESS).await.status, StatusCode::OK, "nothing asks for codes yet");
    let wrong = console.send(Method::PUT, FACTOR, json!({ "code": app.wrong() })).await;
    assert_eq!(refusal(&wrong), refused(403, "wrong_code"));
    // Begun anew: the first key is no longer good.
    let again = App::scan(&console.send(Method::POST, FACTOR, json!({ "password": PASSWORD })).await.json());
    let old = console.send(Method::PUT, FACTOR, json!({ "code": app.shows(0) })).await;
    assert_eq!(refusal(&old), refused(403, "wrong_code"));
    let confirmed = console.send(Method::PUT, FACTOR, json!({ "code": again.shows(0) })).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text());
    for method in [Method::POST, Method::PUT] {
        let body = if method == Method::POST { json!({ "password": PASSWORD }) } else { json!({ "code": "123456" }) };
        assert_eq!(refusal(&console.send(method, FACTOR, body).await), refused(409, "second_factor_on"));
    }
}

#[tokio::test]
async fn turning_off_takes_the_password_and_a_code() {
    let console = Console::start().await;
    let remove = async |password: &str, code: &str| {
        let proofs = json!({ "password": password, "code": code });
        console.send(Method::POST, &format!("{FACTOR}/remove"), proofs).await
    };
    assert_eq!(refusal(&remove(PASSWORD, "123456").await), refused(409, "second_factor_off"));
    let (app, codes) = set_up(&console).await;
    assert_eq!(refusal(&remove("wrong horse battery", &app.shows(1)).await), refused(403, "wrong_password"));
    assert_eq!(refusal(&remove(PASSWORD, &app.wrong()).await), refused(403, "wrong_code"));
    assert_eq!(remove(PASSWORD, &codes[0]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(console.login(EMAIL, PASSWORD, ADDRESS).await.status, StatusCode::OK);
    let audit = console.get("/v1/admin/audit").await.json()["items"].as_array().unwrap().clone();
    let actions: Vec<_> = audit.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["second_factor_removed", "recovery_code_used", "second_factor_set"]);
}

#[tokio::test]
async fn a_team_that_demands_one_lets_nobody_without_do_anything_else() {
    let console = Console::start().await;
    let bob = with_bob(&console).await;
    let demand = async |is_required: bool| {
        console.send(Method::PUT, TEAM, json!({ "second_factor_required": is_required })).await
    };
    assert_eq!(refusal(&demand(true).await), refused(409, "second_factor_off"), "of others, but not of oneself");
    set_up(&console).await;
    assert_eq!(bob.get(TENANTS).await.status, StatusCode::OK);
    assert_eq!(demand(true).await.status, StatusCode::OK);
    assert_eq!(console.get(TEAM).await.json(), json!({ "second_factor_required": true }));
    assert_eq!(refusal(&bob.get(TENANTS).await), refused(403, "second_factor_required"));
    let change =
        bob.send(Method::POST, "/v1/admin/password", json!({ "current": PASSWORD, "new": "new password" })).await;
    assert_eq!(refusal(&change), refused(403, "second_factor_required"));
    assert_eq!(bob.get("/v1/admin/me").await.json()["second_factor"]["is_required"], true);
    assert_eq!(console.get(TENANTS).await.status, StatusCode::OK);
    set_up(&bob).await;
    assert_eq!(bob.get(TENANTS).await.status, StatusCode::OK);
    assert_eq!(demand(false).await.status, StatusCode::OK);
    let audit = console.get("/v1/admin/audit").await.json();
    let change = json!([{ "field": "second_factor_required", "from": true, "to": false, "is_long": false }]);
    assert_eq!((&audit["items"][0]["action"], &audit["items"][0]["changes"]), (&json!("team_changed"), &change));
}

#[tokio::test]
async fn an_owner_turns_off_a_colleagues_and_not_their_own() {
    let console = Console::start().await;
    let bob = with_bob(&console).await;
    set_up(&console).await;
    let bobs = format!("{}/second-factor", path_of(&console, BOB).await);
    assert_eq!(refusal(&console.delete(&bobs).await), refused(409, "second_factor_off"));
    set_up(&bob).await;
    let listed = console.get(OPERATORS).await.json();
    assert!(listed["items"].as_array().unwrap().iter().all(|operator| operator["has_second_factor"] == true));
    let mine = format!("{}/second-factor", path_of(&console, EMAIL).await);
    assert_eq!(refusal(&console.delete(&mine).await), refused(409, "own_second_factor"));
    assert_eq!(refusal(&console.delete(&format!("{NOBODY}/second-factor")).await), refused(404, "not_found"));
    assert_eq!(console.delete(&bobs).await.status, StatusCode::NO_CONTENT);
    assert_eq!(console.login(BOB, PASSWORD, "192.0.2.8").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_link_for_a_forgotten_password_takes_a_code_too() {
    let console = Console::start().await;
    let (app, _) = set_up(&console).await;
    let path = format!("{}/password-link", path_of(&console, EMAIL).await);
    let from_console = [("x-bubblechat-host", "console.example")];
    let link = console.send_with(Method::POST, &path, &from_console, json!({})).await.json()["link"].clone();
    let secret = link.as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let new = "staple battery horse";
    let spend = async |code: Option<&str>| {
        let body = json!({ "secret": secret, "password": new, "code": code });
        console.send(Method::POST, "/v1/admin/password-link", body).await
    };
    assert_eq!(refusal(&spend(None).await), refused(403, "code_needed"));
    assert_eq!(refusal(&spend(Some(&app.wrong())).await), refused(403, "wrong_code"));
    assert_eq!(spend(Some(&app.shows(1))).await.status, StatusCode::OK, "it was not spent before");
}
