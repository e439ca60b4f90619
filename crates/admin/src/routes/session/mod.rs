//! Signing in and out.

mod attempt;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod me;
pub(crate) mod password;

use crate::session::SignedIn;
use axum::{Json, response::AppendHeaders};
use bubblechat_core::time::rfc3339;
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
    pub(super) fn of(signed_in: &SignedIn) -> Self {
        let expires_at_ms = i64::try_from(signed_in.expires_at_s).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
        let session = &signed_in.session;
        Self {
            email: signed_in.operator.email.clone(),
            expires_at: rfc3339(expires_at_ms),
            ends_at: rfc3339(session.ends_at_ms),
        }
    }
}

/// A new session: its cookies, and whose it is.
pub(super) type NewSession = (AppendHeaders<Vec<(HeaderName, HeaderValue)>>, Json<SessionView>);

pub(super) fn new_session(signed_in: &SignedIn, cookies: impl IntoIterator<Item = HeaderValue>) -> NewSession {
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect();
    (AppendHeaders(cookies), Json(SessionView::of(signed_in)))
}
