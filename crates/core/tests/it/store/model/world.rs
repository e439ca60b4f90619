//! Runs an operation on the store and on the model, and compares what they say.

use super::{
    super::{GENERATOR, NOW_MS, RETENTION, turn},
    Model,
    operation::{Operation, Place},
};
use bubblechat_core::{
    Slug,
    conversation::{ConversationId, Feedback, GeneratorId, MessageId, Rating, ReplyId, ReplyStatus, SessionId, Turn},
    store::{Begun, Claim, Claimed, PageRequest, Progress, Store, Thread},
};
use bubblechat_test_store::TestStore;
use std::collections::HashMap;

/// What both sides share from the start.
pub(super) struct World {
    store: Store,
    tenants: Vec<Slug>,
    replies: Vec<ReplyId>,
}

impl World {
    pub(super) async fn new(db: &TestStore) -> Self {
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

    /// The first claim of a message, or (`heirs` > 0) one that took it over.
    fn claim(&self, (tenant, session, message): Place, heirs: usize) -> Claim {
        Claim {
            message_id: MessageId::parse(&format!("m-{message}")).unwrap(),
            reply_id: self.replies[(tenant + session + message + heirs) % 3].clone(),
            text_digest: "digest".to_owned(),
            lease_until_ms: NOW_MS + 1 + heirs as i64,
            generator: GeneratorId::default(),
        }
    }

    fn turn(&self, (tenant, session, message): Place, status: ReplyStatus) -> Turn {
        Turn {
            message: format!("message {message} of session {session} of {}", self.tenants[tenant]),
            created_at_ms: NOW_MS + message as i64,
            ..turn(self.replies[message].clone(), &format!("m-{message}"), status)
        }
    }

    /// Runs an operation on both sides, compares the results, and names the states that it was in.
    pub(super) async fn step(&self, model: &mut Model, place: Place, operation: &Operation) -> Vec<&'static str> {
        use Operation as O;
        let (t, s, m) = place;
        let (thread, reply) = (self.thread(t, s), &self.replies[m]);
        let known = model.turns.get_mut(&(t, s, reply.clone()));
        let state = match operation {
            O::Claim | O::Release | O::TakeOver => self.claims(&mut model.claims, &thread, place, operation).await,
            O::Store(status) => {
                let turn = self.turn(place, *status);
                thread.store_turn(&turn, RETENTION).await.unwrap();
                let turns = model.heads.get(&(t, s)).map_or(0, |(_, turns)| *turns) + 1;
                model.heads.insert((t, s), (turn.message.clone(), turns));
                model.turns.insert((t, s, reply.clone()), turn);
                "stores a turn"
            }
            O::Save(text, status) => return save(&thread, reply, known, (text, *status)).await,
            O::Begin => begin(&thread, reply, known).await,
            O::Stop => stop(&thread, reply, known).await,
            O::Rate(up) => rate(&thread, reply, known, *up).await,
            O::Reopen { is_up_to_date, next } => {
                let stored = self.turn(place, ReplyStatus::Streaming);
                let seen = known.as_deref().filter(|_| *is_up_to_date).cloned().unwrap_or(stored);
                return reopen(&thread, &seen, known, *next).await;
            }
            O::Delete => {
                thread.delete().await.unwrap();
                model.turns.retain(|(tenant, session, _), _| (*tenant, *session) != (t, s));
                model.claims.retain(|(tenant, session, _), _| (*tenant, *session) != (t, s));
                let was_there = model.heads.remove(&(t, s)).is_some();
                let is_other_there = model.heads.keys().any(|(tenant, _)| *tenant != t);
                if was_there && is_other_there {
                    "deletes a conversation and leaves another tenant's"
                } else {
                    "deletes"
                }
            }
        };
        vec![state]
    }

