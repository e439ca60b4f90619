//! Compares the store with a simple in-memory model after each of many random, interleaved operations by three tenants.

use crate::support::TestStore;
use bubblechat_core::{
    Slug,
    conversation::{ConversationId, Feedback, MessageId, Rating, ReplyId, ReplyStatus, Retention, SessionId, Turn},
    store::{Begun, Claim, Claimed, PageRequest, Progress, Store, Thread},
};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};

const NOW_MS: i64 = 1_795_000_000_000;
const RETENTION: Retention = Retention { days: 90, is_preview: false };
const STATUSES: [ReplyStatus; 4] =
    [ReplyStatus::Streaming, ReplyStatus::Complete, ReplyStatus::Truncated, ReplyStatus::Interrupted];

/// A tenant (0–2), one of its sessions (0–1) and one of its messages (0–2). There are few, so that operations collide.
type Place = (usize, usize, usize);

#[derive(Debug, Clone)]
enum Operation {
    Claim(Place),
    Release(Place),
    Store(Place, bool),
    Save(Place, String, usize),
    Begin(Place),
    Stop(Place),
    Rate(Place, bool),
    Reopen(Place),
    Delete(usize, usize),
}

fn operation() -> impl Strategy<Value = Operation> {
    let place = || (0..3_usize, 0..2_usize, 0..3_usize);
    prop_oneof![
        2 => place().prop_map(Operation::Claim),
        1 => place().prop_map(Operation::Release),
        4 => (place(), any::<bool>()).prop_map(|(p, pending)| Operation::Store(p, pending)),
        4 => (place(), "[a-zé]{0,8}", 0..4_usize).prop_map(|(p, text, status)| Operation::Save(p, text, status)),
        2 => place().prop_map(Operation::Begin),
        2 => place().prop_map(Operation::Stop),
        2 => (place(), any::<bool>()).prop_map(|(p, up)| Operation::Rate(p, up)),
        1 => place().prop_map(Operation::Reopen),
        1 => (0..3_usize, 0..2_usize).prop_map(|(tenant, session)| Operation::Delete(tenant, session)),
    ]
}

#[derive(Default)]
struct Model {
    turns: BTreeMap<(usize, usize, ReplyId), Turn>,
    claims: BTreeMap<Place, Claim>,
    /// Newest message and number of turns of each conversation.
    heads: BTreeMap<(usize, usize), (String, u64)>,
}

/// What both sides share from the start.
struct World {
    store: Store,
    tenants: Vec<Slug>,
    replies: Vec<ReplyId>,
}

impl World {
    async fn new(db: &TestStore) -> Self {
        let tenants = ["one", "two", "three"].map(|slug| Slug::parse(slug).unwrap()).to_vec();
        // Every tenant and session uses the same ids, so only the first half of the keys separates them.
        Self { store: db.connect(), tenants, replies: (0..3).map(|_| ReplyId::generate()).collect() }
    }

    fn conversation(&self, tenant: usize, session: usize) -> ConversationId {
        let session = SessionId::parse(&format!("session-number-{session:04}")).unwrap();
        ConversationId::derive(&self.tenants[tenant], &session)
    }

    fn thread(&self, tenant: usize, session: usize) -> Thread {
        self.store.thread(&self.tenants[tenant], &self.conversation(tenant, session))
    }

    fn claim(&self, (tenant, session, message): Place) -> Claim {
        Claim {
            message_id: MessageId::parse(&format!("m-{message}")).unwrap(),
            reply_id: self.replies[(tenant + session + message) % 3].clone(),
            text_digest: "digest".to_owned(),
            lease_until_ms: NOW_MS + 1,
        }
    }

    fn turn(&self, (tenant, session, message): Place, pending: bool) -> Turn {
        Turn {
            reply_id: self.replies[message].clone(),
            message_id: MessageId::parse(&format!("m-{message}")).unwrap(),
            message: format!("message {message} of session {session} of {}", self.tenants[tenant]),
            created_at_ms: NOW_MS + message as i64,
            page: None,
            engine: "main".to_owned(),
            model: None,
            reply: String::new(),
            reply_began_at_ms: None,
            status: if pending { ReplyStatus::Pending } else { ReplyStatus::Streaming },
            lease_until_ms: NOW_MS,
            usage: None,
            stop_requested: false,
            feedback: None,
        }
    }

