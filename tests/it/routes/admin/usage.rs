//! `/v1/admin/tenants/{slug}/usage` and `/v1/admin/usage`

use super::{Console, refusal, refused};
use crate::support::{ADDRESS, ORIGIN, SITE, TestApp, TestTenant, Upstream};
use axum::body::Body;
use bubblechat_core::{
    calendar::Day,
    key::{KeyKind, Scope},
    time::now_ms,
};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

const SESSION: &str = "session-0123456789abcdef";

/// A tenant whose engine `main` has a price.
async fn priced(app: &TestApp, slug: &str, upstream: &Upstream) -> TestTenant {
    let engine = json!({
        "name": "main", "provider": "openai", "model": "test-model", "base_url": upstream.base_url,
        "price": { "input": 2.5, "output": 10 },
    });
    app.tenant(slug, json!({ "engines": [engine], "default_engine": "main", "visitor_engines": [] })).await
}

/// Asks, is answered, and returns the reply's id.
async fn ask(app: &TestApp, tenant: &TestTenant, upstream: &mut Upstream) -> String {
    let message = json!({ "session_id": SESSION, "message": "hi" });
    let (answer, ()) = tokio::join!(app.chat(tenant, message), async { upstream.next().await.answer("hello") });
    answer.events()[0].data["reply_id"].as_str().unwrap().to_owned()
}

fn without_times(mut usage: Value) -> Value {
    let clear = |figures: &mut Value| {
        assert!(
            figures["first_token_ms"]["p50"].as_u64().unwrap() <= figures["first_token_ms"]["p95"].as_u64().unwrap()
        );
        figures["first_token_ms"] = "[time]".into();
    };
    clear(&mut usage["total"]);
    usage["days"].as_array_mut().unwrap().iter_mut().for_each(clear);
    usage
}

