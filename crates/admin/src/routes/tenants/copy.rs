//! `POST /v1/admin/tenants/{slug}/copy`

use super::{TenantDocument, show, slug_taken};
use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, RuleErrors, SessionErrors, TenantPath},
    tenant::require_tenant,
};
use axum::{extract, response::Response};
use bubblechat_core::{Slug, audit::Action, tenant::Settings, time::now_ms};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, PathParams, ServerErrors, StrictJson};
use http::StatusCode;
use serde::Deserialize;

/// What distinguishes the copy.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"slug": "acme-shop", "name": "Acme Shop"}))]
pub(crate) struct CopyInput {
    /// The new tenant's slug.
    slug: Slug,
    /// The new customer's name.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
}

/// Creates a tenant like this one, without its keys, provider keys and conversations.
#[utoipa::path(
    post,
    path = "/v1/admin/tenants/{slug}/copy",
    operation_id = "copy_tenant",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath, ConfirmationHeader),
    request_body = CopyInput,
    responses(
        (status = 201, description = "Created", body = TenantDocument, headers(("ETag" = String, description = "The revision"))),
        BodyErrors,
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 409, description = "`slug_taken`: a tenant has this slug, or had it once", body = ErrorBody),
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn copy_tenant(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(TenantPath { slug: original }): PathParams<TenantPath>,
    StrictJson(CopyInput { slug, name }): StrictJson<CopyInput>,
) -> Result<Response, ApiError> {
    let tenant = require_tenant(&state.store, &original).await?;
    let settings = Settings { name, ..tenant.settings };
    settings.validate(state.policy)?;
    let entry = caller.does(Action::TenantCreated).to_tenant(&slug).about(format!("copy of {original}"));
    let store = state.store.noting(entry);
    let copy = store.create_tenant(&slug, settings, now_ms()).await?.ok_or_else(|| slug_taken(&slug))?;
    Ok(show(StatusCode::CREATED, copy))
}
