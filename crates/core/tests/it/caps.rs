//! The caps of a day and a month: one contract suite for both backends.

use bubblechat_core::{
    Slug,
    address::Address,
    calendar::Day,
    conversation::{ConversationId, SessionId},
    key::{ApiKey, KeyKind},
    limits::{
        CappedBy, Counters, Hit, InForce, Log, MemoryLimiter, Message, OverCap, RateLimiter, Sender, Spending,
        StoreLimiter, within_caps,
    },
    secret::KeyRing,
    tenant::{Caps, Limits, Settings},
    time::parse_rfc3339,
};
use bubblechat_test_store::TestStore;
use futures_util::future::join_all;
use proptest::prelude::*;
use std::sync::Arc;

const ROOMY: Limits = Limits { key_per_minute: 1000, session_per_minute: 1000, address_per_minute: 1000 };
const NO_CAPS: Caps = Caps {
    messages_per_day: None,
    messages_per_day_per_address: None,
    model_tokens_per_month: None,
    cost_per_month: None,
};

fn acme() -> Slug {
    Slug::parse("acme").unwrap()
}

fn at(text: &str) -> i64 {
    parse_rfc3339(text).unwrap()
}

/// Messages of visitors, all with one key.
struct Visitors {
    key: ApiKey,
    keys: KeyRing,
}

impl Visitors {
    fn new() -> Self {
        let keys = KeyRing::generate();
        Self { key: ApiKey::generate(KeyKind::Publishable, &acme(), &keys), keys }
    }

    fn message(&self, at_ms: i64, session: u32, address: &str) -> Message {
        let session = SessionId::parse(&format!("session-{session:016}")).unwrap();
        let address = Address::new(address.parse().ok());
        let hit = Hit::new(at_ms, &self.key, &ConversationId::derive(&acme(), &session), &address);
        Message::new(hit, KeyKind::Publishable, &address, &self.keys)
    }
}

/// Counts, judges and takes back refused messages, as the chat function does.
async fn ask(limiter: &dyn RateLimiter, message: &Message, caps: &Caps) -> Result<(), OverCap> {
    let log = limiter.count(&acme(), message).await.unwrap();
    let judged = within_caps(message, &log, &ROOMY.into(), caps, message.hit.at_ms);
    match judged {
        Ok(()) => limiter.keep(&acme(), message).await.unwrap(),
        Err(_) => limiter.take_back(&acme(), message, &log.counters).await.unwrap(),
    }
    judged
}

async fn made(store: &TestStore) -> bubblechat_core::store::Store {
    let store = store.connect();
    store.create_tenant(&acme(), Settings { name: "Acme".into(), ..Settings::default() }, 0).await.unwrap();
    store
}

/// Runs a test on both backends, each with what another process of its kind sees.
async fn on_both<F: Future<Output = ()>>(test: impl Fn([Arc<dyn RateLimiter>; 2]) -> F) {
    let store = TestStore::start().await;
    let connected = made(&store).await;
    let memory: Arc<dyn RateLimiter> = Arc::new(MemoryLimiter::keeping(connected.clone()));
    test([memory.clone(), memory]).await;
    let store = TestStore::start().await;
    let connected = made(&store).await;
    test([(); 2].map(|()| Arc::new(StoreLimiter::new(connected.clone())) as Arc<dyn RateLimiter>)).await;
}

