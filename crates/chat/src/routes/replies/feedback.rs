//! `PUT /v1/replies/{reply_id}/feedback`

use super::{no_such_reply, reply_id};
use crate::{
    State,
    caller::{Caller, Session, SessionHeader},
    documented::{KeyErrors, NotFoundErrors, PaceErrors, ValueErrors},
    routes::own_thread,
};
use axum::extract;
use bubblechat_core::{conversation::Feedback, time::now_ms};
use bubblechat_http::{ApiError, BodyErrors, PathParams, ServerErrors, VisitorJson};
use http::StatusCode;

/// Rates a reply. The latest rating counts.
#[utoipa::path(
    put, path = "/v1/replies/{reply_id}/feedback", tag = "visitors", security(("api_key" = [])), request_body = Feedback,
    params(
        ("reply_id" = String, Path, description = "The reply"),
        SessionHeader,
    ),
    responses(
        (status = 204, description = "Stored"),
        BodyErrors,
        KeyErrors,
        NotFoundErrors,
        ValueErrors,
        PaceErrors,
        ServerErrors,
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
    let thread = own_thread(&state, &caller, &session).await?;
    let is_there = thread.rate(&reply_id(&reply)?, &feedback, now_ms()).await?;
    is_there.then_some(StatusCode::NO_CONTENT).ok_or_else(no_such_reply)
}
