//! The team: who may sign in, and what they may do.

pub(crate) mod invite;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod second_factor;
pub(crate) mod update;

use crate::{State, password_link::LinkSecret};
use bubblechat_core::{
    Invalid, Slug,
    audit::AuditEntry,
    operator::{OperatorId, Role, Tenants},
    store::{Changed, Operator, PageRequest},
    time::{now_ms, rfc3339},
};
use bubblechat_http::{ApiError, ErrorCode, site_origin};
use http::HeaderMap;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;

/// How often a change is tried anew that others get in the way of.
const ATTEMPTS: usize = 5;

/// An operator's address.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OperatorPath {
    /// The operator's id.
    #[param(inline)]
    id: OperatorId,
}

/// An operator, as owners see one.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct OperatorView {
    /// The id, which stays the same when the address changes.
    id: OperatorId,
    /// The e-mail address.
    #[schema(example = "bob@acme.example")]
    email: String,
    /// What the operator may do.
    role: Role,
    /// With which tenants, by their slugs; null for all, also those to come.
    #[schema(value_type = Option<Vec<Slug>>, required)]
    tenants: Tenants,
    /// Whether the operator can sign in.
    status: OperatorStatus,
    /// Whether signing in takes the operator a code, too.
    has_second_factor: bool,
    /// When the operator was invited, in RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When the link expires with which the operator can choose a password, in RFC 3339; null if there is none.
    #[schema(format = DateTime)]
    link_expires_at: Option<String>,
}

/// Whether an operator can sign in.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OperatorStatus {
    /// Not yet: the operator has to choose a password first.
    Invited,
    /// Yes.
    Active,
    /// No: an owner has shut the operator out.
    Disabled,
}

impl From<Operator> for OperatorView {
    fn from(operator: Operator) -> Self {
        let now_ms = now_ms();
        let has_second_factor = operator.second_factor().is_some();
        let link = operator.password_link.filter(|link| link.expires_at_ms > now_ms && !operator.is_disabled);
        Self {
            has_second_factor,
            status: match operator.password_hash {
                _ if operator.is_disabled => OperatorStatus::Disabled,
                Some(_) => OperatorStatus::Active,
                None => OperatorStatus::Invited,
            },
            id: operator.id,
            email: operator.email,
            role: operator.role,
            tenants: operator.tenants,
            created_at: rfc3339(operator.created_at_ms),
            link_expires_at: link.map(|link| rfc3339(link.expires_at_ms)),
        }
    }
}

/// An operator with a new link.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OperatorWithLink {
    #[serde(flatten)]
    operator: OperatorView,
    /// The link with which the operator chooses a password, once. Only this response shows it, so pass it on now.
    #[schema(
        example = "https://console.example/set-password#bc_pl_o_0c2ce3a16f0e4d9b8f576a4a3a0d3b6e_4bRk2mQe7Xw9TzL1pVs6Hd3Jf8Yc5NaG0uWq1ErTy2U"
    )]
    link: String,
}

impl OperatorWithLink {
    fn new(operator: Operator, secret: &LinkSecret, headers: &HeaderMap) -> Result<Self, ApiError> {
        let console =
            site_origin(headers).ok_or_else(|| ApiError::internal("nothing vouches for the console's host"))?;
        Ok(Self { operator: operator.into(), link: secret.url(&console) })
    }
}

/// Reads a field that may be null, but not left out.
pub(super) fn required<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// The tenants that a request names. Those that `had` does not have must exist: a slug without a tenant would come true later.
pub(super) async fn read_tenants(state: &State, named: Option<Vec<Slug>>, had: &Tenants) -> Result<Tenants, ApiError> {
    let tenants = Tenants::new(named)?;
    let (Some(named), had) = (tenants.named(), had.named()) else { return Ok(tenants) };
    let new: BTreeSet<_> = named.iter().filter(|slug| had.is_none_or(|had| !had.contains(slug))).cloned().collect();
    if !new.is_empty() {
        let request = PageRequest::of_all(None, Tenants::MAX_NAMED as u32);
        let found = state.store.named_tenants(&new, false, request, |_| true, now_ms()).await;
        let found = found.map_err(crate::paging::refusal)?.items;
        if let Some(missing) = new.iter().find(|slug| found.iter().all(|tenant| tenant.slug != **slug)) {
            return Err(Invalid(format!("tenants names \"{missing}\", which does not exist.")).into());
        }
    }
    Ok(tenants)
}

fn email_taken(email: &str) -> ApiError {
    let code = ErrorCode::EmailTaken;
    ApiError::new(code, format!("An operator with the address \"{email}\" exists already. {}", code.fix()))
}

fn no_operator() -> ApiError {
    ApiError::not_found("This operator does not exist.")
}

/// An operator, and another one without whom nobody could manage operators once the first can no longer: `None` while it still can.
async fn with_other_head(
    state: &State,
    id: &OperatorId,
    stays: impl Fn(&Operator) -> bool,
) -> Result<(Operator, Option<Operator>), ApiError> {
    let operators = state.store.operators().await?;
    let seen = operators.iter().find(|operator| operator.id == *id).cloned().ok_or_else(no_operator)?;
    if !seen.is_head() || stays(&seen) {
        return Ok((seen, None));
    }
    let other = operators.into_iter().find(|other| other.is_head() && other.id != *id);
    other.map(|other| (seen, Some(other))).ok_or_else(|| ApiError::of(ErrorCode::LastOwner))
}

/// Changes an operator, and tries anew if others get in the way.
async fn change(
    state: &State,
    entry: AuditEntry,
    id: &OperatorId,
    change: impl Fn(&Operator) -> Operator,
) -> Result<Operator, ApiError> {
    for _ in 0..ATTEMPTS {
        let (seen, stays) = with_other_head(state, id, |seen| change(seen).is_head()).await?;
        let store = state.store.noting(entry.clone().about(&seen.email));
        if let Changed::Done(operator) = store.change_operator(&seen, change(&seen), stays.as_ref()).await? {
            return Ok(*operator);
        }
    }
    Err(ApiError::of(ErrorCode::Busy))
}
