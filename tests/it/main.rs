//! Integration tests. `routes/` mirrors the URL tree and drives the routers in-process on the embedded store.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bystanders;
mod cost;
mod crash;

mod deadline;
mod isolation;
mod leases;
mod ledger;
mod made_up_keys;
mod routes;
mod secrecy;
mod silence;
mod support;
mod turns;
mod upkeep;
mod usage;
