//! `GET /v1/admin/tenants`

use crate::{
    State, access,
    caller::Caller,
    documented::{PagingErrors, SessionErrors},
    fault::FailingEngineView,
    paging::{self, Paging},
};
use axum::{Json, extract};
use bubblechat_core::{
    Slug,
    store::{self, PageRequest},
    time::{now_ms, parse_rfc3339, rfc3339},
};
use bubblechat_http::{ApiError, ErrorCode, QueryParams, ServerErrors};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde::{Deserialize, Serialize};

/// How many tenants one search request reads, about 400 KB.
const SEARCHED: u32 = 2_000;
/// How many tenants' activity is read at the same time.
const SIDE_BY_SIDE: usize = 25;

/// A page of tenants.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TenantList {
    /// Sorted by slug.
    items: Vec<TenantSummary>,
    /// Send it to get the next page; null on the last page.
    cursor: Option<String>,
}

/// A tenant as the list shows it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TenantSummary {
    /// Its slug.
    slug: Slug,
    /// The customer's name.
    #[schema(example = "Acme")]
    name: String,
    /// Its primary colour.
    #[schema(example = "#0f766e")]
    primary: String,
    /// When it was last saved, in RFC 3339.
    #[schema(format = DateTime)]
    updated_at: String,
    /// Its engines that have failed since their last answer, by name.
    failing_engines: Vec<FailingEngineView>,
    /// How much visitors write, if `active_since` asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    activity: Option<TenantActivity>,
}

/// How much visitors write to a tenant.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TenantActivity {
    /// When its newest message arrived, in RFC 3339; null if there is none.
    #[schema(format = DateTime)]
    last_active_at: Option<String>,
    /// How many conversations had a message since then, counted up to 100.
    conversations: u64,
    /// Whether there are more than `conversations` says.
    more: bool,
}

impl TenantSummary {
    fn new(tenant: store::TenantSummary, activity: Option<store::Activity>) -> Self {
        let activity = activity.map(|activity| TenantActivity {
            last_active_at: activity.last_active_at_ms.map(rfc3339),
            conversations: activity.conversations,
            more: activity.more,
        });
        let updated_at = rfc3339(tenant.updated_at_ms);
        let failing_engines = FailingEngineView::all(tenant.failing_engines);
        Self { slug: tenant.slug, name: tenant.name, primary: tenant.primary, updated_at, failing_engines, activity }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// Only tenants whose slug and name contain all of these words, in any order and case.
    #[serde(default)]
    #[param(max_length = 100)]
    q: String,
    /// `live` (the default), or `purging` for the tenants whose deletion is unfinished.
    #[serde(default)]
    #[param(inline)]
    state: TenantState,
    /// Adds `activity` to each entry, counted since this time, in RFC 3339.
    #[param(nullable = false, format = DateTime)]
    active_since: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TenantState {
    #[default]
    Live,
    Purging,
}

/// Lists tenants by slug.
///
/// A search request looks through 2,000 tenants, so its page may be empty even though `cursor` says that there are more to search.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants",
    operation_id = "list_tenants",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(Search, Paging),
    responses((status = 200, description = "A page", body = TenantList), PagingErrors, SessionErrors, ServerErrors)
)]
pub(crate) async fn list_tenants(
    extract::State(state): extract::State<State>,
    Caller { operator, .. }: Caller,
    QueryParams(search): QueryParams<Search>,
    QueryParams(paging): QueryParams<Paging>,
) -> Result<Json<TenantList>, ApiError> {
    if search.q.chars().count() > 100 {
        return Err(ApiError::new(ErrorCode::InvalidQuery, "q must have at most 100 characters."));
    }
    let words: Vec<String> = search.q.split_whitespace().map(str::to_lowercase).collect();
    let is_wanted = |tenant: &store::TenantSummary| {
        let name = tenant.name.to_lowercase();
        words.iter().all(|word| name.contains(word) || tenant.slug.as_str().contains(word))
    };
    let since_ms = search.active_since.as_deref().map(|text| {
        let invalid =
            || ApiError::new(ErrorCode::InvalidQuery, "active_since must be a time, such as 2026-01-31T00:00:00Z.");
        parse_rfc3339(text).ok_or_else(invalid)
    });
    let (since_ms, request) = (since_ms.transpose()?, paging.request()?);
    let purging = search.state == TenantState::Purging;
    let request = if words.is_empty() { request } else { PageRequest { read: SEARCHED, ..request } };
    let page = access::tenants(&state, &operator, purging, request, is_wanted).await.map_err(paging::refusal)?;
    let with_activity = page.items.into_iter().map(async |tenant| {
        let activity = match since_ms {
            Some(since_ms) => Some(state.store.activity(&tenant.slug, since_ms, now_ms()).await?),
            None => None,
        };
        Ok::<_, ApiError>(TenantSummary::new(tenant, activity))
    });
    let items = futures_util::stream::iter(with_activity).buffered(SIDE_BY_SIDE).try_collect().await?;
    Ok(Json(TenantList { items, cursor: page.cursor }))
}
