//! `POST /v1/chat` beyond a cap, and while the tenant is paused. How caps count is tested with core.

use super::SESSION;
use crate::support::{Answer, ORIGIN, SITE, TestApp, TestStore, TestTenant, Upstream};
use axum::body::Body;
use bubblechat_core::{
    key::KeyKind,
    store::Saved,
    tenant::{Caps, Settings},
    time::now_ms,
};
use futures_util::{StreamExt as _, future::join_all};
use http::Method;
use serde_json::{Value, json};

fn message(session: u32) -> Value {
    json!({ "session_id": format!("session-{session:016}"), "message": "hi" })
}

/// Changes a tenant's settings, as an operator would.
async fn save(app: &TestApp, tenant: &TestTenant, change: impl FnOnce(&mut Settings)) {
    let stored = app.store.tenant(&tenant.slug).await.unwrap().unwrap();
    let mut settings = stored.settings;
    change(&mut settings);
    let saved = app.store.save_tenant(&tenant.slug, stored.revision, &settings, now_ms()).await.unwrap();
    assert!(matches!(saved, Saved::Done(_)));
}

fn seconds(answer: &Answer) -> u64 {
    answer.headers["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_message_over_the_days_cap_is_refused_in_the_owners_words_until_the_day_is_over() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let copy = json!({ "limit_message": "See you tomorrow." });
    let acme = app.tenant("acme", json!({ "caps": { "messages_per_day": 2 }, "copy": copy })).await;
    let other = app.tenant("other", json!({ "caps": { "messages_per_day": 2 } })).await;
    for session in 0..2 {
        assert_eq!(app.chat(&acme, message(session)).await.status.as_u16(), 200);
    }
    for session in [0, 7] {
        let refused = app.chat(&acme, message(session)).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "cap_reached"));
        assert!(refused.text().contains("See you tomorrow."));
        assert!((1..=86_400).contains(&seconds(&refused)));
    }
    assert_eq!((store.count("turn#"), store.count("claim#")), (2, 2), "nothing of a refused message is stored");
    assert_eq!(app.chat(&other, message(0)).await.status.as_u16(), 200);
    save(&app, &acme, |settings| settings.caps = Caps { messages_per_day: Some(3), ..settings.caps }).await;
    assert_eq!(app.chat(&acme, message(8)).await.status.as_u16(), 200, "raised");
    save(&app, &acme, |settings| settings.caps = Caps { messages_per_day: Some(1), ..settings.caps }).await;
    assert_eq!(app.chat(&acme, message(9)).await.code(), "cap_reached", "lowered below what is used up");
    save(&app, &acme, |settings| settings.caps = Caps { messages_per_day: None, ..settings.caps }).await;
    assert_eq!(app.chat(&acme, message(9)).await.status.as_u16(), 200, "no cap");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_through_two_processes_gets_exactly_what_the_cap_allows() {
    let store = TestStore::start().await;
    let one = TestApp::on(&store).await;
    let two = one.beside(&store);
    let acme = one.tenant("acme", json!({ "caps": { "messages_per_day": 30 } })).await;
    let burst = (0..120).map(|i| {
        let app = if i % 2 == 0 { &one } else { &two };
        app.chat(&acme, message(i))
    });
    let answers = join_all(burst).await;
    let answered = answers.iter().filter(|answer| answer.status.as_u16() == 200).count();
    assert_eq!(answered, 30);
    assert!(answers.iter().filter(|answer| answer.status.as_u16() != 200).all(|answer| answer.code() == "cap_reached"));
}

/// One address whose `Origin` is forged, as fast as it can through two processes, against the caps that every tenant begins with and one on tokens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_from_one_address_ends_at_the_default_caps_and_tokens_exceed_theirs_by_what_was_running() {
    const AT_ONCE: usize = 40;
    const ANSWER_TOKENS: u64 = 15;
    const MONTH: u64 = 1500;
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let one = TestApp::on(&store).await;
    let two = one.beside(&store);
    let engine = json!({ "name": "main", "provider": "openai", "model": "m", "base_url": upstream.base_url });
    let limits = json!({ "key_per_minute": 1000, "session_per_minute": 1000, "address_per_minute": 1000 });
    let part = |caps: Value| json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [], "limits": limits, "caps": caps });
    let usual = one.tenant("usual", part(json!({}))).await;
    let capped = one.tenant("capped", part(json!({ "model_tokens_per_month": MONTH }))).await;
    let provider = tokio::spawn(async move {
        loop {
            upstream.next().await.answer("hello");
        }
    });
    let burst = async |tenant: &TestTenant, messages: u32| {
        let send = (0..messages).map(|i| {
            let app = if i % 2 == 0 { &one } else { &two };
            app.chat(tenant, message(i))
        });
        let answers: Vec<_> = futures_util::stream::iter(send).buffer_unordered(AT_ONCE).collect().await;
        let (answered, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status.as_u16() == 200);
        assert!(refused.iter().all(|answer| answer.code() == "cap_reached"));
        answered.len() as u64
    };
    assert_eq!(burst(&usual, 540).await, 500);
    let tokens = burst(&capped, 180).await * ANSWER_TOKENS;
    eprintln!("{tokens} model tokens at a cap of {MONTH}: {} more, with {AT_ONCE} answers at once", tokens - MONTH);
    assert!((MONTH..=MONTH + AT_ONCE as u64 * ANSWER_TOKENS).contains(&tokens), "{tokens}");
    provider.abort();
}

