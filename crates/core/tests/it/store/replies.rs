//! What a reply's generator and those who interfere with it may change.

use super::{NOW_MS, RETENTION, progress, thread, turn};
use bubblechat_core::conversation::{ReplyId, ReplyStatus};
use bubblechat_test_store::TestStore;

#[tokio::test]
async fn a_growing_reply_that_was_asked_to_stop_is_saved_once_more_at_its_end() {
    let db = TestStore::start().await;
    let thread = thread(&db, "ada");
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
