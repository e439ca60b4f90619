//! `POST /v1/replies/{reply_id}/stop`

use super::{no_such_reply, reply_id};
use crate::{
    State,
    caller::{Caller, Session, SessionHeader},
    routes::own_conversation,
};
use axum::extract;
use bubblechat_http::{ApiError, ErrorBody, PathParams};
use http::StatusCode;

/// Stops a reply that is being made, wherever that is; what was written so far stays, marked `stopped`.
///
/// Its stream ends within about a second. A reply that has ended stays as it is.
#[utoipa::path(
    post, path = "/v1/replies/{reply_id}/stop", tag = "visitors", security(("api_key" = [])),
    params(
        ("reply_id" = String, Path, description = "The reply"),
        SessionHeader,
    ),
    responses(
        (status = 204, description = "It stops, or had ended"),
        (status = 401, description = "`key_missing`, `invalid_key`, `key_revoked`, `key_expired`", body = ErrorBody),
        (status = 403, description = "`origin_not_allowed`, `missing_scope`", body = ErrorBody),
        (status = 404, description = "`not_found`", body = ErrorBody),
        (status = 422, description = "`invalid_request`: the session id is missing or malformed", body = ErrorBody),
        (status = 500, description = "`internal`", body = ErrorBody),
        (status = 503, description = "`busy`", body = ErrorBody),
    )
)]
pub(crate) async fn stop(
    extract::State(state): extract::State<State>,
    PathParams(reply): PathParams<String>,
    caller: Caller,
    session: Session,
) -> Result<StatusCode, ApiError> {
    let conversation = own_conversation(&state, &caller, &session).await?;
    let is_there = state.store.request_stop(&caller.key.tenant, &conversation, &reply_id(&reply)?).await?;
    is_there.then_some(StatusCode::NO_CONTENT).ok_or_else(no_such_reply)
}
