//! What is refused to some holds up nobody else. `limits` in core's tests has more kinds of senders.

use crate::support::{ORIGIN, TestApp, TestStore, TestTenant};
use axum::body::Body;
use futures_util::{
    StreamExt as _,
    future::{self, join_all},
    stream,
};
use http::{Method, Request};
use rand::{RngExt as _, distr::Alphanumeric};
use serde_json::json;
use std::{net::Ipv4Addr, sync::Arc};

const SENDERS: usize = 64;
const BYSTANDERS: usize = 200;
/// How many bystanders wait for an answer at any time.
const AT_ONCE: usize = 8;
/// How many messages each sender sends, one after the other.
const MESSAGES: usize = 2;

/// How somebody sends message after message, most of which are refused.
#[derive(Debug, Clone, Copy)]
enum Sender {
    /// In one session, beyond its limit.
    OwnLimit,
    /// With keys that nobody was given.
    MadeUpKey,
    /// From a page that the tenant does not allow, in ever new sessions, from ever new addresses.
    WrongPage,
}

fn message(key: &str, origin: &str, address: &str, session: &str) -> Request<Body> {
    let request = Request::builder().method(Method::POST).uri("/v1/chat").header("x-api-key", key);
    let request = request.header("origin", origin).header("x-bubblechat-address", address);
    let body = json!({ "session_id": session, "message": "hi" }).to_string();
    request.header("content-type", "application/json").body(Body::from(body)).unwrap()
}

impl Sender {
    fn next(self, tenant: &TestTenant) -> Request<Body> {
        let random: String = rand::rng().sample_iter(Alphanumeric).take(32).map(char::from).collect();
        let v4 = Ipv4Addr::from_bits(0xcb00_0000 | (rand::random::<u32>() >> 8));
        match self {
            Self::OwnLimit => message(&tenant.key, ORIGIN, "198.51.100.1", "session-of-the-senders"),
            Self::MadeUpKey => message(&format!("bc_pk_acme_{random}"), ORIGIN, "198.51.100.1", &random),
            Self::WrongPage => message(&tenant.key, "https://evil.example", &v4.to_string(), &random),
        }
    }
}

/// Lets senders and bystanders at one tenant at once. Returns why bystanders were refused, and how many of the senders' messages were.
async fn refused_beside(sender: Sender) -> (Vec<String>, usize) {
    let store = TestStore::start().await;
    let first = TestApp::on(&store).await;
    let limits = json!({ "key_per_minute": 600, "session_per_minute": 20, "address_per_minute": 30 });
    let acme = first.tenant("acme", json!({ "limits": limits })).await;
    let apps = Arc::new([first.beside(&store), first]);
    let senders = (0..SENDERS).map(|i| {
        let (apps, acme) = (apps.clone(), acme.clone());
        tokio::spawn(async move {
            let mut refused = 0;
            for _ in 0..MESSAGES {
                let answer = apps[i % 2].read(sender.next(&acme)).await;
                refused += usize::from(!answer.status.is_success());
            }
            refused
        })
    });
    let senders: Vec<_> = senders.collect();
    let bystanders = (0..BYSTANDERS).map(|i| {
        let (apps, acme) = (apps.clone(), acme.clone());
        async move {
            let (address, session) = (format!("192.0.2.{i}"), format!("session-of-bystander-{i:04}"));
            let answer = apps[i % 2].read(message(&acme.key, ORIGIN, &address, &session)).await;
            (!answer.status.is_success()).then(|| answer.code())
        }
    });
    let bystanders = stream::iter(bystanders).buffer_unordered(AT_ONCE).filter_map(future::ready).collect().await;
    let senders = join_all(senders).await.into_iter().map(|refused| refused.unwrap()).sum();
    (bystanders, senders)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bystander_is_refused_whoever_else_is() {
    for sender in [Sender::OwnLimit, Sender::MadeUpKey, Sender::WrongPage] {
        let (bystanders, senders) = refused_beside(sender).await;
        println!("{sender:?}: {bystanders:?} of {BYSTANDERS} bystanders refused, {senders} of the senders' messages");
        assert!(senders > 0, "{sender:?} is refused");
        assert_eq!(bystanders, Vec::<String>::new(), "{sender:?}");
    }
}
