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

/// What is shown of a key.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct KeyView {
    /// The whole key, if it is publishable, because it is public anyway. Null for secret keys, which are not stored, and for older publishable
    /// keys.
    #[schema(example = "bc_pk_acme_4bRk2mQe7Xw9TzL1pVs6Hd3Jf8Yc5NaG")]
    key: Option<String>,
    #[serde(flatten)]
    about: KeyDescription,
}

/// What operators can see of any key.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct KeyDescription {
    /// Its id.
    id: KeyId,
    /// The operator's name for it.
    #[schema(example = "Web shop")]
    name: String,
    /// Where it may be used.
    kind: KeyKind,
    /// The key's prefix and last four characters.
    #[schema(example = "bc_pk_…9f3a")]
    hint: String,
    /// What a secret key may do; empty for a publishable one, which may chat from the tenant's origins.
    scopes: Vec<Scope>,
    /// The key's own limit of messages per minute, in place of the tenant's.
    per_minute: Option<u32>,
    /// When the key was created, in RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When the key expires, in RFC 3339.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// When the key was revoked, in RFC 3339.
    #[schema(format = DateTime)]
    revoked_at: Option<String>,
    /// When the key last sent a message, to within ten minutes, in RFC 3339; null if it never did.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
}

/// What the audit calls a key.
fn subject(record: &KeyRecord) -> String {
    format!("{} ({})", record.id.as_str(), record.name)
}

impl KeyView {
    fn new(mut record: KeyRecord, used_at_ms: Option<i64>) -> Self {
        Self { key: record.key.take(), about: KeyDescription::new(record, used_at_ms) }
    }
}

impl KeyDescription {
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
