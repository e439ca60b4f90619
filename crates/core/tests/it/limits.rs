//! The rate limit: one contract suite for both backends, and the races that occur only between real processes.

use bubblechat_core::{
    Slug,
    calendar::Day,
    limits::{Counters, Hit, InForce, MemoryLimiter, Message, OverLimit, RateLimiter, Sender, StoreLimiter, judge},
    tenant::{EarlierLimits, Limits, Settings, WINDOW_MS},
};
use bubblechat_test_store::TestStore;
use futures_util::future::join_all;
use proptest::prelude::*;
use std::sync::Arc;

const ROOMY: Limits = Limits { key_per_minute: 1000, session_per_minute: 1000, address_per_minute: 1000 };

fn acme() -> Slug {
    Slug::parse("acme").unwrap()
}

/// Counts, judges and takes back refused requests, as the chat function does.
async fn ask(limiter: &dyn RateLimiter, hit: Hit, limits: &Limits) -> Result<(), OverLimit> {
    let message = message(hit);
    let log = limiter.count(&acme(), &message).await.unwrap();
    let judged = judge(&hit, &log.hits, &(*limits).into(), hit.at_ms).map(|_| ());
    if judged.is_err() {
        limiter.take_back(&acme(), &message, &log.counters).await.unwrap();
    }
    judged
}

fn hit(at_ms: i64, nonce: u32) -> Hit {
    Hit { at_ms, key: 1, session: 1, sender: Sender::Address([1]), nonce }
}

/// A server's message, of which only the limits count anything.
fn message(hit: Hit) -> Message {
    Message { hit, day: Day::at(hit.at_ms), networks: Vec::new() }
}

/// Runs a test on both backends.
async fn on_both<F: Future<Output = ()>>(test: impl Fn(Arc<dyn RateLimiter>) -> F) {
    test(Arc::new(MemoryLimiter::default())).await;
    let store = TestStore::start().await;
    test(dynamo(&store).await).await;
}

async fn dynamo(store: &TestStore) -> Arc<dyn RateLimiter> {
    let store = store.connect();
    store.create_tenant(&acme(), Settings { name: "Acme".into(), ..Settings::default() }, 0).await.unwrap();
    Arc::new(StoreLimiter::new(store))
}

