//! `POST /v1/admin/imports`

use super::{TenantDocument, export::TenantFile, show, slug_taken};
use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, RuleErrors, SessionErrors},
};
use axum::{extract, response::Response};
use bubblechat_core::{Slug, audit::Action, tenant::Settings, time::now_ms};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ServerErrors, StrictJson};
use http::StatusCode;
use serde::Deserialize;

/// A tenant's file, and what the new tenant is called.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct ImportInput {
    /// The new tenant's slug.
    slug: Slug,
    /// The new customer's name; the file's without it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 80)]
    name: Option<String>,
    /// What `GET /v1/admin/tenants/{slug}/export` returned.
    file: TenantFile,
}

/// Creates a tenant from a file. Everything is checked before anything is written.
///
/// Engines need their provider keys, and the widget a new key.
#[utoipa::path(
    post,
    path = "/v1/admin/imports",
    operation_id = "import_tenant",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = ImportInput,
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
pub(crate) async fn import_tenant(
    extract::State(state): extract::State<State>,
    caller: Caller,
    StrictJson(ImportInput { slug, name, file }): StrictJson<ImportInput>,
) -> Result<Response, ApiError> {
    let TenantFile { slug: original, document, .. } = file;
    let settings = Settings { name: name.unwrap_or(document.name), ..document };
    settings.validate(state.policy)?;
    let entry = caller.does(Action::TenantCreated).to_tenant(&slug).about(format!("file of {original}"));
    let made = state.store.noting(entry).create_tenant(&slug, settings, now_ms()).await?;
    Ok(show(StatusCode::CREATED, made.ok_or_else(|| slug_taken(&slug))?))
}
