//! `DELETE /v1/admin/tenants/{slug}/provider-key`

use super::secret_name;
use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, RuleErrors, SessionErrors, TenantPath},
    tenant::no_tenant,
};
use axum::extract;
use bubblechat_core::audit::Action;
use bubblechat_core::tenant::{HeaderName, Provider};
use bubblechat_http::{ApiError, ErrorBody, PathParams, QueryParams, ServerErrors};
use http::StatusCode;
use serde::Deserialize;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// The provider whose key to delete.
    #[param(inline, example = "openai")]
    provider: Provider,
    /// The host it is for; the provider's own if left out.
    #[param(example = "llm.example")]
    host: Option<String>,
    /// The header whose value to delete, instead of the key.
    #[param(inline, example = "x-org")]
    header: Option<HeaderName>,
}

/// Deletes a provider's key, or the value of a header.
///
/// Succeeds even if none is set.
#[utoipa::path(
    delete,
    path = "/v1/admin/tenants/{slug}/provider-key",
    operation_id = "remove_provider_key",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath, Which, ConfirmationHeader),
    responses(
        (status = 204, description = "Deleted"),
        (status = 400, description = "`invalid_query`: `provider` is missing or unknown", body = ErrorBody),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn remove_provider_key(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    QueryParams(Which { provider, host, header }): QueryParams<Which>,
) -> Result<StatusCode, ApiError> {
    let name = secret_name(provider, host, header)?;
    let store = state.store.noting(caller.does(Action::ProviderKeyRemoved).to_tenant(&slug).about(name.to_string()));
    let exists = store.remove_provider_key(&slug, &name).await?;
    if exists { Ok(StatusCode::NO_CONTENT) } else { Err(no_tenant(&slug)) }
}
