//! Signing in and out.

mod attempt;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod me;
pub(crate) mod password;
pub(crate) mod second_factor;

use crate::session::BegunSession;
use axum::{Json, response::AppendHeaders};
use bubblechat_core::{
    store::{Operator, Session},
    time::rfc3339,
};
use http::{HeaderName, HeaderValue, header};
use serde::Serialize;

/// A session.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SessionView {
    /// The operator's e-mail address.
    #[schema(example = "ada@acme.example")]
    email: String,
    /// When the session ends unless it is used, in RFC 3339.
    #[schema(format = DateTime, example = "2026-11-20T15:00:00.000Z")]
    expires_at: String,
    /// When the session ends however much it is used, in RFC 3339.
    #[schema(format = DateTime, example = "2026-11-21T02:00:00.000Z")]
    ends_at: String,
}

impl SessionView {
    pub(super) fn of(operator: &Operator, session: &Session, expires_at_s: u64) -> Self {
        let expires_at_ms = i64::try_from(expires_at_s).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
        Self { email: operator.email.clone(), expires_at: rfc3339(expires_at_ms), ends_at: rfc3339(session.ends_at_ms) }
    }
}

/// A new session: its cookies, and whose it is.
pub(super) type NewSession = (AppendHeaders<Vec<(HeaderName, HeaderValue)>>, Json<SessionView>);

/// With the cookie of a device that is known from now on, if there is one.
pub(super) fn new_session(operator: &Operator, begun: BegunSession, device: Option<HeaderValue>) -> NewSession {
    let view = SessionView::of(operator, &begun.session, begun.expires_at_s);
    let cookies = [begun.cookie].into_iter().chain(device).map(|cookie| (header::SET_COOKIE, cookie)).collect();
    (AppendHeaders(cookies), Json(view))
}
