//! Compares the store with a simple in-memory model after each of many operations by three tenants.

mod operation;
mod world;

use bubblechat_core::{
    conversation::{ReplyId, Turn},
    store::Claim,
};
use bubblechat_test_store::TestStore;
use operation::Place;
use proptest::test_runner::{Config, TestRunner};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};
use world::World;

#[derive(Default)]
struct Model {
    turns: BTreeMap<(usize, usize, ReplyId), Turn>,
    claims: BTreeMap<Place, Claim>,
    /// Newest message and number of turns of each conversation.
    heads: BTreeMap<(usize, usize), (String, u64)>,
}

/// What the sequences must have led to, each at least once. A comparison that never gets there proves nothing about it.
const REACHED: &[&str] = &[
    "begins a pending reply",
    "begins nothing: it is not pending",
    "begins nothing: there is no turn",
    "claims a message",
    "claims nothing: it is claimed",
    "claims nothing: it was taken over",
    "deletes a conversation and leaves another tenant's",
    "rates nothing: there is no turn",
    "rates over an earlier rating",
    "releases nothing: it was taken over",
    "reopens a reply that was asked to stop",
    "reopens nothing: it changed since it was seen",
    "reopens nothing: some of it was shown",
    "reopens what was interrupted",
    "saves a growing reply",
    "saves nothing: it has ended",
    "saves nothing: it was asked to stop",
    "saves nothing: there is no turn",
    "saves the end of a reply that was asked to stop",
    "stops a pending reply",
    "stops a streaming reply",
    "stops nothing: it has ended",
    "stops nothing: there is no turn",
    "takes a claim over",
    "takes nothing over: somebody was faster",
];

#[test]
fn the_store_and_the_model_agree_after_every_step() {
    let config = Config { cases: 12, source_file: Some(file!()), ..Config::default() };
    let reached = Mutex::new(BTreeSet::new());
    let agree = TestRunner::new(config).run(&operation::sequence(), |sequence| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let seen = runtime.block_on(async {
            let db = TestStore::start().await;
            let world = World::new(&db).await;
            let mut model = Model::default();
            let mut seen = Vec::new();
            for (place, operation) in &sequence {
                seen.extend(world.step(&mut model, *place, operation).await);
                world.compare(&model).await;
            }
            seen
        });
        reached.lock().unwrap().extend(seen);
        Ok(())
    });
    agree.unwrap_or_else(|error| panic!("{error}"));
    let reached = reached.into_inner().unwrap();
    let missed: Vec<_> = REACHED.iter().filter(|state| !reached.contains(*state)).collect();
    assert!(missed.is_empty(), "no sequence {missed:?}");
}
