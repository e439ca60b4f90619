//! `PUT /v1/admin/operators/{id}`

use super::{OperatorPath, OperatorView, change, email_taken, no_operator, read_tenants};
use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, RuleErrors, SessionErrors},
    email::Email,
    session::{SignedIn, end_preview_keys_below},
};
use axum::{Json, extract};
use bubblechat_core::{Slug, audit::Action, operator::Role, store::Operator};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, PathParams, ServerErrors, StrictJson};
use serde::Deserialize;

/// What owners set on an operator.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"email": "bob@acme.example", "role": "support", "tenants": null, "disabled": false}))]
pub(crate) struct OperatorChange {
    /// The e-mail address; case does not matter.
    #[schema(format = "email", max_length = 254)]
    email: String,
    /// What the operator may do.
    role: Role,
    /// With which tenants, by their slugs: 1–100, or null for all, also those to come.
    #[serde(deserialize_with = "super::required")]
    #[schema(required, min_items = 1, max_items = 100)]
    tenants: Option<Vec<Slug>>,
    /// Whether the operator is shut out.
    disabled: bool,
}

/// Changes an operator.
///
/// A new role takes effect at the operator's next request. Whoever is disabled is signed out everywhere, and an open link ends.
#[utoipa::path(
    put,
    path = "/v1/admin/operators/{id}",
    operation_id = "update_operator",
    tag = "operators",
    security(("session" = []), ("bearer" = [])),
    params(OperatorPath, ConfirmationHeader),
    request_body = OperatorChange,
    responses(
        (status = 200, description = "Changed", body = OperatorView),
        BodyErrors,
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 409, description = "`email_taken`: an operator has this address; `last_owner`: nobody else could manage operators", body = ErrorBody),
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn update_operator(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    PathParams(OperatorPath { id }): PathParams<OperatorPath>,
    StrictJson(input): StrictJson<OperatorChange>,
) -> Result<Json<OperatorView>, ApiError> {
    let email = Email::parse(&input.email)?;
    let current = state.store.operator(&id).await?.ok_or_else(no_operator)?;
    let tenants = read_tenants(&state, input.tenants, &current.tenants).await?;
    if state.store.operator_by_email(email.as_str()).await?.is_some_and(|other| other.id != id) {
        return Err(email_taken(email.as_str()));
    }
    let changed = change(&state, caller.does(Action::OperatorChanged), &id, |seen| Operator {
        email: email.as_str().to_owned(),
        role: input.role,
        tenants: tenants.clone(),
        is_disabled: input.disabled,
        password_link: seen.password_link.clone().filter(|_| !input.disabled),
        session_version: seen.session_version + u64::from(input.disabled && !seen.is_disabled),
        ..seen.clone()
    });
    let operator = changed.await?;
    if operator.is_disabled {
        end_preview_keys_below(&state, &id, operator.session_version).await?;
    }
    Ok(Json(operator.into()))
}
