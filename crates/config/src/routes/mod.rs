//! One file per endpoint.

pub(crate) mod widget_config;
pub(crate) mod widget_frame;

use crate::State;
use bubblechat_core::{
    access::{self, Denied, Source},
    key::{ApiKey, KeyKind, Scope},
    store::{KeyRecord, Tenant},
    time::{now_ms, running_ms},
};
use bubblechat_http::{ApiError, ErrorCode, site_origin, visitor_address};
use http::{HeaderMap, header};

/// Gives a publishable key from a URL access to its tenant.
async fn open(state: &State, key: &str, headers: &HeaderMap) -> Result<(Tenant, KeyRecord), ApiError> {
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let key = ApiKey::parse(key, &secret.key_tag)?;
    // A secret key must never be in a URL: refuse it without revealing whether it is valid.
    if key.kind != KeyKind::Publishable {
        return Err(Denied::WrongKind.into());
    }
    let admitted = state.pace.admit(&visitor_address(headers).network(), running_ms());
    admitted.map_err(|wait| ApiError::of(ErrorCode::TooManyRequests).retry_after(wait))?;
    let access = state.store.access(&key.tenant, &key.id()).await?;
    // An `Origin` header that isn't text matches no allowed origin.
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or("?"));
    let site = site_origin(headers);
    let source = Source { origin, site: site.as_deref(), may_lack_origin: true };
    Ok(access::open(access, &key, source, Scope::Chat, now_ms())?)
}
