//! `POST /v1/admin/tenants`

use super::{TenantDocument, TenantInput, show, slug_taken};
use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, RuleErrors, SessionErrors},
};
use axum::{extract, response::Response};
use bubblechat_core::{Invalid, Slug, audit::Action, store::Tenant, time::now_ms};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ServerErrors, StrictJson};
use http::StatusCode;

/// Creates a tenant.
///
/// Only `slug` and `name` are required; everything else has a default. The widget works on no page until you allow its origin.
#[utoipa::path(
    post,
    path = "/v1/admin/tenants",
    operation_id = "create_tenant",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = TenantInput,
    responses(
        (status = 201, description = "Created", body = TenantDocument, headers(("ETag" = String, description = "The revision"))),
        BodyErrors,
        SessionErrors,
        ConfirmationErrors,
        (status = 409, description = "`slug_taken`: a tenant has this slug, or had it once", body = ErrorBody),
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn create_tenant(
    extract::State(state): extract::State<State>,
    caller: Caller,
    StrictJson(input): StrictJson<TenantInput>,
) -> Result<Response, ApiError> {
    let slug = input.slug.clone().ok_or_else(|| Invalid::new("slug is missing. Choose one, for example \"acme\"."))?;
    input.check(state.policy)?;
    Ok(show(StatusCode::CREATED, create(&state, &caller, &slug, input).await?))
}

/// Creates a tenant with settings that are valid.
pub(super) async fn create(
    state: &State,
    caller: &Caller,
    slug: &Slug,
    input: TenantInput,
) -> Result<Tenant, ApiError> {
    let store = state.store.noting(caller.does(Action::TenantCreated).to_tenant(slug).with_note(input.note));
    store.create_tenant(slug, input.settings, now_ms()).await?.ok_or_else(|| slug_taken(slug))
}
