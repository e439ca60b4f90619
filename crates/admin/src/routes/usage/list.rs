//! `GET /v1/admin/usage`

use super::{figures::Figures, invalid};
use crate::{
    State, access,
    caller::Caller,
    documented::{PagingErrors, SessionErrors},
    paging,
};
use axum::{Json, extract};
use bubblechat_core::{
    Slug,
    calendar::{Day, Month},
    currency::Currency,
    store::PageRequest,
    tenant::Caps,
    time::now_ms,
    usage::Sums,
};
use bubblechat_http::{ApiError, QueryParams, ServerErrors};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde::{Deserialize, Serialize};

/// How many tenants are on a page. Each costs four reads.
const PAGE: u32 = 25;
/// How many tenants' usage is read at the same time.
const SIDE_BY_SIDE: usize = 8;

/// What all tenants' answers took in a month.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct UsageList {
    /// The currency of all costs.
    currency: Currency,
    /// The month, in UTC.
    #[schema(example = "2026-11")]
    month: String,
    /// Sorted by slug.
    items: Vec<TenantUsage>,
    /// Send it to get the next page; null on the last page.
    cursor: Option<String>,
}

/// What a tenant's answers took in a month, and what they may take.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TenantUsage {
    /// Its slug.
    slug: Slug,
    /// The customer's name.
    #[schema(example = "Acme")]
    name: String,
    /// Whether it is paused.
    paused: bool,
    /// Its caps.
    caps: Caps,
    /// Visitors' messages today; 0 for a month other than this one.
    messages_today: u64,
    /// The month's usage.
    total: Figures,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// The month, in UTC, such as 2026-11. The default is this month.
    #[param(nullable = false)]
    month: Option<String>,
    /// The previous page's `cursor`. Leave it out for the first page.
    #[param(nullable = false)]
    cursor: Option<String>,
}

/// Lists what the tenants' answers took in a month, 25 tenants a page.
#[utoipa::path(
    get,
    path = "/v1/admin/usage",
    operation_id = "list_usage",
    tag = "usage",
    security(("session" = []), ("bearer" = [])),
    params(Page),
    responses((status = 200, description = "A page", body = UsageList), PagingErrors, SessionErrors, ServerErrors)
)]
pub(crate) async fn list_usage(
    extract::State(state): extract::State<State>,
    Caller { operator, .. }: Caller,
    QueryParams(page): QueryParams<Page>,
) -> Result<Json<UsageList>, ApiError> {
    let now_ms = now_ms();
    let month = match page.month.as_deref() {
        Some(text) => Month::parse(text).ok_or_else(|| invalid("month must be a month, such as 2026-11."))?,
        None => Day::at(now_ms).month(),
    };
    let cursor = page.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let listed = access::tenants(&state, &operator, false, PageRequest::of_all(cursor, PAGE), |_| true).await;
    let listed = listed.map_err(paging::refusal)?;
    let read = listed.items.into_iter().map(async |tenant| of_tenant(&state, &tenant.slug, month, now_ms).await);
    let read: Vec<_> = futures_util::stream::iter(read).buffered(SIDE_BY_SIDE).try_collect().await?;
    let items = read.into_iter().flatten().collect();
    Ok(Json(UsageList { currency: state.currency, month: month.to_string(), items, cursor: listed.cursor }))
}

/// `None` for a tenant that was deleted in between.
async fn of_tenant(state: &State, slug: &Slug, month: Month, now_ms: i64) -> Result<Option<TenantUsage>, ApiError> {
    let days = (month.first(), month.last());
    let (tenant, usage) = tokio::try_join!(state.store.tenant(slug), state.store.usage(slug, days, now_ms))?;
    let Some(tenant) = tenant else { return Ok(None) };
    let mut all = Sums::default();
    usage.values().for_each(|sums| all.add(sums));
    let messages_today = usage.get(&Day::at(now_ms)).map_or(0, |sums| sums.total().messages);
    let total = all.total().into();
    Ok(Some(TenantUsage {
        slug: tenant.slug,
        name: tenant.settings.name,
        paused: tenant.settings.paused,
        caps: tenant.settings.caps,
        messages_today,
        total,
    }))
}
