//! `GET /v1/admin/tenants/{slug}/usage`

use super::{figures::Figures, invalid};
use crate::{
    State,
    documented::{NotFoundErrors, QueryErrors, ReaderErrors, TenantPath},
    reader::UsageReader,
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::{calendar::Day, currency::Currency, time::now_ms, usage::Sums};
use bubblechat_http::{ApiError, PathParams, QueryParams, ServerErrors};
use serde::{Deserialize, Serialize};

/// How many days one request covers: three months.
const MAX_DAYS: i64 = 92;
const USUAL_DAYS: i64 = 30;

/// What a tenant's answers took.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct UsageByDay {
    /// The currency of all costs.
    currency: Currency,
    /// The first day, in UTC.
    #[schema(format = Date, example = "2026-11-01")]
    from: String,
    /// The last day, in UTC.
    #[schema(format = Date, example = "2026-11-30")]
    to: String,
    /// By day, then by engine. Days on which an engine did nothing are left out.
    days: Vec<DayOfEngine>,
    /// All days and engines.
    total: Figures,
}

/// What one engine's answers took on one day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct DayOfEngine {
    /// The day, in UTC.
    #[schema(format = Date, example = "2026-11-30")]
    day: String,
    /// The engine's name on that day.
    #[schema(example = "main")]
    engine: String,
    #[serde(flatten)]
    figures: Figures,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Days {
    /// The first day, in UTC, such as 2026-11-01. The default is 29 days before the last one. One request covers at most 92 days.
    #[param(nullable = false, format = Date)]
    from: Option<String>,
    /// The last day, in UTC, such as 2026-11-30. The default is today.
    #[param(nullable = false, format = Date)]
    to: Option<String>,
}

impl Days {
    fn parse(&self, now_ms: i64) -> Result<(Day, Day), ApiError> {
        let day = |name: &str, text: &Option<String>, usual: Day| match text {
            Some(text) => Day::parse(text).ok_or_else(|| invalid(format!("{name} must be a day, such as 2026-11-30."))),
            None => Ok(usual),
        };
        let to = day("to", &self.to, Day::at(now_ms))?;
        let from = day("from", &self.from, to.plus(1 - USUAL_DAYS))?;
        if from > to {
            return Err(invalid("from must not be later than to."));
        }
        if to.plus(-MAX_DAYS) >= from {
            return Err(invalid(format!("from and to must be at most {MAX_DAYS} days apart. Ask for less at a time.")));
        }
        Ok((from, to))
    }
}

/// Returns what a tenant's answers took, by day and engine.
///
/// Everything is counted from one line per request to a provider, up to this moment. Days are kept for 25 months. A secret key with the scope
/// `usage:read` can read its own tenant's usage.
#[utoipa::path(
    get,
    path = "/v1/admin/tenants/{slug}/usage",
    operation_id = "read_usage",
    tag = "usage",
    security(("session" = []), ("bearer" = []), ("api_key" = [])),
    params(TenantPath, Days),
    responses((status = 200, description = "The usage", body = UsageByDay), QueryErrors, ReaderErrors, NotFoundErrors, ServerErrors)
)]
pub(crate) async fn read_usage(
    extract::State(state): extract::State<State>,
    _: UsageReader,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    QueryParams(days): QueryParams<Days>,
) -> Result<Json<UsageByDay>, ApiError> {
    let now_ms = now_ms();
    let (from, to) = days.parse(now_ms)?;
    require_tenant(&state.store, &slug).await?;
    let usage = state.store.usage(&slug, (from, to), now_ms).await?;
    let mut all = Sums::default();
    usage.values().for_each(|sums| all.add(sums));
    let days = usage.into_iter().flat_map(|(day, sums)| {
        sums.0.into_iter().map(move |(engine, sum)| DayOfEngine { day: day.to_string(), engine, figures: sum.into() })
    });
    Ok(Json(UsageByDay {
        currency: state.currency,
        from: from.to_string(),
        to: to.to_string(),
        days: days.collect(),
        total: all.total().into(),
    }))
}
