//! `POST /v1/admin/tenants/{slug}/keys`

use super::{KeyDescription, subject};
use crate::{
    State,
    caller::Caller,
    documented::{ConfirmationErrors, ConfirmationHeader, NotFoundErrors, RuleErrors, SessionErrors, TenantPath},
    tenant::require_tenant,
};
use axum::{Json, extract};
use bubblechat_core::{
    Invalid, Slug,
    audit::Action,
    key::{ApiKey, KeyKind, Scope},
    secret::KeyRing,
    store::KeyRecord,
    time::{now_ms, parse_rfc3339},
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, PathParams, ServerErrors, StrictJson};
use http::StatusCode;
use serde::{Deserialize, Serialize};

/// How many working keys a tenant can have.
const MAX_LIVE_KEYS: usize = 50;

/// A new key.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(example = json!({"name": "Web shop", "kind": "publishable"}))]
pub(crate) struct KeyInput {
    /// A name for the key, 1–80 characters.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Where it may be used.
    kind: KeyKind,
    /// What a secret key may do. The default is `["chat"]`. Not for publishable keys.
    scopes: Option<Vec<Scope>>,
    /// The key's own limit of messages per minute, in place of the tenant's: 1–1,000.
    #[schema(minimum = 1, maximum = 1000)]
    per_minute: Option<u32>,
    /// When the key expires, in RFC 3339. By default it never does.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

/// A new key. Only this response shows a secret key.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct NewKey {
    /// The key. Copy a secret key now: it is not stored and cannot be shown again.
    #[schema(example = "bc_pk_acme_4bRk2mQe7Xw9TzL1pVs6Hd3Jf8Yc5NaG")]
    key: String,
    #[serde(flatten)]
    about: KeyDescription,
}

impl NewKey {
    pub(super) fn of(key: &ApiKey, record: KeyRecord) -> Self {
        Self { key: key.expose().to_owned(), about: KeyDescription::new(record, None) }
    }
}

/// Creates a key.
#[utoipa::path(
    post,
    path = "/v1/admin/tenants/{slug}/keys",
    operation_id = "create_key",
    tag = "keys",
    security(("session" = []), ("bearer" = [])),
    params(TenantPath, ConfirmationHeader),
    request_body = KeyInput,
    responses(
        (status = 201, description = "Created", body = NewKey),
        BodyErrors,
        SessionErrors,
        ConfirmationErrors,
        NotFoundErrors,
        (status = 409, description = "`too_many_keys`: the tenant already has 50 working keys; revoke one", body = ErrorBody),
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn create_key(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathParams(TenantPath { slug }): PathParams<TenantPath>,
    StrictJson(input): StrictJson<KeyInput>,
) -> Result<(StatusCode, Json<NewKey>), ApiError> {
    let now_ms = now_ms();
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let (key, record) = make(&slug, &secret.key_tag, input, now_ms)?;
    require_tenant(&state.store, &slug).await?;
    let keys = state.store.keys(&slug).await?;
    if keys.iter().filter(|key| is_live(key, now_ms)).count() >= MAX_LIVE_KEYS {
        let message = format!("This tenant already has {MAX_LIVE_KEYS} working keys. {}", ErrorCode::TooManyKeys.fix());
        return Err(ApiError::new(ErrorCode::TooManyKeys, message));
    }
    let store = state.store.noting(caller.does(Action::KeyCreated).to_tenant(&slug).about(subject(&record)));
    store.create_key(&slug, &record).await?;
    Ok((StatusCode::CREATED, Json(NewKey::of(&key, record))))
}

fn make(slug: &Slug, tags: &KeyRing, input: KeyInput, now_ms: i64) -> Result<(ApiKey, KeyRecord), Invalid> {
    let name = input.name.trim();
    if !(1..=80).contains(&name.chars().count()) {
        return Err(Invalid::new("name must have 1 to 80 characters."));
    }
    if input.per_minute.is_some_and(|limit| !(1..=1000).contains(&limit)) {
        return Err(Invalid::new("per_minute must be from 1 to 1,000."));
    }
    let in_the_future = |text: &str| parse_rfc3339(text).filter(|at_ms| *at_ms > now_ms);
    let expires_at_ms = input.expires_at.as_deref().map(|text| {
        in_the_future(text).ok_or_else(|| {
            Invalid::new("expires_at must be a future time in RFC 3339, for example \"2030-01-31T12:00:00Z\".")
        })
    });
    let (scopes, expires_at_ms) = (scopes(input.kind, input.scopes)?, expires_at_ms.transpose()?);
    let key = ApiKey::generate(input.kind, slug, tags);
    let record =
        KeyRecord { scopes, per_minute: input.per_minute, expires_at_ms, ..KeyRecord::new(&key, name, now_ms) };
    Ok((key, record))
}

fn scopes(kind: KeyKind, named: Option<Vec<Scope>>) -> Result<Vec<Scope>, Invalid> {
    match (kind, named) {
        (KeyKind::Publishable, None) => Ok(Vec::new()),
        (KeyKind::Publishable, Some(_)) => {
            Err(Invalid::new("Only secret keys have scopes. A publishable key may chat from the tenant's origins."))
        }
        (KeyKind::Secret, None) => Ok(vec![Scope::Chat]),
        (KeyKind::Secret, Some(scopes)) if scopes.is_empty() => {
            Err(Invalid::new("scopes must name at least one of \"chat\", \"conversations:read\" and \"usage:read\"."))
        }
        (KeyKind::Secret, Some(mut scopes)) => {
            scopes.sort_unstable();
            scopes.dedup();
            Ok(scopes)
        }
    }
}

fn is_live(key: &KeyRecord, now_ms: i64) -> bool {
    key.revoked_at_ms.is_none() && key.expires_at_ms.is_none_or(|at_ms| at_ms > now_ms)
}