#[tokio::test]
async fn an_address_is_capped_for_itself_whatever_its_sessions_and_a_server_never() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({ "caps": { "messages_per_day_per_address": 2 } })).await;
    let from = |address: &str, session| {
        let mut request = acme.chat(message(session));
        request.headers_mut().insert("x-bubblechat-address", address.parse().unwrap());
        app.read(request)
    };
    for session in 0..2 {
        assert_eq!(from("192.0.2.1", session).await.status.as_u16(), 200);
    }
    assert_eq!(from("192.0.2.1", 2).await.code(), "cap_reached");
    assert_eq!(from("192.0.2.2", 3).await.status.as_u16(), 200);
    // A /56 may send twice as many as each of its /64s.
    for (subnet, session) in [(1, 10), (1, 11), (2, 12), (2, 13)] {
        assert_eq!(from(&format!("2001:db8:0:{subnet}::1"), session).await.status.as_u16(), 200);
    }
    assert_eq!(from("2001:db8:0:3::1", 14).await.code(), "cap_reached");
    assert_eq!(from("2001:db8:0:100::1", 15).await.status.as_u16(), 200);
    let key = app.key(&acme.slug, KeyKind::Secret, |_| {}).await;
    let server = TestTenant { key, slug: acme.slug.clone() };
    for session in 20..24 {
        assert_eq!(app.chat(&server, message(session)).await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn tokens_and_cost_of_a_month_are_exceeded_by_the_last_answer_at_most() {
    let store = TestStore::start().await;
    let mut upstream = Upstream::start().await;
    let app = TestApp::on(&store).await;
    let price = json!({ "input": 1000, "output": 2000 });
    for (slug, caps, answered) in [
        ("tokens", json!({ "model_tokens_per_month": 40 }), 3),
        // Each costs 0.018.
        ("cost", json!({ "cost_per_month": 0.03 }), 2),
    ] {
        let engine = json!({
            "name": "main", "provider": "openai", "model": "test-model", "base_url": upstream.base_url, "price": price,
        });
        let part = json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [], "caps": caps });
        let tenant = app.tenant(slug, part).await;
        for session in 0..answered {
            // Twelve and three model tokens each.
            let answer = async { upstream.next().await.answer("hello") };
            assert_eq!(tokio::join!(app.chat(&tenant, message(session)), answer).0.told(), "hello", "{slug}");
        }
        let refused = app.chat(&tenant, message(answered)).await;
        assert_eq!(refused.code(), "cap_reached", "{slug}");
        assert!(upstream.is_unasked());
        assert!((1..=31 * 86_400).contains(&seconds(&refused)));
    }
}

#[tokio::test]
async fn a_paused_tenant_answers_nobody_but_its_operators() {
    let store = TestStore::start().await;
    let app = TestApp::on(&store).await;
    let acme = app.tenant("acme", json!({})).await;
    let preview = app.key(&acme.slug, KeyKind::Publishable, |key| key.preview_in = Some(ORIGIN.to_owned())).await;
    let preview = TestTenant { key: preview, slug: acme.slug.clone() };
    let stored = acme.request(Method::POST, "/v1/messages").header("content-type", "application/json");
    let body = json!({ "session_id": SESSION, "message": "kept" }).to_string();
    let stored = app.read(stored.body(body.into()).unwrap()).await.json();
    let stream = || {
        let request = acme.request(Method::GET, stored["stream_url"].as_str().unwrap());
        app.read(request.body(Body::empty()).unwrap())
    };
    let earlier = json!({ "session_id": SESSION, "message": "earlier", "message_id": "m-1" });
    assert_eq!(app.chat(&acme, earlier.clone()).await.told(), "earlier");
    save(&app, &acme, |settings| {
        settings.paused = true;
        settings.copy.paused_message = "Back on Monday.".to_owned();
    })
    .await;
    let refused = app.chat(&acme, message(1)).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (503, "paused"));
    assert!(refused.text().contains("Back on Monday."));
    assert_eq!(stream().await.code(), "paused");
    assert_eq!(app.chat(&acme, earlier).await.told(), "earlier", "a reply that exists can be read");
    assert_eq!(app.chat_from(SITE, &preview, message(2)).await.status.as_u16(), 200);
    save(&app, &acme, |settings| settings.paused = false).await;
    assert_eq!(app.chat(&acme, message(3)).await.status.as_u16(), 200);
    assert_eq!(stream().await.told(), "kept", "what was stored before the pause is answered after it");
}
