//! `PUT /v1/admin/tenants/{slug}`

use super::{TenantDocument, TenantInput, create::create, if_match, show};
use crate::{
    State,
    access::Need,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, RuleErrors, SessionErrors, TenantPath},
    tenant::no_tenant,
};
use axum::{extract, response::Response};
use bubblechat_core::{
    Invalid, Slug,
    audit::Action,
    operator::Role,
    store::{Saved, Store, Tenant},
    tenant::Settings,
    time::now_ms,
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, PathParams, ServerErrors, StrictJson};
use http::{HeaderMap, StatusCode};

/// Saves a tenant.
///
/// Replaces the whole document: fields that are left out get their default. Visitors see a change within a minute. With `If-None-Match: *`
/// in place of `If-Match`, creates the tenant, which needs the role for all tenants.
#[utoipa::path(
    put,
    path = "/v1/admin/tenants/{slug}",
    operation_id = "update_tenant",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(
        TenantPath,
        ConfirmationHeader,
        ("If-Match" = Option<String>, Header, description = "The revision that you read", example = "7"),
        ("If-None-Match" = Option<String>, Header, description = "`*` to create the tenant"),
    ),
    request_body = TenantInput,
    responses(
        (status = 200, description = "Saved", body = TenantDocument, headers(("ETag" = String, description = "The revision"))),
        (status = 201, description = "Created", body = TenantDocument, headers(("ETag" = String, description = "The revision"))),
        (status = 409, description = "`slug_taken`: a tenant has this slug, or had it once", body = ErrorBody),
        (status = 400, description = "`invalid_json`, `invalid_utf8`, `incomplete_body`: the body is not JSON; `invalid_if_match`: the header is not a revision", body = ErrorBody),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 412, description = "`revision_conflict`: somebody else saved since you read it; `current` is the stored document", body = ErrorBody),
        RuleErrors,
        (status = 428, description = "`precondition_required`: the header `If-Match` is missing", body = ErrorBody),
        BodyErrors,
        ServerErrors,
    )
)]
pub(crate) async fn update_tenant(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    headers: HeaderMap,
    StrictJson(input): StrictJson<TenantInput>,
) -> Result<Response, ApiError> {
    if input.slug.as_ref().is_some_and(|named| *named != slug) {
        return Err(Invalid::new("slug must match the URL. A tenant's slug never changes.").into());
    }
    input.check(state.policy)?;
    if if_match::is_none(&headers) {
        Need::All(Role::Editor).judge(caller.operator.role, &caller.operator.tenants, "")?;
        return Ok(show(StatusCode::CREATED, create(&state, &caller, &slug, input).await?));
    }
    let seen = if_match::revision(&headers)?;
    let entry = caller.does(Action::TenantSaved).to_tenant(&slug).with_note(input.note);
    save(&state.store.noting(entry), &slug, seen, &input.settings).await
}

/// Saves settings that are valid over the revision that was seen.
pub(crate) async fn save(store: &Store, slug: &Slug, seen: u64, settings: &Settings) -> Result<Response, ApiError> {
    match store.save_tenant(slug, seen, settings, now_ms()).await? {
        Saved::Done(tenant) => Ok(show(StatusCode::OK, *tenant)),
        Saved::Conflict(tenant) => Err(conflict(*tenant)),
        Saved::Missing => Err(no_tenant(slug)),
    }
}

fn conflict(current: Tenant) -> ApiError {
    let code = ErrorCode::RevisionConflict;
    let by = current.updated_by.as_deref().map(|name| format!(", saved by {name}")).unwrap_or_default();
    let message = format!("{} The stored revision is {}{by}. {}", code.meaning(), current.revision, code.fix());
    let mut error = ApiError::new(code, message);
    error.current = serde_json::to_value(TenantDocument::of(current)).ok().map(Box::new);
    error
}
