//! What a reply's generator and those who interfere with it may change.

use super::{GENERATOR, NOW_MS, RETENTION, progress, thread, turn};
use bubblechat_core::{
    conversation::{GeneratorId, ReplyId, ReplyStatus, Turn},
    engine::{Cause, Fault, Usage},
    store::{Answered, Begun, Progress},
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
        let begun = generator.begin_pending(&reply, &GENERATOR, NOW_MS, NOW_MS).await.unwrap();
        assert!(matches!(begun, Begun::Mine(_)));
        wire.allow(usize::MAX);
    });
    assert!(stopped.unwrap());
    let asked = generator.turn(&reply, NOW_MS).await.unwrap().unwrap();
    assert_eq!((asked.status, asked.stop_requested), (ReplyStatus::Streaming, true));
}

/// Of a turn that was stored by [`GENERATOR`].
async fn stored(db: &TestStore, status: ReplyStatus) -> (bubblechat_core::store::Thread, Turn) {
    let thread = thread(&db.connect(), "ada");
    let stored = turn(ReplyId::generate(), "m", status);
    thread.store_turn(&stored, RETENTION).await.unwrap();
    (thread, stored)
}

#[tokio::test]
async fn a_generator_whose_reply_was_reopened_changes_nothing_any_more() {
    let db = TestStore::start().await;
    let (thread, seen) = stored(&db, ReplyStatus::Streaming).await;
    let next = Turn { generator: GeneratorId::generate(), lease_until_ms: NOW_MS + 9, ..seen.clone() };
    assert!(thread.reopen(&seen, &next).await.unwrap());
    for status in [ReplyStatus::Streaming, ReplyStatus::Complete] {
        assert!(!thread.save_progress(&seen.reply_id, &progress("late", status)).await.unwrap());
    }
    thread.leave_pending(&seen.reply_id, &seen.generator).await.unwrap();
    assert_eq!(thread.turn(&seen.reply_id, NOW_MS).await.unwrap().unwrap(), next);
    let by_the_other = Progress { generator: &next.generator, ..progress("new", ReplyStatus::Complete) };
    assert!(thread.save_progress(&seen.reply_id, &by_the_other).await.unwrap());
}

#[tokio::test]
async fn a_pending_reply_belongs_to_whoever_begins_it_until_it_is_left() {
    let db = TestStore::start().await;
    let (thread, pending) = stored(&db, ReplyStatus::Pending).await;
    let reply = &pending.reply_id;
    let [one, other] = [GeneratorId::generate(), GeneratorId::generate()];
    let begun = thread.begin_pending(reply, &one, NOW_MS + 9, NOW_MS).await.unwrap();
    assert!(matches!(begun, Begun::Mine(turn) if turn.generator == one));
    thread.leave_pending(reply, &other).await.unwrap();
    assert!(matches!(thread.begin_pending(reply, &other, NOW_MS, NOW_MS).await.unwrap(), Begun::Other(_)));
    thread.leave_pending(reply, &one).await.unwrap();
    let begun = thread.begin_pending(reply, &other, NOW_MS, NOW_MS).await.unwrap();
    assert!(matches!(begun, Begun::Mine(turn) if turn.generator == other));
}

#[tokio::test]
async fn the_last_write_says_who_answered_and_another_attempt_forgets_it() {
    let db = TestStore::start().await;
    let (thread, seen) = stored(&db, ReplyStatus::Streaming).await;
    let (fault, usage) = (Fault::new(Cause::Busy, "main"), Usage { input: 3, output: 2, cached_input: 1 });
    let answered = Answered { engine: "spare", model: Some("m-2"), usage: Some(usage), fault: Some(&fault) };
    let end = Progress { end: Some(answered.clone()), ..progress("", ReplyStatus::Interrupted) };
    assert!(thread.save_progress(&seen.reply_id, &end).await.unwrap());
    let ended = thread.turn(&seen.reply_id, NOW_MS).await.unwrap().unwrap();
    assert_eq!((ended.engine.as_str(), ended.model.as_deref()), ("spare", Some("m-2")));
    assert_eq!((ended.usage, ended.fault.as_ref()), (Some(usage), Some(&fault)));
    let next = Turn { status: ReplyStatus::Streaming, ..seen.clone() };
    assert!(thread.reopen(&ended, &next).await.unwrap());
    let reopened = thread.turn(&seen.reply_id, NOW_MS).await.unwrap().unwrap();
    assert_eq!((reopened.engine.as_str(), reopened.model, reopened.fault), ("main", None, None));
    let without_model = Progress { end: Some(Answered { model: None, ..answered }), ..end };
    thread.reopen(&ended, &Turn { model: Some("m-1".to_owned()), ..next }).await.unwrap();
    assert!(thread.save_progress(&seen.reply_id, &without_model).await.unwrap());
    assert_eq!(thread.turn(&seen.reply_id, NOW_MS).await.unwrap().unwrap().model, None);
}
