//! `PUT /v1/admin/tenants/{slug}/provider-key`

use super::secret_name;
use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, RuleErrors, SessionErrors, TenantPath},
    tenant::no_tenant,
};
use axum::extract;
use bubblechat_core::{
    Invalid,
    audit::Action,
    seal::{Purpose, SealedKey},
    store::SecretSet,
    tenant::{HeaderName, Provider, SecretName},
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, PathParams, ServerErrors, StrictJson};
use http::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

/// A provider's key, or the value of a header that an engine sends to it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"provider": "openai", "key": "sk-0123456789abcdef"}))]
pub(crate) struct ProviderKey {
    /// The provider that the key is for.
    provider: Provider,
    /// The host that the key is for, with its port unless that is 443; the provider's own if left out. It is sent nowhere else.
    #[schema(example = "llm.example", max_length = 300)]
    host: Option<String>,
    /// The header whose value this is; the key if left out.
    header: Option<HeaderName>,
    /// The key, or the header's value, 1–1,000 visible characters; spaces only inside a header's value. Stored encrypted and never shown again.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 1000, pattern = "^[ -~]+$")]
    key: SecretString,
}

/// Sets a provider's key, or the value of a header.
///
/// Keys are write-only. The tenant document shows which ones are set.
#[utoipa::path(
    put,
    path = "/v1/admin/tenants/{slug}/provider-key",
    operation_id = "set_provider_key",
    tag = "tenants",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath, ConfirmationHeader),
    request_body = ProviderKey,
    responses(
        (status = 204, description = "Set"),
        (status = 409, description = "`too_many_secrets`: the tenant has 100 already", body = ErrorBody),
        BodyErrors,
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn set_provider_key(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    StrictJson(ProviderKey { provider, host, header, key }): StrictJson<ProviderKey>,
) -> Result<StatusCode, ApiError> {
    let name = secret_name(provider, host, header)?;
    check_secret(&name, key.expose_secret())?;
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let sealed = SealedKey::seal(&secret.master, Purpose::Tenant(&slug, &name), &key).map_err(ApiError::internal)?;
    let store = state.store.noting(caller.does(Action::ProviderKeySet).to_tenant(&slug).about(name.to_string()));
    match store.set_provider_key(&slug, &name, &sealed).await? {
        SecretSet::Done => Ok(StatusCode::NO_CONTENT),
        SecretSet::Missing => Err(no_tenant(&slug)),
        SecretSet::TooMany => Err(ApiError::of(ErrorCode::TooManySecrets)),
    }
}

/// A header's value may have spaces inside.
fn check_secret(name: &SecretName, text: &str) -> Result<(), Invalid> {
    let may_have_spaces = name.header.is_some() && text.trim() == text;
    let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic() || (may_have_spaces && byte == b' '));
    if (1..=1000).contains(&text.len()) && is_visible {
        return Ok(());
    }
    Err(Invalid::new("key must be 1 to 1,000 visible characters without spaces. Copy it again."))
}
