//! Who may read a tenant's conversations: operators, and the tenant's own secret keys with the scope `conversations:read`.

use crate::{State, session::SignedIn, tenant::no_tenant};
use axum::extract::{FromRequestParts, RawPathParams};
use bubblechat_core::{
    Slug,
    access::{self, Denied, Source},
    key::{ApiKey, KeyKind, Scope},
    time::now_ms,
};
use bubblechat_http::ApiError;
use http::{HeaderName, request::Parts};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The right to read the conversations of the tenant that the route's `{slug}` names.
#[derive(Debug)]
pub(crate) struct ConversationReader;

impl FromRequestParts<State> for ConversationReader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let Some(key) = parts.headers.get(API_KEY) else {
            return SignedIn::from_request_parts(parts, state).await.map(|_| Self);
        };
        let secret = state.secrets.get().await.map_err(ApiError::internal)?;
        let key = ApiKey::parse(key.to_str().unwrap_or_default(), &secret.key_tag)?;
        // Refuse a publishable key without revealing whether it is valid: it is public, so it must never read conversations.
        if key.kind != KeyKind::Secret {
            return Err(Denied::WrongKind.into());
        }
        let access = state.store.access(&key.tenant, &key.id()).await?;
        let (tenant, _) = access::open(access, &key, Source::default(), Scope::ConversationsRead, now_ms())?;
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(ApiError::internal)?;
        let slug = params.iter().find_map(|(name, value)| (name == "slug").then_some(value)).unwrap_or_default();
        if slug == tenant.slug.as_str() {
            return Ok(Self);
        }
        // The same answer for somebody else's tenant and for one that does not exist.
        Err(Slug::parse(slug)
            .map_or_else(|_| ApiError::not_found("This tenant does not exist."), |slug| no_tenant(&slug)))
    }
}