    /// Runs an operation on both sides and compares the results.
    async fn step(&self, model: &mut Model, operation: &Operation) {
        use Operation as O;
        let (O::Claim((t, s, m))
        | O::Release((t, s, m))
        | O::Store((t, s, m), _)
        | O::Save((t, s, m), ..)
        | O::Begin((t, s, m))
        | O::Stop((t, s, m))
        | O::Rate((t, s, m), _)
        | O::Reopen((t, s, m))) = *operation
        else {
            let O::Delete(t, s) = *operation else { unreachable!() };
            self.thread(t, s).delete().await.unwrap();
            model.turns.retain(|(tenant, session, _), _| (*tenant, *session) != (t, s));
            model.claims.retain(|(tenant, session, _), _| (*tenant, *session) != (t, s));
            model.heads.remove(&(t, s));
            return;
        };
        let (place, thread, reply) = ((t, s, m), self.thread(t, s), &self.replies[m]);
        let known = model.turns.get_mut(&(t, s, reply.clone()));
        match operation {
            O::Claim(_) => {
                let claim = self.claim(place);
                let expected = model.claims.get(&place).map_or(Claimed::New, |old| Claimed::Existing(old.clone()));
                assert_eq!(thread.claim(&claim, NOW_MS).await.unwrap(), expected);
                model.claims.entry(place).or_insert(claim);
            }
            O::Release(_) => {
                thread.release(&self.claim(place)).await.unwrap();
                model.claims.remove(&place);
            }
            O::Store(_, pending) => {
                let turn = self.turn(place, *pending);
                thread.store_turn(&turn, RETENTION).await.unwrap();
                let turns = model.heads.get(&(t, s)).map_or(0, |(_, turns)| *turns) + 1;
                model.heads.insert((t, s), (turn.message.clone(), turns));
                model.turns.insert((t, s, reply.clone()), turn);
            }
            O::Save(_, text, status) => {
                let status = STATUSES[*status];
                // It begins with its first text, or with its end.
                let began_at_ms = (!text.is_empty() || status != ReplyStatus::Streaming).then_some(NOW_MS + 4);
                let lease_until_ms = NOW_MS + 5;
                let progress = Progress { reply: text, began_at_ms, status, lease_until_ms, model: None, usage: None };
                let goes = known.as_ref().is_some_and(|turn| {
                    turn.status == ReplyStatus::Streaming && (status != ReplyStatus::Streaming || !turn.stop_requested)
                });
                assert_eq!(thread.save_progress(reply, &progress).await.unwrap(), goes);
                if let Some(turn) = known.filter(|_| goes) {
                    (turn.reply, turn.status, turn.lease_until_ms) = (text.clone(), status, lease_until_ms);
                    turn.reply_began_at_ms = began_at_ms.or(turn.reply_began_at_ms);
                }
            }
            O::Begin(_) => {
                let begun = thread.begin_pending(reply, NOW_MS + 9, NOW_MS).await.unwrap();
                let Some(turn) = known else {
                    assert!(matches!(begun, Begun::Missing));
                    return;
                };
                let is_mine = turn.status == ReplyStatus::Pending;
                if is_mine {
                    (turn.status, turn.lease_until_ms) = (ReplyStatus::Streaming, NOW_MS + 9);
                }
                match begun {
                    Begun::Mine(now) => assert!(is_mine && *now == *turn),
                    Begun::Other(now) => assert!(!is_mine && *now == *turn),
                    Begun::Missing => panic!("it is there"),
                }
            }
            O::Stop(_) => {
                let is_there = thread.request_stop(reply, NOW_MS + 6).await.unwrap();
                assert_eq!(is_there, known.is_some());
                match known {
                    Some(turn) if turn.status == ReplyStatus::Streaming => turn.stop_requested = true,
                    Some(turn) if turn.status == ReplyStatus::Pending => {
                        (turn.status, turn.reply_began_at_ms) = (ReplyStatus::Stopped, Some(NOW_MS + 6));
                    }
                    _ => {}
                }
            }
            O::Rate(_, up) => {
                let feedback = Feedback { rating: if *up { Rating::Up } else { Rating::Down }, comment: None };
                let is_there = thread.rate(reply, &feedback, NOW_MS).await.unwrap();
                assert_eq!(is_there, known.is_some());
                if let Some(turn) = known {
                    turn.feedback = Some(feedback);
                }
            }
            O::Reopen(_) => {
                let seen = self.turn(place, false);
                let goes = known.as_ref().is_some_and(|turn| {
                    turn.status == seen.status && turn.reply.is_empty() && turn.lease_until_ms == seen.lease_until_ms
                });
                assert_eq!(thread.reopen(&seen, ReplyStatus::Pending, NOW_MS + 7).await.unwrap(), goes);
                if let Some(turn) = known.filter(|_| goes) {
                    (turn.status, turn.lease_until_ms, turn.stop_requested) = (ReplyStatus::Pending, NOW_MS + 7, false);
                    turn.reply_began_at_ms = None;
                }
            }
            O::Delete(..) => unreachable!(),
        }
    }

    /// Reads everything back, for all tenants.
    async fn compare(&self, model: &Model) {
        for (t, slug) in self.tenants.iter().enumerate() {
            let page = self.store.conversations(slug, PageRequest::of_all(None, 100), |_| true, NOW_MS).await.unwrap();
            let listed: HashMap<_, _> =
                page.items.into_iter().map(|c| (c.conversation_id, (c.last_message, c.turns))).collect();
            let heads = model.heads.iter().filter(|((tenant, _), _)| *tenant == t);
            let expected: HashMap<_, _> =
                heads.map(|((_, s), head)| (self.conversation(t, *s), head.clone())).collect();
            assert_eq!(listed, expected);
            for s in 0..2 {
                let stored = self.thread(t, s).newest_turns(NOW_MS).await.unwrap();
                let turns = model.turns.iter().filter(|((tenant, session, _), _)| (*tenant, *session) == (t, s));
                assert_eq!(stored, turns.map(|(_, turn)| turn.clone()).collect::<Vec<_>>());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn the_store_and_the_model_agree_after_every_step(operations in proptest::collection::vec(operation(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let db = TestStore::start().await;
            let world = World::new(&db).await;
            let mut model = Model::default();
            for operation in &operations {
                world.step(&mut model, operation).await;
                world.compare(&model).await;
            }
        });
    }
}
