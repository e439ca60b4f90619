//! What a reply's generator and those who interfere with it may change.

use super::{NOW_MS, RETENTION, progress, thread, turn};
use bubblechat_core::{
    conversation::{ReplyId, ReplyStatus},
    store::Begun,
};
use bubblechat_test_store::{TestStore, Wire};

#[tokio::test]
async fn a_growing_reply_that_was_asked_to_stop_is_saved_once_more_at_its_end() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    let reply = ReplyId::generate();
    let stored = turn(reply.clone(), "m", ReplyStatus::Streaming);
    thread.store_turn(&stored, RETENTION).await.unwrap();
    assert!(thread.save_progress(&reply, &progress("one", ReplyStatus::Streaming)).await.unwrap());
    assert!(thread.request_stop(&reply, NOW_MS).await.unwrap());
    assert!(!thread.save_progress(&reply, &progress("one two", ReplyStatus::Streaming)).await.unwrap());
    assert!(thread.save_progress(&reply, &progress("one two", ReplyStatus::Stopped)).await.unwrap());
    let stopped = thread.turn(&reply, NOW_MS).await.unwrap().unwrap();
    assert_eq!((stopped.reply.as_str(), stopped.status), ("one two", ReplyStatus::Stopped));
    for status in [ReplyStatus::Streaming, ReplyStatus::Complete] {
        assert!(!thread.save_progress(&reply, &progress("one two three", status)).await.unwrap(), "it has ended");
    }
}

#[tokio::test]
async fn a_stop_that_comes_upon_a_reply_while_it_begins_reaches_its_generator() {
    let db = TestStore::start().await;
    let wire = Wire::between(&db).await;
    let (visitor, generator) = (thread(&wire.connect(), "ada"), thread(&db.connect(), "ada"));
    let reply = ReplyId::generate();
    visitor.store_turn(&turn(reply.clone(), "m", ReplyStatus::Pending), RETENTION).await.unwrap();
    wire.hold();
    let (stopped, ()) = tokio::join!(visitor.request_stop(&reply, NOW_MS), async {
        // The visitor's first call found the reply pending. Before its response arrives, the reply begins.
        wire.answered(1).await;
        let begun = generator.begin_pending(&reply, NOW_MS, NOW_MS).await.unwrap();
        assert!(matches!(begun, Begun::Mine(_)));
        wire.allow(usize::MAX);
    });
    assert!(stopped.unwrap());
    let asked = generator.turn(&reply, NOW_MS).await.unwrap().unwrap();
    assert_eq!((asked.status, asked.stop_requested), (ReplyStatus::Streaming, true));
}