#[tokio::test]
async fn a_day_and_a_month_begin_anew_at_midnight_in_utc() {
    on_both(|[limiter, _]| async move {
        let visitors = Visitors::new();
        let caps = Caps { messages_per_day: Some(1), ..NO_CAPS };
        let says = |time: &str, caps: Caps| {
            let message = visitors.message(at(time), 1, "192.0.2.1");
            let limiter = limiter.clone();
            async move { ask(&*limiter, &message, &caps).await }
        };
        assert_eq!(says("2026-11-30T10:00:00Z", caps).await, Ok(()));
        let over = says("2026-11-30T23:59:50Z", caps).await.unwrap_err();
        assert_eq!(over, OverCap { by: CappedBy::Messages, retry_after_s: 10 });
        assert_eq!(says("2026-12-01T00:00:00Z", caps).await, Ok(()));
        let log = limiter.count(&acme(), &visitors.message(at("2026-12-01T00:00:01Z"), 2, "192.0.2.1")).await.unwrap();
        let spent = Spending { tokens: 100, micros: 2_000_000 };
        limiter.spend(&acme(), Day::at(at("2026-12-01T00:00:02Z")), spent, &log.counters).await.unwrap();
        let by_tokens = Caps { model_tokens_per_month: Some(100), ..NO_CAPS };
        let by_cost = Caps { cost_per_month: Some(2.0), ..NO_CAPS };
        for (caps, by) in [(by_tokens, CappedBy::Tokens), (by_cost, CappedBy::Cost)] {
            let over = says("2026-12-31T23:59:58Z", caps).await.unwrap_err();
            assert_eq!(over, OverCap { by, retry_after_s: 2 });
            assert_eq!(says("2027-01-01T00:00:00Z", caps).await, Ok(()));
            // Whose clock is behind still counts in its own month.
            assert_eq!(says("2026-12-31T23:59:59Z", caps).await.unwrap_err().by, by);
        }
        let raised = Caps { model_tokens_per_month: Some(101), cost_per_month: Some(2.01), ..NO_CAPS };
        assert_eq!(says("2026-12-31T23:59:59Z", raised).await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn clocks_that_are_five_seconds_apart_admit_no_more_on_any_day() {
    on_both(|limiters| async move {
        let visitors = Visitors::new();
        let caps = Caps { messages_per_day: Some(5), ..NO_CAPS };
        let midnight = at("2026-12-01T00:00:00Z");
        let mut admitted = [0, 0];
        for i in 0..40_u32 {
            let ahead = i % 2 == 1;
            let now_ms = midnight - 10_000 + i64::from(i) * 500 + if ahead { 5_000 } else { 0 };
            let message = visitors.message(now_ms, i, "192.0.2.1");
            let is_admitted = ask(&*limiters[usize::from(ahead)], &message, &caps).await.is_ok();
            admitted[usize::from(now_ms >= midnight)] += u32::from(is_admitted);
        }
        assert_eq!(admitted, [5, 5]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_messages_get_exactly_as_many_places_as_the_day_has() {
    on_both(|limiters| async move {
        let caps = Caps { messages_per_day: Some(40), messages_per_day_per_address: Some(15), ..NO_CAPS };
        let visitors = Visitors::new();
        let race = (0..200_u32).map(|i| {
            let (limiter, message) =
                (limiters[i as usize % 2].clone(), visitors.message(1_000, i, &format!("192.0.2.{}", i % 4)));
            tokio::spawn(async move { ask(&*limiter, &message, &caps).await.is_ok() })
        });
        let admitted = join_all(race).await.into_iter().filter(|admitted| *admitted.as_ref().unwrap()).count();
        assert_eq!(admitted, 40);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_refused_for_a_minutes_limit_takes_no_place_of_the_day() {
    let limiter = MemoryLimiter::default();
    let limits: InForce = Limits { key_per_minute: 600, session_per_minute: 20, address_per_minute: 30 }.into();
    let caps = Caps { messages_per_day: Some(300), messages_per_day_per_address: Some(100), ..NO_CAPS };
    let visitors = Visitors::new();
    // One session sends a thousand messages, of which most are refused and not taken back yet.
    for i in 0..1_000_u32 {
        limiter.count(&acme(), &visitors.message(1_000, 1, &format!("198.51.100.{}", i % 250))).await.unwrap();
    }
    for i in 0..200_u32 {
        let bystander = visitors.message(1_001, 1_000 + i, &format!("192.0.2.{i}"));
        let log = limiter.count(&acme(), &bystander).await.unwrap();
        assert_eq!(within_caps(&bystander, &log, &limits, &caps, 1_001), Ok(()), "bystander {i}");
    }
}

#[tokio::test]
async fn what_was_counted_outlasts_the_process() {
    let store = TestStore::start().await;
    let connected = made(&store).await;
    let visitors = Visitors::new();
    let caps = Caps { messages_per_day: Some(2), model_tokens_per_month: Some(1_000), ..NO_CAPS };
    let first = MemoryLimiter::keeping(connected.clone());
    let message = |i| visitors.message(at("2026-11-30T10:00:00Z") + i64::from(i), i, "192.0.2.1");
    assert_eq!(ask(&first, &message(1), &caps).await, Ok(()));
    first.spend(&acme(), message(1).day, Spending { tokens: 999, micros: 0 }, &Log::default().counters).await.unwrap();
    let second = MemoryLimiter::keeping(connected.clone());
    assert_eq!(ask(&second, &message(2), &caps).await, Ok(()));
    assert_eq!(ask(&second, &message(3), &caps).await.unwrap_err().by, CappedBy::Messages);
    second.spend(&acme(), message(2).day, Spending { tokens: 1, micros: 0 }, &Log::default().counters).await.unwrap();
    let elsewhere = StoreLimiter::new(connected);
    assert_eq!(ask(&elsewhere, &message(4), &caps).await.unwrap_err().by, CappedBy::Tokens);
}

#[tokio::test]
async fn the_item_of_a_tenant_does_not_grow_with_its_days_and_senders() {
    let store = TestStore::start().await;
    let limiter = StoreLimiter::new(made(&store).await);
    let visitors = Visitors::new();
    let start = at("2026-11-01T12:00:00Z");
    for i in 0..600_u32 {
        // Twenty messages a day for a month, each from another address.
        let at_ms = start + i64::from(i / 20) * 86_400_000 + i64::from(i % 20) * 100_000;
        let message = visitors.message(at_ms, i, &format!("10.0.{}.{}", i / 250, i % 250));
        let log = limiter.count(&acme(), &message).await.unwrap();
        limiter.spend(&acme(), message.day, Spending { tokens: 1, micros: 1 }, &log.counters).await.unwrap();
    }
    let [item] = &store.items("conversations")[..] else { panic!("one item") };
    let numbers = item.as_object().unwrap().values().filter(|value| value.get("N").is_some()).count();
    assert!(numbers < 60, "{numbers} numbers");
}

#[tokio::test]
async fn refused_messages_leave_no_trace_of_their_senders() {
    let store = TestStore::start().await;
    let limiter = StoreLimiter::new(made(&store).await);
    let visitors = Visitors::new();
    let none = Caps { messages_per_day: Some(0), ..NO_CAPS };
    for i in 0..40_u32 {
        let message = visitors.message(1_000 + i64::from(i), i, &format!("2001:db8:{i}::1"));
        assert!(ask(&limiter, &message, &none).await.is_err());
    }
    let [item] = &store.items("conversations")[..] else { panic!("one item") };
    assert_eq!(item.as_object().unwrap().len(), 3, "{item}");
}

#[tokio::test]
async fn a_refused_message_takes_nothing_off_what_its_sender_was_admitted_for_meanwhile() {
    let store = TestStore::start().await;
    let limiter = StoreLimiter::new(made(&store).await);
    let visitors = Visitors::new();
    let caps = Caps { messages_per_day_per_address: Some(2), ..NO_CAPS };
    let message = |i: u32| visitors.message(1_000 + i64::from(i), i, "192.0.2.1");
    // It is counted first, and refused for a reason of its own after the others were admitted.
    let refused = message(0);
    let log = limiter.count(&acme(), &refused).await.unwrap();
    assert_eq!(ask(&limiter, &message(1), &caps).await, Ok(()));
    limiter.take_back(&acme(), &refused, &log.counters).await.unwrap();
    assert_eq!(ask(&limiter, &message(2), &caps).await, Ok(()));
    assert_eq!(ask(&limiter, &message(3), &caps).await.unwrap_err().by, CappedBy::Address);
}

/// A message of the day, or the moment when it is taken back after a refusal.
fn events() -> impl Strategy<Value = Vec<(i64, u32, u32, usize)>> {
    proptest::collection::vec((0..30_000_i64, 0..4_u32, 0..3_u32, 0..6_usize), 1..150)
}

async fn no_day_admits_more(events: Vec<(i64, u32, u32, usize)>) {
    let (limiter, visitors) = (MemoryLimiter::default(), Visitors::new());
    let limits: InForce = Limits { key_per_minute: 8, session_per_minute: 3, address_per_minute: 4 }.into();
    let caps = Caps { messages_per_day: Some(20), messages_per_day_per_address: Some(9), ..NO_CAPS };
    let mut now_ms = at("2026-11-30T23:30:00Z");
    let (mut admitted, mut refused) = (Vec::new(), Vec::new());
    for (gap, session, address, in_flight) in events {
        now_ms += gap;
        let message = visitors.message(now_ms, session, &format!("192.0.2.{address}"));
        let log = limiter.count(&acme(), &message).await.unwrap();
        let is_within = bubblechat_core::limits::judge(&message.hit, &log.hits, &limits, now_ms).is_ok()
            && within_caps(&message, &log, &limits, &caps, now_ms).is_ok();
        if is_within {
            admitted.push((message.day, message.hit.sender));
            let of_day = |sender: Option<Sender>| {
                let is_of =
                    |other: &&(Day, Sender)| other.0 == message.day && sender.is_none_or(|sender| sender == other.1);
                admitted.iter().filter(is_of).count()
            };
            assert!(of_day(None) <= 20 && of_day(Some(message.hit.sender)) <= 9);
        } else {
            refused.push((in_flight, message));
        }
        let (due, waiting): (Vec<_>, Vec<_>) = refused.into_iter().partition(|(left, _)| *left == 0);
        for (_, message) in due {
            limiter.take_back(&acme(), &message, &Counters::default()).await.unwrap();
        }
        refused = waiting.into_iter().map(|(left, message)| (left - 1, message)).collect();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_day_admits_more_than_its_caps_while_refusals_are_in_flight(events in events()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(no_day_admits_more(events));
    }
}
