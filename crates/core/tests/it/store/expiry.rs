//! What has expired is gone, although DynamoDB deletes it up to days later.

use super::{
    GENERATOR, NOW_MS, acme,
    audit::entry,
    claim, key, progress,
    sessions::{account, ada, session},
    settings, thread, turn,
    usage::line,
};
use bubblechat_core::{
    access::{self, Source},
    audit::KEPT_DAYS,
    calendar::Day,
    conversation::{Feedback, Rating, ReplyId, ReplyStatus, Retention, Turn},
    key::{ApiKey, KeyId, KeyKind, Scope},
    operator::{Role, Tenants},
    store::{Attempts, AttemptsBy, Begun, Claim, Claimed, KeyRecord, PageRequest, Store, Thread, TokenRecord},
};
use bubblechat_test_store::TestStore;
use futures_util::future::BoxFuture;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const FOR_A_DAY: Retention = Retention { days: 1, is_preview: false };
const EMAIL: &str = "ada@acme.example";
const SITE: &str = "https://console.example";
/// When the preview key ends.
const PREVIEW_ENDS_MS: i64 = NOW_MS + 15 * MINUTE_MS;

/// When lines of usage end: 40 days after their day, which is 18 November 2026.
const LINES_END_MS: i64 = 1_798_502_400_000;

/// A record of every kind, written at [`NOW_MS`].
struct World {
    db: TestStore,
    store: Store,
    thread: Thread,
    pending: ReplyId,
    complete: ReplyId,
    claim: Claim,
    preview: ApiKey,
}

impl World {
    async fn new() -> Self {
        let db = TestStore::start().await;
        let store = db.connect();
        let thread = thread(&store, "ada");
        store.create_tenant(&acme(), settings("Acme"), NOW_MS).await.unwrap().unwrap();
        let (_, lasting) = key(KeyKind::Secret);
        store.create_key(&acme(), &lasting).await.unwrap();
        store.note_key_use(&acme(), &lasting.id, NOW_MS).await.unwrap();
        let (preview, record) = key(KeyKind::Publishable);
        let (preview_in, expires_at_ms) = (Some(SITE.to_owned()), Some(PREVIEW_ENDS_MS));
        let record = KeyRecord { preview_in, expires_at_ms, ..record };
        store.create_preview_key(&acme(), &record, PREVIEW_ENDS_MS).await.unwrap();
        let [complete, pending] = [ReplyId::generate(), ReplyId::generate()];
        thread.store_turn(&turn(complete.clone(), "m-0", ReplyStatus::Streaming), FOR_A_DAY).await.unwrap();
        assert!(thread.save_progress(&complete, &progress("hello", ReplyStatus::Complete)).await.unwrap());
        thread.store_turn(&turn(pending.clone(), "m-1", ReplyStatus::Pending), FOR_A_DAY).await.unwrap();
        let claim = claim(NOW_MS + 1);
        assert_eq!(thread.claim(&claim, NOW_MS).await.unwrap(), Claimed::New);
        assert!(store.create_operator(&account()).await.unwrap());
        for _ in 0..10 {
            let by = AttemptsBy::Account(EMAIL);
            assert_eq!(store.count_attempt(by, NOW_MS).await.unwrap(), Attempts::Counted);
        }
        store.begin_session(&session(NOW_MS + DAY_MS)).await.unwrap();
        store.create_token(&token()).await.unwrap();
        store.noting(entry()).note().await.unwrap();
        store.put_usage(&acme(), &line(NOW_MS), NOW_MS).await.unwrap();
        Self { db, store, thread, pending, complete, claim, preview }
    }

    /// Whether the preview key works.
    async fn opens(&self, now_ms: i64) -> bool {
        let access = self.store.access(&acme(), &self.preview.id()).await.unwrap();
        let source = Source { origin: Some(SITE), site: Some(SITE), may_lack_origin: false };
        access::open(access, &self.preview, source, Scope::Chat, now_ms).is_ok()
    }

    /// Whether a new message goes on with the conversation that is there.
    async fn goes_on(&self, now_ms: i64) -> bool {
        let next = turn(ReplyId::generate(), "m-2", ReplyStatus::Streaming);
        let next = Turn { created_at_ms: now_ms, ..next };
        self.thread.store_turn(&next, FOR_A_DAY).await.unwrap();
        let head = self.thread.summary(now_ms).await.unwrap().unwrap();
        let (created_at_ms, turns) = if head.turns > 1 { (NOW_MS, 3) } else { (now_ms, 1) };
        assert_eq!((head.created_at_ms, head.turns, head.active_at_ms), (created_at_ms, turns, now_ms));
        head.turns > 1
    }
}

