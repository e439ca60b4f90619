//! Who calls a route that scripts may call, too: an operator, or a service token on behalf of the operator who made it.

use crate::{
    State,
    access::Need,
    api_key::token_of,
    session::{SignedIn, slug_of},
};
use axum::extract::FromRequestParts;
use bubblechat_core::{
    audit::{Action, Actor, AuditEntry},
    service_token::ServiceToken,
    store::{Operator, TokenRecord},
    time::{HOUR_MS, now_ms},
};
use bubblechat_http::{ApiError, ErrorCode, visitor_address};
use http::request::Parts;

/// The caller. A route that extracts it is private.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The operator, with no more role and tenants than the token has.
    pub(crate) operator: Operator,
    token: Option<TokenRecord>,
    address: String,
}

impl FromRequestParts<State> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let Some(text) = token_of(parts) else {
            let SignedIn { operator, address, .. } = SignedIn::from_request_parts(parts, state).await?;
            return Ok(Self { operator, token: None, address });
        };
        let (operator, token) = check(state, &text).await?;
        Need::of(parts)?.judge(operator.role, &operator.tenants, &slug_of(parts, state).await?)?;
        Ok(Self { operator, token: Some(token), address: visitor_address(&parts.headers).network() })
    }
}

/// A token's record, and its maker as far as the token goes.
async fn check(state: &State, text: &str) -> Result<(Operator, TokenRecord), ApiError> {
    let (now_ms, secret) = (now_ms(), state.secrets.get().await.map_err(ApiError::internal)?);
    let token = ServiceToken::parse(text, &secret.key_tag)?;
    let record = state.store.token(&token.id(), now_ms).await?;
    // Compared in constant time.
    let record = record.filter(|record| record.hash == token.hash());
    let record = record.ok_or_else(|| ApiError::of(ErrorCode::InvalidToken))?;
    let maker = state.store.operator(&record.maker).await?.filter(|maker| !maker.is_disabled);
    let maker = maker.ok_or_else(|| ApiError::of(ErrorCode::InvalidToken))?;
    if record.used_at_ms.is_none_or(|used_at_ms| now_ms - used_at_ms >= HOUR_MS)
        && let Err(error) = state.store.note_token_use(&record.id, now_ms).await
    {
        tracing::warn!(%error, "a token's use could not be noted");
    }
    let (role, tenants) = (maker.role.min(record.role), maker.tenants.within(&record.tenants));
    Ok((Operator { role, tenants, ..maker }, record))
}

impl Caller {
    /// An entry for the audit: what the caller does.
    pub(crate) fn does(&self, action: Action) -> AuditEntry {
        let actor = Actor {
            operator: Some(self.operator.id.clone()),
            name: self.operator.email.clone(),
            token: self.token.as_ref().map(|token| format!("{} ({})", token.id.as_str(), token.name)),
            address: self.address.clone(),
        };
        AuditEntry::new(actor, action, now_ms())
    }
}
