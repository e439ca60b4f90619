//! The one store: DynamoDB, through the AWS SDK, also on a laptop (where an embedded compatible store answers).
//!
//! Access patterns and keys are listed in `ARCHITECTURE.md`. Reads that follow a visitor's or an operator's own write ask for
//! consistency. Reads leave expired items out, since TTL deletes late.

mod access;
mod attempts;
mod audit;
mod batch;
mod condition;
mod conversations;
mod error;
mod failing;
mod hits;
mod item;
mod keys;
mod operators;
mod page;
mod probe;
mod purge;
pub mod schema;
mod sessions;
mod team;
mod tenant_list;
mod tenants;
mod thread;
mod tokens;
mod usage;
mod versions;

pub use access::Access;
pub use attempts::{Attempts, AttemptsBy};
pub use audit::StoredEntry;
pub use conversations::Activity;
pub use error::StoreError;
pub use keys::KeyRecord;
pub use operators::{Changed, Operator, PasswordLink, SecondFactor};
pub use page::{ListError, Page, PageRequest};
pub use purge::Purged;
pub use sessions::{PreviewKey, Session};
pub use team::Team;
pub use tenant_list::TenantSummary;
pub use tenants::{Saved, SecretSet, Tenant};
pub use thread::{Answered, Begun, Claim, Claimed, ConversationSummary, Progress, Thread};
pub use tokens::TokenRecord;

pub use versions::{Version, VersionSummary};

use crate::audit::AuditEntry;
use aws_sdk_dynamodb::Client;
use std::sync::Arc;

/// The names of the tables. They are not fixed: a deployment's come from its stack.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Tenants and their keys.
    pub tenants: String,
    /// Conversations, turns, claims and the rate limit's log.
    pub conversations: String,
    /// Operators, their sessions and sign-in attempts. Only the admin function reads it.
    pub operators: String,
    /// The audit. The admin function reads it, and only ever adds to it.
    pub audit: String,
}

impl Tables {
    /// Names with a common prefix, for the local server and tests.
    pub fn with_prefix(prefix: &str) -> Self {
        Self {
            tenants: format!("{prefix}tenants"),
            conversations: format!("{prefix}conversations"),
            operators: format!("{prefix}operators"),
            audit: format!("{prefix}audit"),
        }
    }
}

/// The store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    tables: Arc<Tables>,
    /// What the audit says about the next change.
    note: Option<Arc<AuditEntry>>,
}

impl Store {
    /// Connects to nothing yet.
    pub fn new(client: Client, tables: Tables) -> Self {
        Self { client, tables: Arc::new(tables), note: None }
    }
}
