//! `POST /v1/replies/{reply_id}/stop`

use super::{no_such_reply, reply_id};
use crate::{
    State,
    caller::{Caller, Session, SessionHeader},
    documented::{KeyErrors, NotFoundErrors, PaceErrors, ValueErrors},
    routes::own_thread,
};
use axum::extract;
use bubblechat_core::time::now_ms;
use bubblechat_http::{ApiError, PathParams, ServerErrors};
use http::StatusCode;

/// Stops a reply in progress, in whichever process. The text so far is kept, with the status `stopped`.
///
/// Its stream ends within about a second. A finished reply stays unchanged.
#[utoipa::path(
    post, path = "/v1/replies/{reply_id}/stop", tag = "visitors", security(("api_key" = [])),
    params(
        ("reply_id" = String, Path, description = "The reply"),
        SessionHeader,
    ),
    responses(
        (status = 204, description = "The reply is stopping or had already ended"),
        KeyErrors,
        NotFoundErrors,
        ValueErrors,
        PaceErrors,
        ServerErrors,
    )
)]
pub(crate) async fn stop(
    extract::State(state): extract::State<State>,
    PathParams(reply): PathParams<String>,
    caller: Caller,
    session: Session,
) -> Result<StatusCode, ApiError> {
    let (thread, _) = own_thread(&state, &caller, &session).await?;
    let is_there = thread.request_stop(&reply_id(&reply)?, now_ms()).await?;
    is_there.then_some(StatusCode::NO_CONTENT).ok_or_else(no_such_reply)
}
