//! Usage: what lines add up to, whenever they are written and added up.

use super::{GENERATOR, acme};
use bubblechat_core::{
    calendar::Day,
    conversation::{Rating, ReplyId, ReplyStatus},
    engine::Usage,
    store::Store,
    time::{DAY_MS, HOUR_MS, parse_rfc3339, rfc3339},
    usage::{LINE_DAYS, Line, Outcome, Rated, Sum, Sums},
};
use bubblechat_test_store::{TestStore, Wire};
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;

fn at(text: &str) -> i64 {
    parse_rfc3339(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The line of a complete reply, which was asked for at that time.
pub(crate) fn line(at_ms: i64) -> Line {
    Line {
        at_ms,
        reply_id: ReplyId::generate(),
        generator: GENERATOR.clone(),
        number: 1,
        engine: "main".to_owned(),
        model: None,
        is_preview: false,
        is_message: true,
        is_conversation: false,
        usage: Usage { input: 100, output: 20, cached_input: 0 },
        is_estimated: false,
        cost_micros: Some(7),
        fault: None,
        outcome: Some(Outcome { status: ReplyStatus::Complete, first_token_ms: Some(500) }),
    }
}

/// Stores a line when it begins, without its end.
async fn put(store: &Store, line: &Line) {
    store.put_usage(&acme(), line, line.at_ms).await.unwrap();
}

async fn fold(store: &Store, now_ms: i64) -> u64 {
    store.fold_usage(&acme(), now_ms, || true).await.unwrap()
}

/// All of a day's engines.
async fn of_day(store: &Store, text: &str, now_ms: i64) -> Sum {
    let day = day(text);
    store.usage(&acme(), (day, day), now_ms).await.unwrap().get(&day).map(Sums::total).unwrap_or_default()
}

#[tokio::test]
async fn every_line_counts_once_before_and_after_its_hour_is_added_up() {
    let db = TestStore::start().await;
    let store = db.connect();
    let times = ["00:00:00", "09:59:59.999", "10:00:00", "10:30:00", "23:59:59.999"];
    for time in times {
        put(&store, &line(at(&format!("2026-11-30T{time}Z")))).await;
    }
    put(&store, &line(at("2026-11-29T23:59:59.999Z"))).await;
    put(&store, &line(at("2026-12-01T00:00:00Z"))).await;
    for now in [
        "2026-11-30T10:09:59Z",
        "2026-11-30T10:10:00Z",
        "2026-11-30T11:10:00Z",
        "2026-12-01T00:10:00Z",
        "2026-12-02T09:00:00Z",
    ] {
        let now_ms = at(now);
        fold(&store, now_ms).await;
        let sum = of_day(&store, "2026-11-30", now_ms).await;
        assert_eq!((sum.messages, sum.complete, sum.input, sum.cost_micros), (5, 5, 500, Some(35)), "{now}");
        assert_eq!(sum.first_token_ms.percentile(0.5), Some(520), "500 within 5 %");
        for other in ["2026-11-29", "2026-12-01"] {
            assert_eq!(of_day(&store, other, now_ms).await.messages, 1, "{other} at {now}");
        }
        assert_eq!(fold(&store, now_ms).await, 0, "nothing is left to do at {now}");
    }
    assert_eq!(of_day(&store, "2026-11-28", at("2026-12-02T09:00:00Z")).await, Sum::default());
}

#[tokio::test]
async fn a_reply_that_ends_after_its_hour_was_added_up_is_counted_again() {
    let db = TestStore::start().await;
    let store = db.connect();
    let whole = line(at("2026-11-30T10:59:59Z"));
    let begun = Line { outcome: None, is_estimated: true, usage: Usage { output: 0, ..whole.usage }, ..whole.clone() };
    put(&store, &begun).await;
    let now_ms = at("2026-11-30T11:10:00Z");
    fold(&store, now_ms).await;
    let sum = of_day(&store, "2026-11-30", now_ms).await;
    assert_eq!(
        (sum.interrupted, sum.complete, sum.output, sum.estimated),
        (1, 0, 0, 100),
        "as if its process had died"
    );
    store.put_usage(&acme(), &whole, now_ms + 1).await.unwrap();
    assert_eq!(fold(&store, now_ms + 2).await, 1);
    let sum = of_day(&store, "2026-11-30", now_ms).await;
    assert_eq!((sum.interrupted, sum.complete, sum.output, sum.estimated, sum.messages), (0, 1, 20, 0, 1));
    assert_eq!(fold(&store, now_ms + 3).await, 0);
}

#[tokio::test]
async fn clocks_that_are_apart_lose_no_line() {
    let db = TestStore::start().await;
    let store = db.connect();
    let whole = line(at("2026-11-30T10:59:59Z"));
    put(&store, &Line { outcome: None, ..whole.clone() }).await;
    // The clock of who adds up is 5 s ahead of who writes, and that one takes another minute to write.
    fold(&store, at("2026-11-30T11:10:05Z")).await;
    store.put_usage(&acme(), &whole, at("2026-11-30T11:09:00Z")).await.unwrap();
    let now_ms = at("2026-11-30T11:10:06Z");
    fold(&store, now_ms).await;
    assert_eq!(of_day(&store, "2026-11-30", now_ms).await.complete, 1);
}

#[tokio::test]
async fn of_a_replys_ratings_the_latest_counts_on_its_messages_day_however_late_it_comes() {
    let db = TestStore::start().await;
    let store = db.connect();
    let line = line(at("2026-11-30T10:00:00Z"));
    put(&store, &line).await;
    let rate = async |rating, now_ms| {
        let rated = Rated { at_ms: line.at_ms, reply_id: line.reply_id.clone(), engine: line.engine.clone(), rating };
        store.put_rating(&acme(), &rated, now_ms).await.unwrap();
        fold(&store, now_ms).await;
        let sum = of_day(&store, "2026-11-30", now_ms).await;
        assert_eq!((sum.messages, sum.complete), (1, 1));
        (sum.up, sum.down)
    };
    assert_eq!(rate(Rating::Up, at("2026-11-30T10:00:09Z")).await, (1, 0));
    assert_eq!(rate(Rating::Down, at("2026-11-30T13:00:00Z")).await, (0, 1));
    assert_eq!(rate(Rating::Up, line.at_ms + 34 * DAY_MS).await, (1, 0));
    // By then its day can no longer be added up.
    assert_eq!(rate(Rating::Down, line.at_ms + 36 * DAY_MS).await, (1, 0));
}

#[tokio::test]
async fn a_days_record_outlives_its_lines_and_a_mark_made_in_between_is_not_lost() {
    let db = TestStore::start().await;
    let store = db.connect();
    let first = line(at("2026-11-30T10:00:00Z"));
    put(&store, &first).await;
    fold(&store, at("2026-11-30T12:00:00Z")).await;
    let late = line(at("2026-11-30T10:00:01Z"));
    store.put_usage(&acme(), &late, at("2026-11-30T12:00:01Z")).await.unwrap();
    // Somebody writes once more while the day is being added up.
    let later = line(at("2026-11-30T10:00:02Z"));
    let wire = Wire::between(&db).await;
    wire.hold();
    let slow = wire.connect();
    let folding = tokio::spawn(async move { slow.fold_usage(&acme(), at("2026-11-30T12:00:02Z"), || true).await });
    // Its marks, the day's record, and the day's lines, in which the new one is missing.
    for calls in 1..=3 {
        wire.answered(calls).await;
        if calls < 3 {
            wire.allow(calls);
        }
    }
    store.put_usage(&acme(), &later, at("2026-11-30T12:00:03Z")).await.unwrap();
    wire.allow(usize::MAX);
    folding.await.unwrap().unwrap();
    fold(&store, at("2026-11-30T12:00:04Z")).await;
    assert_eq!(of_day(&store, "2026-11-30", at("2026-11-30T12:00:05Z")).await.messages, 3);
    let gone_ms = first.at_ms + (LINE_DAYS + 2) * DAY_MS;
    fold(&store, gone_ms).await;
    assert_eq!(of_day(&store, "2026-11-30", gone_ms).await.messages, 3);
    assert_eq!(of_day(&store, "2026-11-30", first.at_ms + 26 * 31 * DAY_MS).await, Sum::default());
}

#[tokio::test]
async fn two_processes_that_add_up_at_once_count_nothing_twice() {
    let db = TestStore::start().await;
    let store = db.connect();
    for minute in 0..60 {
        put(&store, &line(at("2026-11-30T10:00:00Z") + minute * MINUTE_MS)).await;
    }
    let now_ms = at("2026-11-30T13:00:00Z");
    let folds = (0..4).map(|_| async { store.fold_usage(&acme(), now_ms, || true).await.unwrap() });
    futures_util::future::join_all(folds).await;
    assert_eq!(of_day(&store, "2026-11-30", now_ms).await.messages, 60);
    assert_eq!(fold(&store, now_ms + 1).await, 0);
}

#[tokio::test]
async fn adding_up_goes_on_where_it_was_cut_short() {
    let db = TestStore::start().await;
    let store = db.connect();
    for days in 0..5 {
        put(&store, &line(at("2026-11-01T10:00:00Z") + days * 7 * DAY_MS)).await;
    }
    let now_ms = at("2026-11-30T13:00:00Z");
    let mut left = 2;
    let has_time = || {
        left -= 1;
        left >= 0
    };
    assert_eq!(store.fold_usage(&acme(), now_ms, has_time).await.unwrap(), 2);
    assert_eq!(fold(&store, now_ms).await, 3);
    let all = store.usage(&acme(), (day("2026-11-01"), day("2026-11-30")), now_ms).await.unwrap();
    assert_eq!(all.values().map(|sums| sums.total().messages).sum::<u64>(), 5);
}

#[tokio::test]
async fn a_tenant_without_usage_costs_two_small_reads_an_hour_and_no_write() {
    let db = TestStore::start().await;
    let wire = Wire::between(&db).await;
    assert_eq!(fold(&wire.connect(), at("2026-11-30T13:00:00Z")).await, 0);
    let calls = wire.calls();
    assert_eq!(calls.iter().map(|call| call.operation.as_str()).collect::<Vec<_>>(), ["Query", "Query"]);
    assert!(calls.iter().map(|call| call.units).sum::<f64>() <= 2.0);
}

/// The item of a line of `main` or `spare`, made from another one's.
fn another(item: &Value, i: i64, at_ms: i64) -> Value {
    let mut item = item.clone();
    let reply = ReplyId::generate();
    let hour = rfc3339(at_ms)[..13].to_owned();
    item["sk"]["S"] = format!("{hour}#{}#{}#1", reply.as_str(), GENERATOR.as_str()).into();
    item["reply_id"]["S"] = reply.as_str().into();
    item["at_ms"]["N"] = at_ms.to_string().into();
    item["engine"]["S"] = ["main", "spare"][usize::from(i % 9 == 0)].into();
    item["outcome"]["M"]["first_token_ms"]["N"] = (200 + i * 7919 % 4000).to_string().into();
    if i % 50 == 0 {
        let code = ["engine_busy", "provider_cut", "engine_timeout"][(i % 3) as usize];
        item["fault"] = json!({ "S": code });
    }
    item
}

fn seed(db: &TestStore, item: &Value) {
    let request = json!({ "TableName": "test-conversations", "Item": item });
    db.db.put_item(serde_json::from_value(request).unwrap()).unwrap();
}

#[tokio::test]
async fn ninety_days_of_ten_thousand_turns_are_read_in_three_requests() {
    const A_DAY: i64 = 10_000;
    let db = TestStore::start().await;
    let store = db.connect();
    let (last, now_ms) = (day("2026-11-30"), at("2026-11-30T20:09:59Z"));
    let whole = Line { model: Some("gpt-5-mini".to_owned()), ..line(last.plus(-1).start_ms()) };
    put(&store, &whole).await;
    let item = db.items("conversations").pop().unwrap();
    let step_ms = DAY_MS / A_DAY;
    (1..A_DAY).for_each(|i| seed(&db, &another(&item, i, whole.at_ms + i * step_ms)));
    fold(&store, last.start_ms() + HOUR_MS).await;
    // All other days are like that one. Of today, 19 hours are added up.
    let is_day = |item: &&Value| item["sk"]["S"] == last.plus(-1).to_string();
    let record = db.items("conversations").iter().find(is_day).unwrap().clone();
    let until_ms = last.start_ms() + 19 * HOUR_MS;
    for days in 0..90 {
        let mut copy = record.clone();
        copy["sk"]["S"] = last.plus(-days).to_string().into();
        copy["until_ms"]["N"] = last.plus(-days).end_ms().min(until_ms).to_string().into();
        seed(&db, &copy);
    }
    seed(&db, &json!({ "pk": record["pk"], "sk": { "S": "#folded" }, "until_ms": { "N": until_ms.to_string() } }));
    let open = (now_ms - until_ms) / step_ms;
    (0..open).for_each(|i| seed(&db, &another(&item, i, until_ms + i * step_ms)));
    let wire = Wire::between(&db).await;
    let began = std::time::Instant::now();
    let usage = wire.connect().usage(&acme(), (last.plus(-89), last), now_ms).await.unwrap();
    let took = began.elapsed();
    let messages: u64 = usage.values().map(|sums| sums.total().messages).sum();
    assert_eq!(messages, (90 * A_DAY + open).unsigned_abs());
    let calls = wire.calls();
    let units: f64 = calls.iter().map(|call| call.units).sum();
    eprintln!("90 days of {A_DAY} turns: {} requests, {units} read units, {took:?}", calls.len());
    assert!(calls.len() <= 3 && units <= 50.0, "{} requests, {units} units", calls.len());
}
