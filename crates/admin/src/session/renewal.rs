//! A session that is used goes on: a request renews its cookie.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, header};
use std::sync::{Arc, OnceLock};

/// The new cookie of a request's session, if the request renewed it.
#[derive(Debug, Clone, Default)]
pub(super) struct Renewal(Arc<OnceLock<HeaderValue>>);

impl Renewal {
    pub(super) fn set(&self, cookie: HeaderValue) {
        // A request whose route asks twice who is signed in has one new cookie.
        self.0.set(cookie).ok();
    }
}

/// Sends the new cookie with the response, unless the route sets or clears the session itself.
pub(crate) async fn send_renewal(mut request: Request, next: Next) -> Response {
    let renewal = Renewal::default();
    request.extensions_mut().insert(renewal.clone());
    let mut response = next.run(request).await;
    if let Some(cookie) = renewal.0.get().filter(|_| !response.headers().contains_key(header::SET_COOKIE)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie.clone());
    }
    response
}
