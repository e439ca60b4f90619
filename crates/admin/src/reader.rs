//! Who may read what a tenant has: operators, and the tenant's own secret keys with the scope for it.

use crate::{
    State,
    api_key::{API_KEY, token_of},
    caller::Caller,
    session::slug_of,
    tenant::no_tenant,
};
use axum::extract::FromRequestParts;
use bubblechat_core::{
    Slug,
    access::{self, Denied, Source},
    key::{ApiKey, KeyKind, Scope},
    time::now_ms,
};
use bubblechat_http::ApiError;
use http::request::Parts;

/// The right to read the conversations of the tenant that the route's `{slug}` names.
#[derive(Debug)]
pub(crate) struct ConversationReader;

impl FromRequestParts<State> for ConversationReader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        check(parts, state, Scope::ConversationsRead).await.map(|()| Self)
    }
}

/// The right to read the usage of the tenant that the route's `{slug}` names.
#[derive(Debug)]
pub(crate) struct UsageReader;

impl FromRequestParts<State> for UsageReader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        check(parts, state, Scope::UsageRead).await.map(|()| Self)
    }
}

/// Refuses who is neither signed in nor has a key of the named tenant with the scope.
async fn check(parts: &mut Parts, state: &State, scope: Scope) -> Result<(), ApiError> {
    let key = parts.headers.get(API_KEY).filter(|_| token_of(parts).is_none());
    let Some(key) = key else { return Caller::from_request_parts(parts, state).await.map(|_| ()) };
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let key = ApiKey::parse(key.to_str().unwrap_or_default(), &secret.key_tag)?;
    // Refuse a publishable key without revealing whether it is valid: it is public, so it must never read such things.
    if key.kind != KeyKind::Secret {
        return Err(Denied::WrongKind.into());
    }
    let access = state.store.access(&key.tenant, &key.id()).await?;
    let (tenant, _) = access::open(access, &key, Source::default(), scope, now_ms())?;
    let slug = slug_of(parts, state).await?;
    if slug == tenant.slug.as_str() {
        return Ok(());
    }
    // The same answer for somebody else's tenant and for one that does not exist.
    Err(Slug::parse(&slug).map_or_else(|_| ApiError::not_found("This tenant does not exist."), |slug| no_tenant(&slug)))
}
