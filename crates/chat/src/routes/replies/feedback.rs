//! `PUT /v1/replies/{reply_id}/feedback`

use super::{no_such_reply, reply_id};
use crate::{
    State,
    caller::{Caller, Session, SessionHeader},
    routes::own_conversation,
};
use axum::extract;
use bubblechat_core::conversation::Feedback;
use bubblechat_http::{ApiError, ErrorBody, PathParams, VisitorJson};
use http::StatusCode;

/// Rates a reply. The newest rating counts.
#[utoipa::path(
    put, path = "/v1/replies/{reply_id}/feedback", tag = "visitors", security(("api_key" = [])), request_body = Feedback,
    params(
        ("reply_id" = String, Path, description = "The reply"),
        SessionHeader,
    ),
    responses(
        (status = 204, description = "Stored"),
        (status = 400, description = "`invalid_json`, `invalid_utf8`", body = ErrorBody),
        (status = 401, description = "`key_missing`, `invalid_key`, `key_revoked`, `key_expired`", body = ErrorBody),
        (status = 403, description = "`origin_not_allowed`, `missing_scope`", body = ErrorBody),
        (status = 404, description = "`not_found`", body = ErrorBody),
        (status = 413, description = "`body_too_large`: over 64 KiB", body = ErrorBody),
        (status = 415, description = "`unsupported_media_type`", body = ErrorBody),
        (status = 422, description = "`invalid_request`", body = ErrorBody),
        (status = 500, description = "`internal`", body = ErrorBody),
        (status = 503, description = "`busy`", body = ErrorBody),
    )
)]
pub(crate) async fn feedback(
    extract::State(state): extract::State<State>,
    PathParams(reply): PathParams<String>,
    caller: Caller,
    session: Session,
    VisitorJson(feedback): VisitorJson<Feedback>,
) -> Result<StatusCode, ApiError> {
    let feedback = feedback.checked()?;
    let conversation = own_conversation(&state, &caller, &session).await?;
    let is_there = state.store.rate(&caller.key.tenant, &conversation, &reply_id(&reply)?, &feedback).await?;
    is_there.then_some(StatusCode::NO_CONTENT).ok_or_else(no_such_reply)
}
