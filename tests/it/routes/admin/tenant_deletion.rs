//! `DELETE /v1/admin/tenants/{slug}`, and the purge that follows.

use super::{ACME, Console, TENANTS, refusal, refused, say, talked};
use crate::support::Wire;
use bubblechat_core::{Slug, conversation::ConversationId, store::Purged, time::now_ms};
use http::StatusCode;
use serde_json::{Value, json};

/// A tenant's stored items: partition, sort key and attributes.
fn left_of(console: &Console, slug: &str) -> Vec<Value> {
    let items = ["tenants", "conversations"].into_iter().flat_map(|table| console.store.items(table));
    let of = |item: &Value| item["pk"]["S"].as_str().unwrap().split('#').next() == Some(slug);
    items.filter(of).collect()
}

/// Lets enough time pass for a purge to end.
fn settle(console: &Console, slug: &str) {
    deleted_at(console, slug, 1);
}

fn deleted_at(console: &Console, slug: &str, at_ms: i64) {
    let request = json!({
        "TableName": "test-tenants", "Key": { "pk": { "S": slug }, "sk": { "S": "tenant" } },
        "UpdateExpression": "SET deleted_at_ms = :then", "ExpressionAttributeValues": { ":then": { "N": at_ms.to_string() } },
    });
    console.store.db.update_item(serde_json::from_value(request).unwrap()).unwrap();
}

#[tokio::test]
async fn a_deleted_tenant_is_gone_at_once_and_its_purge_leaves_nothing() {
    let console = Console::start().await;
    let (app, [acme, other]) = talked(&console).await;
    let others = left_of(&console, "other");
    let begun = console.delete(ACME).await;
    assert_eq!((begun.status, begun.json()["status"].as_str()), (StatusCode::ACCEPTED, Some("purging")));
    let mut deleted = begun.json()["deleted"].as_u64().unwrap();
    // A slow machine needs more than one request.
    for _ in 0..10 {
        if deleted < 124 {
            deleted += console.delete(ACME).await.json()["deleted"].as_u64().unwrap();
        }
    }
    // 30 heads, turns, claims and lines of usage, the rate limit log, the version, the key and its use.
    assert_eq!(deleted, 124);
    assert!(begun.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() <= 61);
    assert_eq!(say(&app, &acme, "session-number-0000").await, StatusCode::UNAUTHORIZED);
    assert_eq!(refusal(&console.get(ACME).await), refused(404, "not_found"));
    assert_eq!(console.get(TENANTS).await.json()["items"].as_array().unwrap().len(), 1);
    let purging = async || console.get(&format!("{TENANTS}?state=purging")).await.json()["items"].clone();
    assert_eq!(purging().await[0]["slug"], "acme");
    // A message admitted at the moment of deletion is stored now.
    late(&console, 0);
    let again = console.delete(ACME).await;
    assert_eq!((again.status, &again.json()["deleted"]), (StatusCode::ACCEPTED, &json!(1)));
    settle(&console, "acme");
    let done = console.delete(ACME).await;
    assert_eq!((done.status, done.json()), (StatusCode::OK, json!({ "status": "purged", "deleted": 0 })));
    assert_eq!(purging().await, json!([]));
    let left = left_of(&console, "acme");
    assert_eq!(left.len(), 1);
    let mut attributes: Vec<_> = left[0].as_object().unwrap().keys().map(String::as_str).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["created_at_ms", "deleted_at_ms", "pk", "revision", "schema", "sk", "updated_at_ms"]);
    assert_eq!(refusal(&console.delete(ACME).await), refused(404, "not_found"), "there is nothing more to delete");
    assert_eq!(left_of(&console, "other"), others, "the other tenant is as it was");
    assert_eq!(say(&app, &other, "session-number-0000").await, StatusCode::OK);
}

/// Stores the head of a conversation of a tenant that is deleted.
fn late(console: &Console, number: u32) {
    let item = json!({ "TableName": "test-conversations", "Item": {
        "pk": { "S": format!("acme#c_{number:032x}") }, "sk": { "S": "conversation" },
        "tenant": { "S": "acme" }, "active_at": { "S": format!("2026-01-01T00:00:0{number}.000Z") },
    } });
    console.store.db.put_item(serde_json::from_value(item).unwrap()).unwrap();
}

#[tokio::test]
async fn a_purge_that_only_waits_says_how_long() {
    let console = Console::start().await;
    console.tenant("acme").await;
    console.delete(ACME).await;
    let since_ms = now_ms();
    deleted_at(&console, "acme", since_ms - 20_000);
    let answer = console.delete(ACME).await;
    assert_eq!((answer.status, answer.json()["status"].as_str()), (StatusCode::ACCEPTED, Some("purging")));
    let retry_after_s: i64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    // It ends a minute after the deletion, at the earliest.
    let left_s = (40_000 - (now_ms() - since_ms)) / 1000;
    assert!((left_s..=41).contains(&retry_after_s), "{retry_after_s}");
}

#[tokio::test]
async fn a_purge_does_not_end_while_the_index_lists_deleted_heads() {
    let console = Console::start().await;
    console.visitors().tenant("acme", json!({})).await;
    console.delete(ACME).await;
    settle(&console, "acme");
    late(&console, 1);
    let slug = Slug::parse("acme").unwrap();
    let wire = Wire::between(&console.store).await;
    wire.hold();
    wire.allow(1);
    let behind = wire.connect();
    let (purged, ()) = tokio::join!(behind.purge_tenant(&slug, now_ms()), async {
        // The index was read. Before its response arrives, what it lists is deleted and something else is added.
        wire.answered(2).await;
        let conversation = ConversationId::parse(&format!("c_{:032x}", 1)).unwrap();
        console.store.connect().thread(&slug, &conversation).delete().await.unwrap();
        late(&console, 0);
        wire.allow(usize::MAX);
    });
    assert_eq!(purged.unwrap(), Purged::Some(0));
    assert_eq!(console.delete(ACME).await.json(), json!({ "status": "purged", "deleted": 1 }));
    assert_eq!(console.store.count("conversation"), 0);
}

#[tokio::test]
async fn an_interrupted_purge_continues() {
    let console = Console::start().await;
    talked(&console).await;
    let store = console.store.connect();
    let (slug, now_ms) = (Slug::parse("acme").unwrap(), now_ms());
    assert!(store.delete_tenant(&slug, now_ms).await.unwrap());
    let before = left_of(&console, "acme").len();
    let Purged::Some(first) = store.purge_tenant(&slug, now_ms).await.unwrap() else { panic!("nothing was deleted") };
    assert_eq!((first, left_of(&console, "acme").len()), (75, before - 75), "25 conversations");
    // Another process continues.
    let another = console.another();
    assert_eq!(another.delete(ACME).await.json()["deleted"], 49);
}
