//! How long a known device and a visitor wait while strangers guess passwords: 200 a second from 50 addresses. `cargo xtask bench sign-in`
//! runs it. Both figures are of one run, so the ratio says what the guesses cost.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on stops")]

use bubblechat_local::{Options, Server};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::json;
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

const EMAIL: &str = "ada@acme.example";
const PASSWORD: &str = "correct horse battery";
const SAMPLES: usize = 20;
const ADDRESSES: usize = 50;
const GUESS_EVERY: Duration = Duration::from_millis(5);
/// One for all, since making one costs more than a request.
static CLIENT: LazyLock<Client> = LazyLock::new(Client::new);

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        admin_email: Some(EMAIL.to_owned()),
        admin_password: Some(PASSWORD.into()),
        password_cost: Options::default().password_cost,
        // Lets each guess say where it comes from.
        trusted_proxies: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        ..Options::for_tests(folder.path())
    };
    let server = Arc::new(Server::start(options).await.unwrap());
    let first = sign_in(&server, EMAIL, PASSWORD, "198.51.100.1").send().await.unwrap();
    let cookies = first.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let device = cookies.map(|cookie| cookie.split(';').next().unwrap()).find(|cookie| cookie.contains("device"));
    let device = device.unwrap().to_owned();
    let quiet = measure(&server, &device).await;
    let refused = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let guesses = tokio::spawn(guess(Arc::clone(&server), Arc::clone(&refused)));
    let attacked = measure(&server, &device).await;
    guesses.abort();
    for (name, quiet, attacked) in [("sign-in", &quiet[0], &attacked[0]), ("chat", &quiet[1], &attacked[1])] {
        let (quiet_p95, attacked_p95) = (p95(quiet), p95(attacked));
        let ratio = attacked_p95.as_secs_f64() / quiet_p95.as_secs_f64();
        println!("{name:8} p95: quiet {quiet_p95:.1?}, under attack {attacked_p95:.1?}, ratio {ratio:.2}");
    }
    let [sent, refused] = [0, 1].map(|i| refused[i].load(Relaxed));
    println!("guesses answered: {sent}, of which refused before their password was checked: {refused}");
}

fn sign_in(server: &Server, email: &str, password: &str, address: &str) -> RequestBuilder {
    let request = CLIENT.post(format!("{}/v1/admin/login", server.console)).header("x-bubblechat", "1");
    request.header("x-forwarded-for", address).json(&json!({ "email": email, "password": password }))
}

/// How long the known device and a visitor wait, one after the other.
async fn measure(server: &Server, device: &str) -> [Vec<Duration>; 2] {
    let mut waits = [Vec::new(), Vec::new()];
    for i in 0..SAMPLES {
        let began = Instant::now();
        let known = sign_in(server, EMAIL, PASSWORD, "198.51.100.1").header("cookie", device).send().await.unwrap();
        assert_eq!(known.status(), StatusCode::OK);
        waits[0].push(began.elapsed());
        let began = Instant::now();
        let message = json!({ "session_id": format!("session-of-visitor-{i:04}"), "message": "hours" });
        let request = CLIENT.post(format!("{}/v1/chat", server.site)).json(&message);
        let request = request.header("x-api-key", server.key.as_ref().unwrap()).header("accept", "application/json");
        let request = request.header("origin", server.demo.as_ref().unwrap());
        // A visitor each, so that none meets a limit.
        let answer = request.header("x-forwarded-for", format!("192.0.2.{i}")).send().await.unwrap();
        assert!(answer.status().is_success() || answer.status() == StatusCode::TOO_MANY_REQUESTS, "{answer:?}");
        waits[1].push(began.elapsed());
    }
    waits
}

/// Guesses without end: every other one at the known account, the rest at accounts that do not exist.
async fn guess(server: Arc<Server>, counted: Arc<[AtomicUsize; 2]>) {
    let mut every = tokio::time::interval(GUESS_EVERY);
    for i in 0_usize.. {
        every.tick().await;
        let (server, counted) = (Arc::clone(&server), Arc::clone(&counted));
        tokio::spawn(async move {
            let email = if i.is_multiple_of(2) { EMAIL.to_owned() } else { format!("nobody{i}@acme.example") };
            let address = format!("203.0.113.{}", i % ADDRESSES);
            let Ok(answer) = sign_in(&server, &email, "wrong horse battery", &address).send().await else { return };
            counted[0].fetch_add(1, Relaxed);
            counted[1].fetch_add(usize::from(answer.status() == StatusCode::TOO_MANY_REQUESTS), Relaxed);
        });
    }
}

fn p95(waits: &[Duration]) -> Duration {
    let mut sorted = waits.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() * 95 / 100]
}
