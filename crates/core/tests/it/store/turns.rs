//! Turns, and the head that lists name a conversation by.

use super::{NOW_MS, RETENTION, thread, turn};
use bubblechat_core::conversation::{HISTORY_TURNS, ReplyId, ReplyStatus, Retention, Turn};
use bubblechat_test_store::{TestStore, Wire};

const DAY_MS: i64 = 24 * 3600 * 1000;

#[tokio::test]
async fn as_many_of_the_newest_turns_are_read_as_an_engine_sees_oldest_first() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    let mut replies = Vec::new();
    for i in 0..=i64::from(HISTORY_TURNS) {
        let turn = Turn { created_at_ms: NOW_MS + i, ..turn(ReplyId::generate(), "m", ReplyStatus::Pending) };
        thread.store_turn(&turn, RETENTION).await.unwrap();
        replies.push(turn.reply_id);
    }
    let read = thread.newest_turns(NOW_MS).await.unwrap();
    assert_eq!(read.into_iter().map(|turn| turn.reply_id).collect::<Vec<_>>(), replies[1..]);
}

#[tokio::test]
async fn a_head_shows_the_beginning_of_the_newest_message() {
    let db = TestStore::start().await;
    let thread = thread(&db.connect(), "ada");
    for (message, at_ms) in [("ä".repeat(201), NOW_MS), ("ö".repeat(200), NOW_MS + 1)] {
        let turn = Turn {
            message: message.clone(),
            created_at_ms: at_ms,
            ..turn(ReplyId::generate(), "m", ReplyStatus::Pending)
        };
        thread.store_turn(&turn, RETENTION).await.unwrap();
        let head = thread.summary(NOW_MS).await.unwrap().unwrap();
        assert_eq!(head.last_message, message.chars().take(200).collect::<String>());
        assert_eq!((&head.conversation_id, head.active_at_ms), (thread.conversation(), at_ms));
    }
}

#[tokio::test]
async fn two_first_messages_after_a_conversation_has_expired_both_count() {
    let db = TestStore::start().await;
    let wire = Wire::between(&db).await;
    let (slow, fast) = (thread(&wire.connect(), "ada"), thread(&db.connect(), "ada"));
    let for_a_day = Retention { days: 1, ..RETENTION };
    let at = |at_ms| Turn { created_at_ms: at_ms, ..turn(ReplyId::generate(), "m", ReplyStatus::Pending) };
    fast.store_turn(&at(NOW_MS), for_a_day).await.unwrap();
    let later_ms = NOW_MS + DAY_MS;
    wire.hold();
    let late = at(later_ms);
    let (stored, ()) = tokio::join!(slow.store_turn(&late, for_a_day), async {
        // The slow one has learnt that the head has expired. Before it starts a new one, the fast one does.
        wire.answered(2).await;
        fast.store_turn(&at(later_ms), for_a_day).await.unwrap();
        wire.allow(usize::MAX);
    });
    stored.unwrap();
    let head = fast.summary(later_ms).await.unwrap().unwrap();
    assert_eq!((head.turns, head.created_at_ms), (2, later_ms));
}
