//! `GET /v1/admin/sessions`

use crate::{State, documented::SessionErrors, session::SignedIn};
use axum::{Json, extract};
use bubblechat_core::{
    store::Session,
    time::{now_ms, rfc3339},
};
use bubblechat_http::{ApiError, ServerErrors};
use serde::Serialize;

/// Where the operator is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SessionList {
    /// The sessions that have not ended, oldest first.
    items: Vec<SessionItem>,
}

/// A place where the operator is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SessionItem {
    /// Its id, with which it can be ended.
    #[schema(example = "0c2ce3a16f0e4d9b8f576a4a3a0d3b6e")]
    id: String,
    /// Whether this is the session of the request.
    is_current: bool,
    /// When it began, in RFC 3339.
    #[schema(format = DateTime, example = "2026-11-20T14:00:00.000Z")]
    created_at: String,
    /// When it was last used, to within ten minutes, in RFC 3339.
    #[schema(format = DateTime, example = "2026-11-20T14:30:00.000Z")]
    seen_at: String,
    /// When it ends however much it is used, in RFC 3339.
    #[schema(format = DateTime, example = "2026-11-21T02:00:00.000Z")]
    ends_at: String,
    /// The network address at its beginning: an IPv4 address, or the /64 of an IPv6 address.
    #[schema(example = "192.0.2.7")]
    address: String,
    /// The `User-Agent` at its beginning, up to 200 characters.
    #[schema(example = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    user_agent: String,
}

impl SessionItem {
    fn of(session: Session, current: &str) -> Self {
        Self {
            is_current: session.id == current,
            id: session.id,
            created_at: rfc3339(session.created_at_ms),
            seen_at: rfc3339(session.seen_at_ms),
            ends_at: rfc3339(session.ends_at_ms),
            address: session.address,
            user_agent: session.user_agent,
        }
    }
}

/// Lists where the operator is signed in.
#[utoipa::path(
    get,
    path = "/v1/admin/sessions",
    operation_id = "list_sessions",
    tag = "session",
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "The sessions", body = SessionList), SessionErrors, ServerErrors)
)]
pub(crate) async fn list_sessions(
    extract::State(state): extract::State<State>,
    SignedIn { operator, session, .. }: SignedIn,
) -> Result<Json<SessionList>, ApiError> {
    let sessions = state.store.sessions(&operator, now_ms()).await?;
    Ok(Json(SessionList { items: sessions.into_iter().map(|each| SessionItem::of(each, &session.id)).collect() }))
}