#[tokio::test]
async fn says_what_answers_took_by_day_and_engine() {
    let console = Console::start().await;
    let app = console.visitors();
    let mut upstream = Upstream::start().await;
    let acme = priced(&app, "acme", &upstream).await;
    let reply = ask(&app, &acme, &mut upstream).await;
    ask(&app, &acme, &mut upstream).await;
    let rate = acme.request(Method::PUT, &format!("/v1/replies/{reply}/feedback")).header("x-session-id", SESSION);
    let rate = rate.header("content-type", "application/json").body(Body::from(r#"{"rating":"down"}"#)).unwrap();
    assert_eq!(app.read(rate).await.status, 204);
    let today = Day::at(now_ms()).to_string();
    let answer = console.get("/v1/admin/tenants/acme/usage").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let figures = json!({
        "messages": 2, "conversations": 1, "requests": 2, "faults": {},
        "replies": { "complete": 2, "stopped": 0, "truncated": 0, "interrupted": 0 },
        "input_tokens": 24, "cached_input_tokens": 0, "output_tokens": 6, "estimated_tokens": 0,
        "cost": 0.00012, "unpriced_tokens": 0, "first_token_ms": "[time]", "feedback": { "up": 0, "down": 1 },
    });
    let mut of_day = figures.clone();
    of_day["day"] = today.clone().into();
    of_day["engine"] = "main".into();
    let from = Day::at(now_ms()).plus(-29).to_string();
    let expected = json!({ "currency": "USD", "from": from, "to": today, "days": [of_day], "total": figures });
    assert_eq!(without_times(answer.json()), expected);
}

#[tokio::test]
async fn is_nothing_rather_than_zero_money_where_no_engine_has_a_price() {
    let console = Console::start().await;
    let app = console.visitors();
    let mut upstream = Upstream::start().await;
    let acme = app.model_tenant("acme", &upstream.base_url).await;
    let empty = console.get("/v1/admin/tenants/acme/usage").await.json();
    assert_eq!(
        (&empty["days"], &empty["total"]["cost"], &empty["total"]["messages"]),
        (&json!([]), &Value::Null, &json!(0))
    );
    assert_eq!(empty["total"]["first_token_ms"], Value::Null);
    ask(&app, &acme, &mut upstream).await;
    let total = &console.get("/v1/admin/tenants/acme/usage").await.json()["total"];
    assert_eq!((&total["cost"], &total["unpriced_tokens"]), (&Value::Null, &json!(15)));
}

#[tokio::test]
async fn of_a_preview_is_what_it_costs_and_neither_a_message_nor_a_rating() {
    let console = Console::start().await;
    let app = console.visitors();
    let mut upstream = Upstream::start().await;
    let acme = priced(&app, "acme", &upstream).await;
    let key = app.key(&acme.slug, KeyKind::Publishable, |key| key.preview_in = Some(ORIGIN.to_owned())).await;
    let preview = TestTenant { key, slug: acme.slug.clone() };
    let message = json!({ "session_id": SESSION, "message": "hi" });
    let answering = async { upstream.next().await.answer("hello") };
    let (answer, ()) = tokio::join!(app.chat_from(SITE, &preview, message), answering);
    let reply = answer.events()[0].data["reply_id"].as_str().unwrap().to_owned();
    let rate = preview.request(Method::PUT, &format!("/v1/replies/{reply}/feedback")).header("x-session-id", SESSION);
    let rate = rate.header("content-type", "application/json").body(Body::from(r#"{"rating":"up"}"#));
    let mut rate = rate.unwrap();
    rate.headers_mut().insert("origin", SITE.parse().unwrap());
    rate.headers_mut().insert("x-bubblechat-host", SITE.trim_start_matches("https://").parse().unwrap());
    assert_eq!(app.read(rate).await.status, 204);
    let total = &console.get("/v1/admin/tenants/acme/usage").await.json()["total"];
    assert_eq!(
        (&total["messages"], &total["conversations"], &total["replies"]["complete"]),
        (&json!(0), &json!(0), &json!(0))
    );
    assert_eq!((&total["requests"], &total["cost"], &total["feedback"]["up"]), (&json!(1), &json!(0.00006), &json!(0)));
}

#[tokio::test]
async fn covers_at_most_three_months_in_order() {
    let console = Console::start().await;
    console.visitors().tenant("acme", json!({})).await;
    let of = async |query: &str| console.get(&format!("/v1/admin/tenants/acme/usage{query}")).await;
    for query in ["?from=2026-09-01&to=2026-12-01", "?from=2026-11-30&to=2026-11-30", "?to=2026-01-31"] {
        assert_eq!(of(query).await.status, StatusCode::OK, "{query}");
    }
    assert_eq!(of("?to=2026-01-31").await.json()["from"], "2026-01-02");
    for query in [
        "?from=2026-08-31&to=2026-12-01",
        "?from=2026-12-02&to=2026-12-01",
        "?from=2026-02-30",
        "?from=yesterday",
        "?from=9999-12-31",
        "?to=0001-01-01&from=0001-01-02",
    ] {
        assert_eq!(refusal(&of(query).await), refused(400, "invalid_query"), "{query}");
    }
    let nobody = console.get("/v1/admin/tenants/nobody/usage").await;
    assert_eq!(refusal(&nobody), refused(404, "not_found"));
}

#[tokio::test]
async fn a_secret_key_reads_its_own_tenants_usage_with_the_scope_for_it() {
    let console = Console::start().await;
    let app = console.visitors();
    let tenant = app.tenant("acme", json!({})).await;
    app.tenant("other", json!({})).await;
    let with = async |scopes: Vec<Scope>, path: &str| {
        let key = app.key(&tenant.slug, KeyKind::Secret, |key| key.scopes = scopes).await;
        let request = Request::get(path).header("x-api-key", key).header("x-bubblechat-address", ADDRESS);
        console.raw(request.body(Body::empty()).unwrap()).await
    };
    let path = "/v1/admin/tenants/acme/usage";
    assert_eq!(with(vec![Scope::UsageRead], path).await.status, StatusCode::OK);
    let scopes = vec![Scope::Chat, Scope::ConversationsRead];
    assert_eq!(refusal(&with(scopes, path).await), refused(403, "missing_scope"));
    let others = with(vec![Scope::UsageRead], "/v1/admin/tenants/other/usage").await;
    assert_eq!(refusal(&others), refused(404, "not_found"));
    let conversations = with(vec![Scope::UsageRead], "/v1/admin/tenants/acme/conversations").await;
    assert_eq!(refusal(&conversations), refused(403, "missing_scope"));
    let all = with(vec![Scope::UsageRead], "/v1/admin/usage").await;
    assert_eq!(refusal(&all), refused(401, "not_signed_in"));
}

#[tokio::test]
async fn of_all_tenants_is_listed_by_month_in_pages() {
    let console = Console::start().await;
    let app = console.visitors();
    let mut upstream = Upstream::start().await;
    for i in 0..26 {
        app.tenant(&format!("tenant-{i:02}"), json!({})).await;
    }
    let acme = priced(&app, "acme", &upstream).await;
    ask(&app, &acme, &mut upstream).await;
    let month = Day::at(now_ms()).month();
    let page = console.get("/v1/admin/usage").await.json();
    assert_eq!((&page["month"], &page["currency"]), (&json!(month.to_string()), &json!("USD")));
    let items = page["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["slug"], &items[0]["name"]), (25, &json!("acme"), &json!("Acme")));
    assert_eq!((&items[0]["messages_today"], &items[0]["paused"]), (&json!(1), &json!(false)));
    assert_eq!((&items[0]["total"]["cost"], &items[1]["total"]["cost"]), (&json!(0.00006), &Value::Null));
    assert_eq!(items[0]["caps"]["messages_per_day"], 2000);
    let cursor = page["cursor"].as_str().unwrap();
    let rest = console.get(&format!("/v1/admin/usage?cursor={cursor}")).await.json();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["cursor"]), (2, &Value::Null));
    let earlier = console.get("/v1/admin/usage?month=2020-01").await.json();
    assert_eq!(
        (&earlier["items"][0]["total"]["messages"], &earlier["items"][0]["messages_today"]),
        (&json!(0), &json!(0))
    );
    for query in ["?month=2026-13", "?month=now", "?cursor=nonsense"] {
        let code = if query.contains("cursor") { "invalid_cursor" } else { "invalid_query" };
        assert_eq!(refusal(&console.get(&format!("/v1/admin/usage{query}")).await), refused(400, code), "{query}");
    }
}
