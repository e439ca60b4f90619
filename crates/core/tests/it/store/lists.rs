//! Lists that are read a page at a time, and what a list says about how busy a tenant is.

use super::{NOW_MS, RETENTION, acme, thread, turn};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use bubblechat_core::{
    Slug,
    conversation::{ReplyId, ReplyStatus, Retention, Turn},
    store::{Activity, ConversationSummary, ListError, PageRequest, Store},
};
use bubblechat_test_store::TestStore;
use serde_json::{Value, json};

/// Stores a conversation for each number; the newest message of number `i` is `i` and came at [`NOW_MS`] and `i` ms.
async fn talk(store: &Store, numbers: std::ops::Range<i64>) {
    for i in numbers {
        let at = Turn {
            message: i.to_string(),
            created_at_ms: NOW_MS + i,
            ..turn(ReplyId::generate(), "m", ReplyStatus::Pending)
        };
        thread(store, &i.to_string()).store_turn(&at, RETENTION).await.unwrap();
    }
}

/// Reads a list of conversations to its end: the messages of each page.
async fn pages(
    store: &Store,
    limit: u32,
    read: u32,
    wanted: impl Fn(&ConversationSummary) -> bool,
) -> Vec<Vec<String>> {
    let (mut pages, mut cursor) = (Vec::new(), None);
    loop {
        let request = PageRequest { cursor: cursor.as_deref(), limit, read };
        let page = store.conversations(&acme(), request, &wanted, NOW_MS).await.unwrap();
        pages.push(page.items.into_iter().map(|head| head.last_message).collect());
        cursor = page.cursor;
        if cursor.is_none() {
            return pages;
        }
    }
}

#[tokio::test]
async fn pages_hold_every_entry_once_newest_first() {
    let db = TestStore::start().await;
    let store = db.connect();
    talk(&store, 0..5).await;
    assert_eq!(pages(&store, 2, 2, |_| true).await, [vec!["4", "3"], vec!["2", "1"], vec!["0"]]);
    assert_eq!(pages(&store, 9, 9, |_| true).await, [["4", "3", "2", "1", "0"]]);
}

#[tokio::test]
async fn a_search_reads_so_many_entries_a_page_and_stops_at_its_limit() {
    let db = TestStore::start().await;
    let store = db.connect();
    talk(&store, 0..6).await;
    let even = |head: &ConversationSummary| head.last_message.parse::<i64>().unwrap() % 2 == 0;
    // 5 and 4, 3 and 2, 1 and 0; nothing follows.
    assert_eq!(pages(&store, 9, 2, even).await[..3], [["4"], ["2"], ["0"]]);
    // One match a page: the next page goes on behind it, though more was read.
    assert_eq!(pages(&store, 1, 6, even).await, [["4"], ["2"], ["0"]]);
    // An empty page need not be the last.
    let oldest = |head: &ConversationSummary| head.last_message == "0";
    assert_eq!(pages(&store, 9, 3, oldest).await[..2], [vec![], vec!["0"]]);
}

#[tokio::test]
async fn a_thread_is_read_from_its_start_or_from_its_end() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    for i in 0..5 {
        let turn = Turn { message: i.to_string(), ..turn(ReplyId::generate(), "m", ReplyStatus::Pending) };
        thread.store_turn(&turn, RETENTION).await.unwrap();
    }
    for (from_end, expected) in
        [(false, [vec!["0", "1"], vec!["2", "3"], vec!["4"]]), (true, [vec!["3", "4"], vec!["1", "2"], vec!["0"]])]
    {
        let mut cursor = None;
        for page in expected {
            let read = thread.turns(PageRequest::of_all(cursor.as_deref(), 2), from_end, NOW_MS).await.unwrap();
            assert_eq!(read.items.into_iter().map(|turn| turn.message).collect::<Vec<_>>(), page);
            cursor = read.cursor;
        }
        assert_eq!(cursor, None);
    }
}

#[tokio::test]
async fn a_cursor_is_a_whole_key_of_its_own_list() {
    let db = TestStore::start().await;
    let store = db.connect();
    talk(&store, 0..3).await;
    let list = async |tenant: &str, cursor: &str| {
        let request = PageRequest::of_all(Some(cursor), 1);
        store.conversations(&Slug::parse(tenant).unwrap(), request, |_| true, NOW_MS).await
    };
    let first = store.conversations(&acme(), PageRequest::of_all(None, 1), |_| true, NOW_MS).await.unwrap();
    let cursor = first.cursor.unwrap();
    assert_eq!(list("acme", &cursor).await.unwrap().items[0].last_message, "1");
    let key: Value = serde_json::from_slice(&BASE64.decode(&cursor).unwrap()).unwrap();
    let with = |name: &str, value: Value| {
        let mut key = key.clone();
        key[name] = value;
        BASE64.encode(key.to_string())
    };
    let mut partial = key.clone();
    partial.as_object_mut().unwrap().remove("sk");
    let renamed = BASE64.encode(partial.to_string().replacen("\"pk\"", "\"kp\"", 1));
    let mut swapped = partial.clone();
    swapped["other"] = json!("x");
    for wrong in [
        "?".to_owned(),
        BASE64.encode("text"),
        BASE64.encode(partial.to_string()),
        BASE64.encode(swapped.to_string()),
        renamed,
        with("pk", json!("")),
        with("pk", json!(1)),
        with("more", json!("x")),
        with("tenant", json!("other")),
    ] {
        assert!(matches!(list("acme", &wrong).await, Err(ListError::Cursor)), "{wrong}");
    }
    assert!(matches!(list("other", &cursor).await, Err(ListError::Cursor)), "another tenant's");
}

#[tokio::test]
async fn activity_counts_the_conversations_since_a_time_up_to_a_hundred() {
    let db = TestStore::start().await;
    let store = db.connect();
    let activity = async |since_ms| store.activity(&acme(), since_ms, NOW_MS).await.unwrap();
    assert_eq!(activity(NOW_MS).await, Activity { last_active_at_ms: None, conversations: 0, more: false });
    talk(&store, 0..101).await;
    let preview = Turn { created_at_ms: NOW_MS + 500, ..turn(ReplyId::generate(), "m", ReplyStatus::Pending) };
    thread(&store, "preview").store_turn(&preview, Retention { is_preview: true, ..RETENTION }).await.unwrap();
    for (since, conversations, more) in
        [(101, 0, false), (100, 1, false), (99, 2, false), (1, 100, false), (0, 100, true)]
    {
        let expected = Activity { last_active_at_ms: Some(NOW_MS + 100), conversations, more };
        assert_eq!(activity(NOW_MS + since).await, expected, "since {since}");
    }
}
