//! `PUT /v1/admin/team`

use super::TeamSettings;
use crate::{
    State,
    documented::{ConfirmationErrors, ConfirmationHeader, RuleErrors, SessionErrors},
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{audit::Action, store::Team};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};

/// Changes what is demanded of every operator. It counts from each one's next request on.
///
/// Only who has a second factor can demand it of others.
#[utoipa::path(
    put,
    path = "/v1/admin/team",
    operation_id = "update_team",
    tag = "operators",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = TeamSettings,
    responses(
        (status = 200, description = "Changed", body = TeamSettings),
        BodyErrors,
        SessionErrors,
        ConfirmationErrors,
        (status = 409, description = "`second_factor_off`: turn on your own first", body = ErrorBody),
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn update_team(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    StrictJson(TeamSettings { second_factor_required }): StrictJson<TeamSettings>,
) -> Result<Json<TeamSettings>, ApiError> {
    if second_factor_required && caller.operator.second_factor().is_none() {
        return Err(ApiError::of(ErrorCode::SecondFactorOff));
    }
    let team = Team { second_factor_required };
    state.store.noting(caller.does(Action::TeamChanged)).set_team(caller.team, team).await?;
    Ok(Json(team.into()))
}
