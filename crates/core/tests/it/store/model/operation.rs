//! Sequences of operations: scripts that lead to the rare states, among random ones.

use bubblechat_core::conversation::ReplyStatus;
use proptest::prelude::*;

/// A tenant (0–2), one of its sessions (0–1) and one of its messages (0–2). There are few, so that operations collide.
pub(super) type Place = (usize, usize, usize);

#[derive(Debug, Clone)]
pub(super) enum Operation {
    Claim,
    /// By whoever made the claim first.
    Release,
    /// By somebody who saw the first claim.
    TakeOver,
    Store(ReplyStatus),
    Save(String, ReplyStatus),
    Begin,
    Stop,
    Rate(bool),
    /// By somebody who saw the turn as it is now, or only as it was stored.
    Reopen {
        is_up_to_date: bool,
        next: ReplyStatus,
    },
    /// Of the whole conversation.
    Delete,
}

use Operation::{Begin, Claim, Delete, Rate, Release, Reopen, Save, Stop, Store, TakeOver};
use ReplyStatus::{Complete, Interrupted, Pending, Stopped, Streaming, Truncated};

fn place() -> impl Strategy<Value = Place> {
    (0..3_usize, 0..2_usize, 0..3_usize)
}

fn beginning() -> impl Strategy<Value = ReplyStatus> {
    prop_oneof![Just(Pending), Just(Streaming)]
}

fn operation() -> impl Strategy<Value = Operation> {
    let status = proptest::sample::select(vec![Streaming, Complete, Stopped, Truncated, Interrupted]);
    let reopen = (any::<bool>(), beginning());
    prop_oneof![
        2 => Just(Claim),
        1 => Just(Release),
        1 => Just(TakeOver),
        3 => beginning().prop_map(Store),
        4 => ("[a-zé]{0,8}", status).prop_map(|(text, status)| Save(text, status)),
        2 => Just(Begin),
        2 => Just(Stop),
        2 => any::<bool>().prop_map(Rate),
        2 => reopen.prop_map(|(is_up_to_date, next)| Reopen { is_up_to_date, next }),
        1 => Just(Delete),
    ]
}

fn save(text: &str, status: ReplyStatus) -> Operation {
    Save(text.to_owned(), status)
}

/// What happens to one message, in orders that chance alone would hardly find.
fn scripts() -> Vec<Vec<Operation>> {
    let reopen = |is_up_to_date, next| Reopen { is_up_to_date, next };
    vec![
        vec![Claim, Claim, TakeOver, TakeOver, Release, Claim],
        vec![Store(Streaming), save("a", Streaming), Stop, save("ab", Streaming), save("ab", Stopped), Stop],
        vec![Store(Streaming), save("a", Complete), save("b", Streaming), save("b", Complete), Begin],
        vec![Store(Pending), Begin, Begin, save("", Interrupted), reopen(false, Streaming), reopen(true, Streaming)],
        vec![Store(Pending), Stop, Begin, save("a", Streaming)],
        vec![Store(Streaming), Stop, save("", Interrupted), reopen(true, Streaming), save("a", Streaming)],
        vec![Store(Streaming), save("a", Interrupted), reopen(true, Pending), Rate(true), Rate(false)],
        vec![Store(Streaming), Claim, Delete, save("a", Streaming), Stop, Rate(true), Begin, Claim],
    ]
}

/// All scripts in any order, each at a place of its own choice, with random operations in between.
pub(super) fn sequence() -> impl Strategy<Value = Vec<(Place, Operation)>> {
    let scripts = Just(scripts()).prop_shuffle();
    let places = proptest::collection::vec(place(), self::scripts().len());
    let noise = proptest::collection::vec((any::<proptest::sample::Index>(), place(), operation()), 0..16);
    (scripts, places, noise).prop_map(|(scripts, places, noise)| {
        let at = |(script, place): (Vec<_>, Place)| script.into_iter().map(move |operation| (place, operation));
        let mut sequence: Vec<_> = scripts.into_iter().zip(places).flat_map(at).collect();
        for (index, place, operation) in noise {
            sequence.insert(index.index(sequence.len()), (place, operation));
        }
        sequence
    })
}