#[tokio::test]
async fn admits_up_to_the_limit_and_says_when_to_try_again() {
    on_both(|limiter| async move {
        let limits = Limits { session_per_minute: 3, ..ROOMY };
        let start = 1_795_000_000_000;
        for i in 0..3_u32 {
            assert_eq!(ask(&*limiter, hit(start + 1_000 * i64::from(i), i), &limits).await, Ok(()));
        }
        let over = ask(&*limiter, hit(start + 10_000, 10), &limits).await.unwrap_err();
        assert_eq!(over.retry_after_s, 50);
        assert!(ask(&*limiter, hit(start + 59_000, 11), &limits).await.is_err());
        assert_eq!(ask(&*limiter, hit(start + 60_000, 12), &limits).await, Ok(()));
        assert!(ask(&*limiter, hit(start + 60_000, 13), &limits).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn refused_requests_do_not_count() {
    on_both(|limiter| async move {
        let limits = Limits { address_per_minute: 1, ..ROOMY };
        assert_eq!(ask(&*limiter, hit(0, 0), &limits).await, Ok(()));
        for i in 1..20 {
            assert!(ask(&*limiter, hit(i64::from(i) * 1000, i), &limits).await.is_err());
        }
        assert_eq!(ask(&*limiter, hit(WINDOW_MS, 99), &limits).await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn keys_sessions_and_addresses_are_counted_separately() {
    on_both(|limiter| async move {
        let limits = Limits { key_per_minute: 3, session_per_minute: 1, address_per_minute: 2 };
        let of = |key, session, address, nonce| Hit {
            at_ms: 1_000,
            key,
            session,
            sender: Sender::Address([address]),
            nonce,
        };
        assert!(ask(&*limiter, of(1, 1, 1, 0), &limits).await.is_ok());
        assert!(ask(&*limiter, of(1, 1, 2, 1), &limits).await.is_err(), "the session");
        assert!(ask(&*limiter, of(1, 2, 1, 2), &limits).await.is_ok());
        assert!(ask(&*limiter, of(2, 3, 1, 3), &limits).await.is_err(), "the address");
        assert!(ask(&*limiter, of(1, 4, 3, 4), &limits).await.is_ok());
        assert!(ask(&*limiter, of(1, 5, 4, 5), &limits).await.is_err(), "the key");
        assert!(ask(&*limiter, of(2, 5, 4, 6), &limits).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn tenants_are_counted_separately() {
    on_both(|limiter| async move {
        let limits = Limits { key_per_minute: 1, ..ROOMY };
        assert!(ask(&*limiter, hit(0, 0), &limits).await.is_ok());
        let other = Slug::parse("other").unwrap();
        let live = limiter.count(&other, &message(hit(0, 1))).await.unwrap().hits;
        assert!(judge(&hit(0, 1), &live, &limits.into(), 0).is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_tenant_that_does_not_exist_leaves_no_trace() {
    let store = TestStore::start().await;
    let limiter = StoreLimiter::new(store.connect());
    limiter.count(&acme(), &message(hit(0, 0))).await.unwrap();
    limiter.take_back(&acme(), &message(hit(0, 0)), &Counters::default()).await.unwrap();
    assert!(store.items("conversations").is_empty());
}

#[tokio::test]
async fn the_log_does_not_grow_with_time() {
    let store = TestStore::start().await;
    let limiter = dynamo(&store).await;
    for i in 0..300_u32 {
        // Half an hour of messages every six seconds, with a pause of an hour in the middle.
        let pause = if i < 150 { 0 } else { 3_600_000 };
        ask(&*limiter, hit(pause + i64::from(i) * 6_000, i), &ROOMY).await.unwrap();
    }
    let hits: usize = store.items("conversations")[0]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| name.starts_with("slot"))
        .map(|(_, set)| set["BS"].as_array().unwrap().len())
        .sum();
    assert!((10..=17).contains(&hits), "{hits} hits are kept for a window of ten");
}

/// Whatever the order, the clocks and the gaps, no minute contains more admitted requests than the limit.
async fn no_window_admits_more(limiter: &dyn RateLimiter, times: &[i64], limit: u32) {
    let limits = Limits { key_per_minute: limit, ..ROOMY };
    let mut admitted = Vec::new();
    for (nonce, at_ms) in (0..).zip(times) {
        if ask(limiter, hit(*at_ms, nonce), &limits).await.is_ok() {
            admitted.push(*at_ms);
        }
    }
    admitted.sort_unstable();
    for (i, first) in admitted.iter().enumerate() {
        let in_window = admitted[i..].iter().take_while(|at| **at < first + WINDOW_MS).count();
        assert!(in_window <= limit as usize, "{in_window} in one minute, limit {limit}: {admitted:?}");
    }
}

#[tokio::test]
async fn a_clock_that_is_ahead_hides_nothing_from_one_that_is_behind() {
    on_both(|limiter| async move {
        let limits = Limits { key_per_minute: 2, ..ROOMY };
        let start = 1_795_000_000_000;
        assert_eq!(ask(&*limiter, hit(start - 1_678, 0), &limits).await, Ok(()));
        assert_eq!(ask(&*limiter, hit(start - 1_664, 1), &limits).await, Ok(()));
        assert_eq!(ask(&*limiter, hit(start + 61_208, 2), &limits).await, Ok(()));
        assert!(ask(&*limiter, hit(start + 54_498, 3), &limits).await.is_err(), "the third of its minute");
    })
    .await;
}

/// Times of requests by callers whose clocks differ by up to five seconds.
fn times() -> impl Strategy<Value = Vec<i64>> {
    let gap = prop_oneof![4 => 0..400_i64, 2 => 1_000..20_000_i64, 1 => 50_000..200_000_i64];
    proptest::collection::vec((gap, -5_000..5_000_i64), 1..60).prop_map(|steps| {
        let mut now = 1_795_000_000_000;
        steps
            .into_iter()
            .map(|(gap, skew)| {
                now += gap;
                now + skew
            })
            .collect()
    })
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_window_of_the_memory_backend_admits_more_than_its_limit(times in times(), limit in 1..8_u32) {
        runtime().block_on(no_window_admits_more(&MemoryLimiter::default(), &times, limit));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_window_of_the_dynamodb_backend_admits_more_than_its_limit(times in times(), limit in 1..8_u32) {
        runtime().block_on(async {
            let store = TestStore::start().await;
            let limiter = dynamo(&store).await;
            no_window_admits_more(&*limiter, &times, limit).await;
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_callers_get_exactly_as_many_places_as_there_are() {
    let limits = Limits { key_per_minute: 30, ..ROOMY };
    let store = TestStore::start().await;
    let (one, other) = (dynamo(&store).await, dynamo(&store).await);
    let memory: Arc<dyn RateLimiter> = Arc::new(MemoryLimiter::default());
    for backends in [[memory.clone(), memory], [one, other]] {
        for i in 0..20 {
            ask(&*backends[0], hit(1_000, i), &limits).await.unwrap();
        }
        let callers = (100..300_u32).map(|i| {
            let backend = backends[i as usize % 2].clone();
            tokio::spawn(async move { ask(&*backend, hit(2_000, i), &limits).await.is_ok() })
        });
        let admitted = join_all(callers).await.into_iter().filter(|admitted| *admitted.as_ref().unwrap()).count();
        assert_eq!(admitted, 10);
    }
}

/// What happens to a limiter: a message, or a change of its limits.
#[derive(Debug, Clone)]
enum Event {
    /// From one of three sessions and a few networks. If it is refused, it stays in flight while so many more come.
    Message { session: u32, sender: Sender, in_flight: usize },
    /// An operator saves other limits.
    Limits(Limits),
}

fn events() -> impl Strategy<Value = Vec<(i64, Event)>> {
    let sender = prop_oneof![
        Just(Sender::Server),
        (0..2_u32).prop_map(|address| Sender::Address([address])),
        (0..2_u32, 0..2_u32, 0..2_u32).prop_map(|(c, b, a)| Sender::Networks([4 * c + 2 * b + a, 2 * c + b, c])),
    ];
    let message = (0..3_u32, sender, 0..6_usize).prop_map(|(session, sender, in_flight)| Event::Message {
        session,
        sender,
        in_flight,
    });
    let limits =
        (1..12_u32, 1..6_u32, 1..6_u32).prop_map(|(key_per_minute, session_per_minute, address_per_minute)| {
            Event::Limits(Limits { key_per_minute, session_per_minute, address_per_minute })
        });
    let gap = prop_oneof![6 => 0..3_000_i64, 1 => 20_000..70_000_i64];
    proptest::collection::vec((gap, prop_oneof![12 => message, 1 => limits]), 1..120)
}

/// How many of the admitted requests are in the window of a hit, itself included, counted by something.
fn in_window<K: PartialEq>(admitted: &[Hit], hit: &Hit, of: impl Fn(&Hit) -> Option<K>) -> usize {
    let since = hit.at_ms - WINDOW_MS;
    admitted.iter().filter(|other| other.at_ms > since && of(other).is_some() && of(other) == of(hit)).count()
}

async fn no_window_admits_more_whatever_is_in_flight(events: Vec<(i64, Event)>) {
    let limiter = MemoryLimiter::default();
    let (mut now_ms, mut nonce) = (1_795_000_000_000, 0);
    let (mut limits, mut earlier) = (Limits { key_per_minute: 8, session_per_minute: 3, address_per_minute: 4 }, None);
    let (mut admitted, mut refused) = (Vec::new(), Vec::new());
    for (gap, event) in events {
        now_ms += gap;
        match event {
            Event::Limits(new) => {
                earlier = EarlierLimits::after(earlier, limits, new, now_ms);
                limits = new;
            }
            Event::Message { session, sender, in_flight } => {
                nonce += 1;
                let hit = Hit { at_ms: now_ms, key: 1, session, sender, nonce };
                let live = limiter.count(&acme(), &message(hit)).await.unwrap().hits;
                if judge(&hit, &live, &InForce::of(limits, earlier, None, now_ms), now_ms).is_err() {
                    refused.push((in_flight, hit));
                } else {
                    admitted.push(hit);
                    let most = |limit: u32| limit as usize;
                    assert!(in_window(&admitted, &hit, |hit| Some(hit.key)) <= most(limits.key_per_minute));
                    assert!(in_window(&admitted, &hit, |hit| Some(hit.session)) <= most(limits.session_per_minute));
                    let of_address = in_window(&admitted, &hit, |hit| {
                        hit.sender.networks().first().map(|first| (hit.sender.networks().len(), *first))
                    });
                    assert!(of_address <= most(limits.address_per_minute));
                }
            }
        }
        for (left, hit) in &mut refused {
            match left.checked_sub(1) {
                Some(fewer) => *left = fewer,
                None => limiter.take_back(&acme(), &message(*hit), &Counters::default()).await.unwrap(),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_window_admits_more_than_its_limit_when_limits_change_and_refusals_are_in_flight(events in events()) {
        runtime().block_on(no_window_admits_more_whatever_is_in_flight(events));
    }
}

/// A sender's message, one of many.
type Sent = fn(u32) -> Hit;

/// Of 200 bystanders, a session and an address each, how many are refused beside 640 messages of a sender, most of which are refused and not
/// taken back yet.
async fn refused_bystanders(limiter: &dyn RateLimiter, sent: Sent) -> usize {
    let limits = Limits { key_per_minute: 600, session_per_minute: 20, address_per_minute: 30 };
    let mut refused = 0;
    for i in 0..640 {
        let hit = sent(1_000_000 + i);
        let live = limiter.count(&acme(), &message(hit)).await.unwrap().hits;
        refused += usize::from(judge(&hit, &live, &limits.into(), hit.at_ms).is_err());
    }
    assert!(refused > 500, "the sender is refused");
    let mut bystanders = 0;
    for i in 0..200 {
        let hit = Hit { at_ms: 1_000, key: 1, session: i, sender: Sender::Address([i]), nonce: i };
        bystanders += usize::from(ask(limiter, hit, &limits).await.is_err());
    }
    bystanders
}

#[tokio::test]
async fn whoever_is_refused_takes_no_place_from_anyone_else() {
    let in_one_session: Sent = |n| Hit { at_ms: 1_000, key: 1, session: 999, sender: Sender::Address([n]), nonce: n };
    let from_one_address: Sent = |n| Hit { at_ms: 1_000, key: 1, session: n, sender: Sender::Address([999]), nonce: n };
    let from_one_network: Sent =
        |n| Hit { at_ms: 1_000, key: 1, session: n, sender: Sender::Networks([n, n / 4, 999]), nonce: n };
    for sent in [in_one_session, from_one_address, from_one_network] {
        assert_eq!(refused_bystanders(&MemoryLimiter::default(), sent).await, 0);
    }
    let store = TestStore::start().await;
    assert_eq!(refused_bystanders(&*dynamo(&store).await, from_one_network).await, 0);
}
