//! `GET /v1/admin/audit`

use crate::{
    State,
    caller::Caller,
    documented::{PagingErrors, SessionErrors},
    paging::{self, Paging},
    tenant::no_tenant,
};
use axum::{Json, extract};
use bubblechat_core::{
    Slug,
    audit::{Action, FieldChange},
    operator::{OperatorId, Role},
    store::{Operator, PageRequest, StoredEntry},
    time::{now_ms, parse_rfc3339, rfc3339},
};
use bubblechat_http::{ApiError, ErrorCode, QueryParams, ServerErrors};
use serde::{Deserialize, Serialize};

/// How many entries one request looks through, about 500 KB.
const SEARCHED: u32 = 500;

/// A page of the audit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AuditList {
    /// Newest first.
    items: Vec<AuditItem>,
    /// Send it to get the next page; null on the last page.
    cursor: Option<String>,
}

/// What somebody did.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AuditItem {
    /// Its id.
    #[schema(example = "1795000000000#0c2ce3a16f0e4d9b8f576a4a3a0d3b6e")]
    id: String,
    /// When it was done, in RFC 3339.
    #[schema(format = DateTime)]
    at: String,
    /// Who did it.
    actor: AuditActor,
    /// What was done.
    action: Action,
    /// The tenant that it was done to.
    tenant: Option<Slug>,
    /// To what else: a key's id and name, a provider, an operator's address, a conversation's id.
    #[schema(example = "bob@acme.example")]
    subject: Option<String>,
    /// What the actor wrote about it.
    #[schema(example = "Opening hours in winter")]
    note: Option<String>,
    /// The tenant's revision afterwards.
    #[schema(example = 7)]
    revision: Option<u64>,
    /// The fields that were changed, up to 50.
    changes: Vec<FieldChange>,
    /// How many more fields were changed.
    more_changes: usize,
}

/// Who did something.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AuditActor {
    /// The operator's id.
    operator: Option<OperatorId>,
    /// The operator's address at that time.
    #[schema(example = "ada@acme.example")]
    name: String,
    /// The id and name of the service token that did it on the operator's behalf; null if the operator did.
    #[schema(example = "4f1d9c02ab77e310 (Nightly export)")]
    token: Option<String>,
    /// The network address: an IPv4 address, or the /64 of an IPv6 address.
    #[schema(example = "192.0.2.7")]
    address: String,
}

impl From<StoredEntry> for AuditItem {
    fn from(StoredEntry { id, entry }: StoredEntry) -> Self {
        let actor = entry.actor;
        Self {
            id,
            at: rfc3339(entry.at_ms),
            actor: AuditActor {
                operator: actor.operator,
                name: actor.name,
                token: actor.token,
                address: actor.address,
            },
            action: entry.action,
            tenant: entry.tenant,
            subject: entry.subject,
            note: entry.note,
            revision: entry.revision,
            changes: entry.changes,
            more_changes: entry.more_changes,
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// Only what was done to this tenant.
    #[param(inline, nullable = false)]
    tenant: Option<Slug>,
    /// Only what this operator did, by id.
    #[param(inline, nullable = false)]
    operator: Option<OperatorId>,
    /// Only what was done at this time or later, in RFC 3339.
    #[param(nullable = false, format = DateTime)]
    from: Option<String>,
    /// Only what was done before this time, in RFC 3339.
    #[param(nullable = false, format = DateTime)]
    to: Option<String>,
}

/// Lists who changed what, newest first.
///
/// Entries are written with the change, and nothing changes or deletes them for 400 days. Of a long value, the entry says only that it changed;
/// the tenant's revisions have it. Only owners of all tenants see what was done to operators. A search request looks through 500 entries, so
/// its page may be empty even though `cursor` says that there are more to search.
#[utoipa::path(
    get,
    path = "/v1/admin/audit",
    operation_id = "list_audit",
    tag = "audit",
    security(("session" = []), ("bearer" = [])),
    params(Search, Paging),
    responses((status = 200, description = "A page", body = AuditList), PagingErrors, SessionErrors, ServerErrors)
)]
pub(crate) async fn list_audit(
    extract::State(state): extract::State<State>,
    Caller { operator: caller, .. }: Caller,
    QueryParams(search): QueryParams<Search>,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<AuditList>, ApiError> {
    if let Some(other) = search.tenant.as_ref().filter(|slug| !caller.tenants.contain(slug)) {
        return Err(no_tenant(other));
    }
    let times = (time("from", search.from.as_deref(), 0)?, time("to", search.to.as_deref(), i64::MAX)?);
    // Whoever sees one tenant alone need not look through the others' entries.
    let only = caller.tenants.named().filter(|named| named.len() == 1).and_then(|named| named.first());
    let tenant = search.tenant.as_ref().or(only);
    let request = PageRequest { read: SEARCHED, ..paging.request()? };
    let wanted = |found: &StoredEntry| {
        let actor = &found.entry.actor.operator;
        may_see(&caller, found) && search.operator.as_ref().is_none_or(|operator| actor.as_ref() == Some(operator))
    };
    let page = state.store.audit(tenant, times, request, wanted, now_ms()).await.map_err(paging::refusal)?;
    Ok(Json(AuditList { items: page.items.into_iter().map(Into::into).collect(), cursor: page.cursor }))
}

fn may_see(caller: &Operator, found: &StoredEntry) -> bool {
    match &found.entry.tenant {
        Some(slug) => caller.tenants.contain(slug),
        None => caller.role == Role::Owner && caller.tenants.are_all(),
    }
}

fn time(name: &str, text: Option<&str>, default_ms: i64) -> Result<i64, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(default_ms) };
    let invalid =
        || ApiError::new(ErrorCode::InvalidQuery, format!("{name} must be a time, such as 2026-01-31T00:00:00Z."));
    parse_rfc3339(text).ok_or_else(invalid)
}
