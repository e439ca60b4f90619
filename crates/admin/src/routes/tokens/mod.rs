//! Service tokens, with which scripts call the operators' routes.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod remove;

use bubblechat_core::{
    Slug,
    key::KeyId,
    operator::{OperatorId, Role, Tenants},
    store::{Operator, TokenRecord},
    time::rfc3339,
};
use serde::Serialize;

/// What is shown of a token.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TokenView {
    /// Its id.
    id: KeyId,
    /// Its maker's name for it.
    #[schema(example = "Nightly export")]
    name: String,
    /// Its prefix and last four characters.
    #[schema(example = "bc_at_…9f3a")]
    hint: String,
    /// What it may do, as far as its maker may.
    role: Role,
    /// With which tenants, by their slugs, as far as they are its maker's; null for all.
    #[schema(value_type = Option<Vec<Slug>>, required)]
    tenants: Tenants,
    /// The operator who made it, and with whom it ends.
    maker: OperatorId,
    /// When it was made, in RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it expires, in RFC 3339.
    #[schema(format = DateTime)]
    expires_at: String,
    /// When it was last used, to within an hour, in RFC 3339; null if it never was.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
}

impl From<TokenRecord> for TokenView {
    fn from(token: TokenRecord) -> Self {
        Self {
            id: token.id,
            name: token.name,
            hint: token.hint,
            role: token.role,
            tenants: token.tenants,
            maker: token.maker,
            created_at: rfc3339(token.created_at_ms),
            expires_at: rfc3339(token.expires_at_ms),
            last_used_at: token.used_at_ms.map(rfc3339),
        }
    }
}

/// Whether an operator may see and delete a token: one's own, and whoever manages operators everybody's.
fn may_manage(operator: &Operator, token: &TokenRecord) -> bool {
    token.maker == operator.id || operator.is_head()
}
