//! `POST /v1/admin/operators`

use super::{OperatorWithLink, email_taken, read_tenants};
use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, RuleErrors, SessionErrors},
    email::Email,
    password_link::LinkSecret,
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{
    Slug,
    audit::Action,
    operator::{Role, Tenants},
    store::Operator,
    time::now_ms,
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// How many operators there can be.
const MAX_OPERATORS: usize = 200;

/// A new operator.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"email": "bob@acme.example", "role": "editor", "tenants": null}))]
pub(crate) struct OperatorInput {
    /// The e-mail address; case does not matter. Nothing is sent to it.
    #[schema(format = "email", max_length = 254)]
    email: String,
    /// What the operator may do.
    role: Role,
    /// With which tenants, by their slugs: 1–100, or null for all, also those to come.
    #[serde(deserialize_with = "super::required")]
    #[schema(required, min_items = 1, max_items = 100)]
    tenants: Option<Vec<Slug>>,
}

/// Invites an operator.
///
/// The response has a link with which the operator chooses a password within 72 hours. Pass it on yourself.
#[utoipa::path(
    post,
    path = "/v1/admin/operators",
    operation_id = "invite_operator",
    tag = "operators",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = OperatorInput,
    responses(
        (status = 201, description = "Invited", body = OperatorWithLink),
        BodyErrors,
        SessionErrors,
        ConfirmationErrors,
        (status = 409, description = "`email_taken`: an operator has this address; `too_many_operators`: there are 200 already", body = ErrorBody),
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn invite_operator(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    headers: HeaderMap,
    StrictJson(input): StrictJson<OperatorInput>,
) -> Result<(StatusCode, Json<OperatorWithLink>), ApiError> {
    let email = Email::parse(&input.email)?;
    let tenants = read_tenants(&state, input.tenants, &Tenants::ALL).await?;
    if state.store.operator_by_email(email.as_str()).await?.is_some() {
        return Err(email_taken(email.as_str()));
    }
    if state.store.operators().await?.len() >= MAX_OPERATORS {
        return Err(ApiError::of(ErrorCode::TooManyOperators));
    }
    let now_ms = now_ms();
    let mut operator = Operator::new(email.as_str(), input.role, tenants, now_ms);
    let secret = LinkSecret::generate(&operator.id);
    operator.password_link = Some(secret.record(now_ms));
    let body = OperatorWithLink::new(operator.clone(), &secret, &headers)?;
    let store = state.store.noting(caller.does(Action::OperatorCreated).about(email.as_str()));
    if !store.create_operator(&operator).await? {
        return Err(email_taken(email.as_str()));
    }
    Ok((StatusCode::CREATED, Json(body)))
}
