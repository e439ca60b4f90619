//! `DELETE /v1/admin/operators/{id}`

use super::{ATTEMPTS, OperatorPath, with_other_head};
use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, SessionErrors},
    session::{SignedIn, end_preview_keys_below},
};
use axum::extract;
use bubblechat_core::audit::Action;
use bubblechat_http::{ApiError, ErrorBody, ErrorCode, PathParams, ServerErrors};
use http::StatusCode;

/// Removes an operator, or withdraws an invitation.
///
/// The operator is signed out everywhere at the next request. `PUT` with `disabled` keeps the operator instead.
#[utoipa::path(
    delete,
    path = "/v1/admin/operators/{id}",
    operation_id = "remove_operator",
    tag = "operators",
    security(("session" = []), ("bearer" = [])),
    params(OperatorPath, ConfirmationHeader),
    responses(
        (status = 204, description = "Removed"),
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 409, description = "`last_owner`: nobody else could manage operators", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn remove_operator(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    PathParams(OperatorPath { id }): PathParams<OperatorPath>,
) -> Result<StatusCode, ApiError> {
    for _ in 0..ATTEMPTS {
        let (seen, stays) = with_other_head(&state, &id, |_| false).await?;
        let store = state.store.noting(caller.does(Action::OperatorRemoved).about(&seen.email));
        if store.remove_operator(&seen, stays.as_ref()).await? {
            end_preview_keys_below(&state, &id, u64::MAX).await?;
            return Ok(StatusCode::NO_CONTENT);
        }
    }
    Err(ApiError::of(ErrorCode::Busy))
}