/// A call that could come upon an expired record: its name, when that record ends, and whether the call still finds it.
type Read = (&'static str, i64, for<'a> fn(&'a World, i64) -> BoxFuture<'a, bool>);

const READS: &[Read] = &[
    ("turn", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move { w.thread.turn(&w.complete, now).await.unwrap().is_some() })
    }),
    ("newest_turns", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move { !w.thread.newest_turns(now).await.unwrap().is_empty() })
    }),
    ("turns", NOW_MS + DAY_MS, |w, now| {
        Box::pin(
            async move { !w.thread.turns(PageRequest::of_all(None, 9), false, now).await.unwrap().items.is_empty() },
        )
    }),
    ("begin_pending", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move {
            matches!(w.thread.begin_pending(&w.pending, &GENERATOR, now, now).await.unwrap(), Begun::Mine(_))
        })
    }),
    ("begin_pending", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move {
            !matches!(w.thread.begin_pending(&w.complete, &GENERATOR, now, now).await.unwrap(), Begun::Missing)
        })
    }),
    ("request_stop", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move { w.thread.request_stop(&w.pending, now).await.unwrap() })
    }),
    ("request_stop", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move { w.thread.request_stop(&w.complete, now).await.unwrap() })
    }),
    ("rate", NOW_MS + DAY_MS, |w, now| {
        let feedback = Feedback { rating: Rating::Up, comment: None };
        Box::pin(async move { w.thread.rate(&w.complete, &feedback, now).await.unwrap().is_some() })
    }),
    ("summary", NOW_MS + DAY_MS, |w, now| Box::pin(async move { w.thread.summary(now).await.unwrap().is_some() })),
    ("store_turn", NOW_MS + DAY_MS, |w, now| Box::pin(w.goes_on(now))),
    ("conversations", NOW_MS + DAY_MS, |w, now| {
        let all = PageRequest::of_all(None, 9);
        Box::pin(async move { !w.store.conversations(&acme(), all, |_| true, now).await.unwrap().items.is_empty() })
    }),
    ("activity", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move { w.store.activity(&acme(), 0, now).await.unwrap().last_active_at_ms.is_some() })
    }),
    ("claim", NOW_MS + 30 * DAY_MS, |w, now| {
        Box::pin(async move { w.thread.claim(&w.claim, now).await.unwrap() != Claimed::New })
    }),
    ("usage", LINES_END_MS, |w, now| {
        let day = Day::at(NOW_MS);
        Box::pin(async move { !w.store.usage(&acme(), (day, day), now).await.unwrap().is_empty() })
    }),
    ("fold_usage", LINES_END_MS, |w, now| {
        Box::pin(async move { w.store.fold_usage(&acme(), now, || true).await.unwrap() > 0 })
    }),
    ("access", PREVIEW_ENDS_MS, |w, now| Box::pin(w.opens(now))),
    ("audit", NOW_MS + KEPT_DAYS * DAY_MS, |w, now| {
        let all = PageRequest::of_all(None, 9);
        Box::pin(async move { !w.store.audit(None, (0, i64::MAX), all, |_| true, now).await.unwrap().items.is_empty() })
    }),
    ("count_attempt", NOW_MS + 16 * MINUTE_MS, |w, now| {
        let by = AttemptsBy::Account(EMAIL);
        Box::pin(async move { w.store.count_attempt(by, now).await.unwrap() != Attempts::Counted })
    }),
    ("session", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move { w.store.session(&ada(), "one", now).await.unwrap().is_some() })
    }),
    ("sessions", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move { !w.store.sessions(&account(), now).await.unwrap().is_empty() })
    }),
    ("version", NOW_MS + KEPT_DAYS * DAY_MS, |w, now| {
        Box::pin(async move { w.store.version(&acme(), 1, now).await.unwrap().is_some() })
    }),
    ("versions", NOW_MS + KEPT_DAYS * DAY_MS, |w, now| {
        let all = PageRequest::of_all(None, 9);
        Box::pin(async move { !w.store.versions(&acme(), all, now).await.unwrap().items.is_empty() })
    }),
    ("token", NOW_MS + DAY_MS, |w, now| {
        Box::pin(async move { w.store.token(&token().id, now).await.unwrap().is_some() })
    }),
    ("tokens", NOW_MS + DAY_MS, |w, now| Box::pin(async move { !w.store.tokens(now).await.unwrap().is_empty() })),
];

/// A token that is valid for a day.
fn token() -> TokenRecord {
    let (_, KeyRecord { hash, .. }) = key(KeyKind::Secret);
    TokenRecord {
        id: KeyId::new("0123456789abcdef"),
        hash,
        hint: String::new(),
        name: String::new(),
        role: Role::Viewer,
        tenants: Tenants::ALL,
        maker: ada(),
        created_at_ms: NOW_MS,
        expires_at_ms: NOW_MS + DAY_MS,
        used_at_ms: None,
    }
}