    async fn claims(
        &self,
        claims: &mut std::collections::BTreeMap<Place, Claim>,
        thread: &Thread,
        place: Place,
        operation: &Operation,
    ) -> &'static str {
        let (first, heir) = (self.claim(place, 0), self.claim(place, 1));
        let known = claims.get(&place).cloned();
        let is_first = known.as_ref() == Some(&first);
        match operation {
            Operation::Claim => {
                let expected = known.clone().map_or(Claimed::New, Claimed::Existing);
                assert_eq!(thread.claim(&first, NOW_MS).await.unwrap(), expected);
                claims.entry(place).or_insert(first);
                match known {
                    None => "claims a message",
                    Some(_) if is_first => "claims nothing: it is claimed",
                    Some(_) => "claims nothing: it was taken over",
                }
            }
            Operation::Release => {
                thread.release(&first).await.unwrap();
                if is_first {
                    claims.remove(&place);
                }
                if known.is_some() && !is_first { "releases nothing: it was taken over" } else { "releases" }
            }
            _ => {
                assert_eq!(thread.take_over(&first, &heir).await.unwrap(), is_first);
                if is_first {
                    claims.insert(place, heir);
                }
                match known {
                    Some(_) if is_first => "takes a claim over",
                    Some(_) => "takes nothing over: somebody was faster",
                    None => "takes nothing over: there is no claim",
                }
            }
        }
    }

    /// Reads everything back, for all tenants.
    pub(super) async fn compare(&self, model: &Model) {
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

async fn save(
    thread: &Thread,
    reply: &ReplyId,
    known: Option<&mut Turn>,
    (text, status): (&str, ReplyStatus),
) -> Vec<&'static str> {
    let goes_on = status == ReplyStatus::Streaming;
    // It begins with its first text, or with its end.
    let began_at_ms = (!text.is_empty() || !goes_on).then_some(NOW_MS + 4);
    let lease_until_ms = NOW_MS + 5;
    let progress = Progress { generator: &GENERATOR, reply: text, began_at_ms, status, lease_until_ms, end: None };
    let saved = thread.save_progress(reply, &progress).await.unwrap();
    let Some(turn) = known else {
        assert!(!saved);
        return vec!["saves nothing: there is no turn"];
    };
    let (is_streaming, was_asked) = (turn.status == ReplyStatus::Streaming, turn.stop_requested);
    assert_eq!(saved, is_streaming && !(goes_on && was_asked));
    if saved {
        (turn.reply, turn.status, turn.lease_until_ms) = (text.to_owned(), status, lease_until_ms);
        turn.reply_began_at_ms = began_at_ms.or(turn.reply_began_at_ms);
    }
    vec![match (saved, goes_on) {
        (true, true) => "saves a growing reply",
        (true, false) if was_asked => "saves the end of a reply that was asked to stop",
        (true, false) => "saves the end of a reply",
        (false, _) if is_streaming => "saves nothing: it was asked to stop",
        (false, _) if turn.status == ReplyStatus::Pending => "saves nothing: it is pending",
        (false, _) => "saves nothing: it has ended",
    }]
}

async fn begin(thread: &Thread, reply: &ReplyId, known: Option<&mut Turn>) -> &'static str {
    let begun = thread.begin_pending(reply, &GENERATOR, NOW_MS + 9, NOW_MS).await.unwrap();
    let Some(turn) = known else {
        assert!(matches!(begun, Begun::Missing));
        return "begins nothing: there is no turn";
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
    if is_mine { "begins a pending reply" } else { "begins nothing: it is not pending" }
}

async fn stop(thread: &Thread, reply: &ReplyId, known: Option<&mut Turn>) -> &'static str {
    let is_there = thread.request_stop(reply, NOW_MS + 6).await.unwrap();
    assert_eq!(is_there, known.is_some());
    match known {
        Some(turn) if turn.status == ReplyStatus::Streaming => {
            turn.stop_requested = true;
            "stops a streaming reply"
        }
        Some(turn) if turn.status == ReplyStatus::Pending => {
            (turn.status, turn.reply_began_at_ms) = (ReplyStatus::Stopped, Some(NOW_MS + 6));
            "stops a pending reply"
        }
        Some(_) => "stops nothing: it has ended",
        None => "stops nothing: there is no turn",
    }
}

async fn rate(thread: &Thread, reply: &ReplyId, known: Option<&mut Turn>, up: bool) -> &'static str {
    let feedback = Feedback { rating: if up { Rating::Up } else { Rating::Down }, comment: None };
    let rated = thread.rate(reply, &feedback, NOW_MS).await.unwrap();
    let Some(turn) = known else {
        assert_eq!(rated, None);
        return "rates nothing: there is no turn";
    };
    let earlier = turn.feedback.replace(feedback);
    assert_eq!(rated.as_ref(), Some(&*turn));
    if earlier.is_some() { "rates over an earlier rating" } else { "rates" }
}

async fn reopen(thread: &Thread, seen: &Turn, known: Option<&mut Turn>, next: ReplyStatus) -> Vec<&'static str> {
    let next = Turn { status: next, lease_until_ms: NOW_MS + 7, ..seen.clone() };
    let reopened = thread.reopen(seen, &next).await.unwrap();
    let Some(turn) = known else {
        assert!(!reopened);
        return vec!["reopens nothing: there is no turn"];
    };
    let is_as_seen = (turn.status, turn.lease_until_ms) == (seen.status, seen.lease_until_ms);
    assert_eq!(reopened, is_as_seen && turn.reply.is_empty());
    if !reopened {
        let shown = "reopens nothing: some of it was shown";
        return vec![if is_as_seen { shown } else { "reopens nothing: it changed since it was seen" }];
    }
    let mut states = vec![];
    states.extend((turn.status == ReplyStatus::Interrupted).then_some("reopens what was interrupted"));
    states.extend(turn.stop_requested.then_some("reopens a reply that was asked to stop"));
    (turn.status, turn.lease_until_ms, turn.stop_requested) = (next.status, NOW_MS + 7, false);
    turn.reply_began_at_ms = None;
    states
}
