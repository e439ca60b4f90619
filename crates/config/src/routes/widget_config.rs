//! `GET /v1/widget/config`

use crate::{State, WidgetConfig};
use axum::{
    extract,
    response::{IntoResponse as _, Response},
};
use bubblechat_http::{ApiError, ErrorBody, QueryParams, ServerErrors, with_etag};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;

/// How long browsers and the edge may cache a config, and so how late a widget may learn of an edit or a revoked key.
pub(super) const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=60");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Params {
    /// The publishable key.
    #[serde(default)]
    #[param(required = true, example = "bc_pk_acme_4bRk2mQe7Xw9TzL1pVs6Hd3Jf8Yc5NaG")]
    pub(super) key: String,
}

/// Returns what a widget needs to render itself.
///
/// A simple GET, so browsers send no preflight. Responses are cacheable for a minute; revalidate with `If-None-Match`.
#[utoipa::path(
    get,
    path = "/v1/widget/config",
    operation_id = "widget_config",
    tag = "widget",
    params(
        Params,
        ("Origin" = Option<String>, Header, description = "The page's origin, as browsers send it", example = "https://shop.example"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of your copy"),
    ),
    responses(
        (status = 200, description = "The config", body = WidgetConfig, headers(
            ("ETag" = String, description = "Changes with the content"),
            ("Cache-Control" = String, description = "`public, max-age=60`"),
        )),
        (status = 304, description = "Your copy is current"),
        (status = 400, description = "`invalid_query`: the query string is invalid", body = ErrorBody),
        (status = 401, description = "`invalid_key`, `key_revoked`, `key_expired`: the key is not valid", body = ErrorBody),
        (status = 403, description = "`origin_not_allowed`: the tenant does not allow this origin; `wrong_key_kind`: the key is a secret key", body = ErrorBody),
        (status = 429, description = "`too_many_requests`: too many requests from this network address; `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn widget_config(
    extract::State(state): extract::State<State>,
    QueryParams(params): QueryParams<Params>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (tenant, _) = super::open(&state, &params.key, &headers).await?;
    let body = serde_json::to_vec(&WidgetConfig::of(tenant)).map_err(ApiError::internal)?;
    let caching = [(header::CACHE_CONTROL, CACHE), (header::VARY, HeaderValue::from_static("Origin"))];
    Ok((caching, with_etag(&headers, JSON, body)).into_response())
}
