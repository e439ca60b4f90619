//! The store: what its conditions promise to callers that race or come late.

mod attempts;
mod audit;
mod busy;
mod claims;
mod expiry;
mod failing;
mod failures;
mod keys;
mod lists;
mod model;
mod operators;
mod purge;
mod replies;
mod sessions;
mod tables;
mod tenants;
mod turns;
mod usage;
mod versions;

use bubblechat_core::{
    Slug,
    conversation::{ConversationId, GeneratorId, MessageId, ReplyId, ReplyStatus, Retention, SessionId, Turn},
    key::{ApiKey, KeyKind},
    secret::KeyRing,
    store::{Claim, KeyRecord, Progress, Store, Thread},
    tenant::Settings,
};
use std::sync::LazyLock;

/// When the tests' records are written: a whole second.
const NOW_MS: i64 = 1_795_000_000_000;
/// Who makes the tests' replies.
static GENERATOR: LazyLock<GeneratorId> = LazyLock::new(GeneratorId::generate);
const RETENTION: Retention = Retention { days: 90, is_preview: false };

fn acme() -> Slug {
    Slug::parse("acme").unwrap()
}

/// The settings of a tenant with that name.
fn settings(name: &str) -> Settings {
    Settings { name: name.to_owned(), ..Settings::default() }
}

/// A visitor's thread with the tenant `acme`.
fn thread(store: &Store, session: &str) -> Thread {
    let session = SessionId::parse(&format!("session-of-{session:0>8}")).unwrap();
    store.thread(&acme(), &ConversationId::derive(&acme(), &session))
}

/// A turn that arrived at [`NOW_MS`], with nothing of its reply and a lease that ends then.
fn turn(reply_id: ReplyId, message: &str, status: ReplyStatus) -> Turn {
    Turn {
        reply_id,
        message_id: MessageId::parse(message).unwrap(),
        message: format!("This is {message}."),
        created_at_ms: NOW_MS,
        page: None,
        engine: "main".to_owned(),
        model: None,
        reply: String::new(),
        reply_began_at_ms: None,
        status,
        lease_until_ms: NOW_MS,
        generator: GENERATOR.clone(),
        usage: None,
        fault: None,
        stop_requested: false,
        feedback: None,
    }
}

/// A claim on the message `m`.
fn claim(lease_until_ms: i64) -> Claim {
    Claim {
        message_id: MessageId::parse("m").unwrap(),
        reply_id: ReplyId::generate(),
        text_digest: "digest".to_owned(),
        lease_until_ms,
        generator: GeneratorId::generate(),
    }
}

/// A reply so far, as its generator saves it.
fn progress(reply: &str, status: ReplyStatus) -> Progress<'_> {
    Progress { generator: &GENERATOR, reply, began_at_ms: Some(NOW_MS), status, lease_until_ms: NOW_MS + 1, end: None }
}

/// A new key of `acme` and its record.
fn key(kind: KeyKind) -> (ApiKey, KeyRecord) {
    let key = ApiKey::generate(kind, &acme(), &KeyRing::generate());
    let record = KeyRecord::new(&key, "test", NOW_MS);
    (key, record)
}
