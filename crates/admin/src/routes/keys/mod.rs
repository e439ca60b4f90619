//! A tenant's API keys.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod preview;
pub(crate) mod revoke;
pub(crate) mod rotate;

use bubblechat_core::{
    key::{KeyId, KeyKind, Scope},
    store::KeyRecord,
    time::rfc3339,
};
use serde::Serialize;

/// What is shown of a key. Never the key.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct KeyView {
    /// Its id.
    id: KeyId,
    /// The operator's name for it.
    #[schema(example = "Web shop")]
    name: String,
    /// Where it may be used.
    kind: KeyKind,
    /// Its prefix and last four characters.
    #[schema(example = "bc_pk_…9f3a")]
    hint: String,
    /// What a secret key may do; empty for a publishable one, which may chat from the tenant's origins.
    scopes: Vec<Scope>,
    /// Its own limit of messages per minute, instead of the tenant's.
    per_minute: Option<u32>,
    /// When it was made, RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// From when on it is refused, RFC 3339.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// When it was revoked, RFC 3339.
    #[schema(format = DateTime)]
    revoked_at: Option<String>,
    /// When it last sent a message, RFC 3339, to about ten minutes; null when it never did.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
}

impl KeyView {
    fn new(record: KeyRecord, used_at_ms: Option<i64>) -> Self {
        Self {
            last_used_at: used_at_ms.map(rfc3339),
            id: record.id,
            name: record.name,
            kind: record.kind,
            hint: record.hint,
            scopes: record.scopes,
            per_minute: record.per_minute,
            created_at: rfc3339(record.created_at_ms),
            expires_at: record.expires_at_ms.map(rfc3339),
            revoked_at: record.revoked_at_ms.map(rfc3339),
        }
    }
}
