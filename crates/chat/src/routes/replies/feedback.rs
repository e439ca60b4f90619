//! `PUT /v1/replies/{reply_id}/feedback`

use super::{no_such_reply, reply_id};
use crate::{
    State,
    caller::{Caller, Session, SessionHeader},
    documented::{KeyErrors, NotFoundErrors, PaceErrors, ValueErrors},
    routes::own_thread,
};
use axum::extract;
use bubblechat_core::{
    conversation::{Feedback, Turn},
    time::now_ms,
    usage::Rated,
};
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
    let (thread, key) = own_thread(&state, &caller, &session).await?;
    let now_ms = now_ms();
    let turn = thread.rate(&reply_id(&reply)?, &feedback, now_ms).await?.ok_or_else(no_such_reply)?;
    if key.preview_in.is_none() {
        let Turn { created_at_ms: at_ms, reply_id, engine, .. } = turn;
        let rated = Rated { at_ms, reply_id, engine, rating: feedback.rating };
        state.store.put_rating(thread.tenant(), &rated, now_ms).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