/// Calls that cannot come upon one. They touch records that never expire, only write or delete, or go on from what a call above returned.
const OTHERS: &[&str] = &[
    "add_hit",
    "add_to_counters",
    "begin_session",
    "change_operator",
    "counters",
    "create_key",
    "create_operator",
    "create_preview_key",
    "create_tables",
    "create_tenant",
    "create_token",
    "delete",
    "delete_tenant",
    "end_session",
    "end_sessions",
    "forget_attempts",
    "give_back_attempt",
    "key_uses",
    "keys",
    "leave_pending",
    "lower_counters",
    "note",
    "note_failing_engine",
    "note_key_use",
    "note_preview_key",
    "note_session_use",
    "note_token_use",
    "note_working_engine",
    "named_tenants",
    "operator",
    "operator_by_email",
    "operators",
    "preview_keys_of_sessions_below",
    "purge_tenant",
    "purging_tenants",
    "put_rating",
    "put_usage",
    "release",
    "remove_hit",
    "remove_operator",
    "remove_provider_key",
    "remove_token",
    "renew_claim",
    "reopen",
    "revoke_key",
    "rotate_key",
    "save_progress",
    "save_tenant",
    "set_provider_key",
    "set_team",
    "take_over",
    "team",
    "try_writing",
    "tenant",
    "tenants",
];

#[tokio::test]
async fn no_call_finds_a_record_that_has_expired() {
    let (mut found, mut missed) = (Vec::<&str>::new(), Vec::<&str>::new());
    for (name, ends_at_ms, finds) in READS {
        found.extend(finds(&World::new().await, *ends_at_ms).await.then_some(name));
        missed.extend((!finds(&World::new().await, ends_at_ms - 1).await).then_some(name));
    }
    assert!(found.is_empty(), "found although it has expired, by {found:?}");
    assert!(missed.is_empty(), "not found although it has not expired yet, by {missed:?}");
}

#[test]
fn every_call_of_the_store_says_whether_it_could_find_an_expired_record() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let named: BTreeSet<_> = READS.iter().map(|(name, ..)| *name).chain(OTHERS.iter().copied()).collect();
    let calls = calls_in(&folder);
    let calls: BTreeSet<_> = calls.iter().map(String::as_str).collect();
    assert_eq!(named, calls, "add a new call to READS, or to OTHERS if it cannot come upon an expired record");
}

/// The names of the asynchronous functions that a folder's files offer to others.
fn calls_in(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names.extend(calls_in(&path));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let heads = text.lines().filter_map(|line| {
            let line = line.trim_start();
            line.strip_prefix("pub async fn ").or_else(|| line.strip_prefix("pub(crate) async fn "))
        });
        names.extend(heads.filter_map(|head| Some(head.split(['(', '<']).next()?.to_owned())));
    }
    names
}

#[tokio::test]
async fn expired_conversations_are_not_counted_as_activity() {
    let world = World::new().await;
    let later_ms = NOW_MS + DAY_MS;
    let other = thread(&world.db.connect(), "bob");
    let newer = turn(ReplyId::generate(), "m-0", ReplyStatus::Streaming);
    let newer = Turn { created_at_ms: later_ms - 1, ..newer };
    other.store_turn(&newer, FOR_A_DAY).await.unwrap();
    for (now_ms, conversations) in [(later_ms - 1, 2), (later_ms, 1)] {
        let activity = world.store.activity(&acme(), NOW_MS, now_ms).await.unwrap();
        assert_eq!((activity.last_active_at_ms, activity.conversations), (Some(later_ms - 1), conversations));
    }
}

#[tokio::test]
async fn what_expires_says_so_in_seconds_and_nothing_else_expires() {
    let world = World::new().await;
    let mut kinds = BTreeMap::new();
    for table in ["tenants", "conversations", "operators", "audit"] {
        for item in world.db.items(table) {
            let kind = item["sk"]["S"].as_str().unwrap().split('#').next().unwrap().to_owned();
            let kind = if item.get("preview_in").is_some() { format!("preview {kind}") } else { kind };
            let at_s = item["expires_at"]["N"].as_str().map(|at| at.parse::<i64>().unwrap());
            kinds.insert((table, kind), at_s);
        }
    }
    let in_s = |ms: i64| Some((NOW_MS + ms) / SECOND_MS);
    let expected = [
        ("tenants", "tenant", None),
        ("tenants", "key", None),
        ("tenants", "version", in_s(KEPT_DAYS * DAY_MS)),
        ("tenants", "preview key", in_s(15 * MINUTE_MS + SECOND_MS)),
        ("conversations", "hits", None),
        ("conversations", "2026-11-18T11", Some(LINES_END_MS / SECOND_MS)),
        ("conversations", "key", None),
        ("conversations", "conversation", in_s(DAY_MS)),
        ("conversations", "turn", in_s(DAY_MS)),
        ("conversations", "claim", in_s(30 * DAY_MS)),
        ("audit", "1795000000000", in_s(KEPT_DAYS * DAY_MS)),
        ("operators", "operator", None),
        ("operators", "email", None),
        ("operators", "0123456789abcdef", in_s(DAY_MS + SECOND_MS)),
        ("operators", "session", in_s(DAY_MS + SECOND_MS)),
        ("operators", "attempts", in_s(160 * MINUTE_MS + SECOND_MS)),
    ];
    assert_eq!(kinds, expected.map(|(table, kind, at_s)| ((table, kind.to_owned()), at_s)).into());
}
