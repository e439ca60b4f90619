//! `POST /v1/admin/tokens`

use super::TokenView;
use crate::{
    State,
    access::missing_role,
    documented::{ConfirmationHeader, RuleErrors, SessionErrors},
    routes::operators::{read_tenants, required},
    session::SignedIn,
};
use axum::{Json, extract};
use bubblechat_core::{
    Invalid, Slug,
    audit::Action,
    operator::{Role, Tenants},
    service_token::ServiceToken,
    store::{Operator, TokenRecord},
    time::{DAY_MS, now_ms, parse_rfc3339},
};
use bubblechat_http::{ApiError, BodyErrors, ErrorBody, ErrorCode, ServerErrors, StrictJson};
use http::StatusCode;
use serde::{Deserialize, Serialize};

/// How many tokens there can be.
const MAX_TOKENS: usize = 200;
/// How long a token may be valid.
const MAX_LIFE_MS: i64 = 366 * DAY_MS;

/// A new service token.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct TokenInput {
    /// A name for it, 1–80 characters.
    #[schema(min_length = 1, max_length = 80, example = "Nightly export")]
    name: String,
    /// What it may do: no more than you may.
    role: Role,
    /// With which tenants, by their slugs: 1–100 of yours, or null for all of them, also those to come.
    #[serde(deserialize_with = "required")]
    #[schema(required, min_items = 1, max_items = 100)]
    tenants: Option<Vec<Slug>>,
    /// When it expires, in RFC 3339: within 366 days.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// A new service token. Only this response shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct NewToken {
    /// The token. Copy it now: it is not stored and cannot be shown again.
    #[schema(example = "bc_at_4bRk2mQe7Xw9TzL1pVs6Hd3Jf8Yc5NaG")]
    token: String,
    #[serde(flatten)]
    about: TokenView,
}

/// Creates a service token.
///
/// Scripts send it in the header `X-API-Key` to the routes that name it. It can never do more than the operator who made it, and is refused
/// once that operator is disabled or removed.
#[utoipa::path(
    post,
    path = "/v1/admin/tokens",
    operation_id = "create_token",
    tag = "tokens",
    security(("session" = []), ("bearer" = [])),
    params(ConfirmationHeader),
    request_body = TokenInput,
    responses(
        (status = 201, description = "Created", body = NewToken),
        BodyErrors,
        SessionErrors,
        (status = 403, description = "`missing_role`: the token would have a role or tenants that you lack; `csrf_header_missing`: send `X-BubbleChat: 1`", body = ErrorBody),
        (status = 409, description = "`too_many_tokens`: there are 200 already", body = ErrorBody),
        RuleErrors,
        ServerErrors,
    )
)]
pub(crate) async fn create_token(
    extract::State(state): extract::State<State>,
    caller: SignedIn,
    StrictJson(input): StrictJson<TokenInput>,
) -> Result<(StatusCode, Json<NewToken>), ApiError> {
    let (now_ms, name) = (now_ms(), input.name.trim());
    if !(1..=80).contains(&name.chars().count()) {
        return Err(Invalid::new("name must have 1 to 80 characters.").into());
    }
    let expires_at_ms = parse_rfc3339(&input.expires_at).filter(|at| (now_ms + 1..=now_ms + MAX_LIFE_MS).contains(at));
    let expires_at_ms =
        expires_at_ms.ok_or_else(|| Invalid::new("expires_at must be a time in RFC 3339 within the next 366 days."))?;
    let tenants = read_tenants(&state, input.tenants, &Tenants::ALL).await?;
    check_reach(&caller.operator, input.role, &tenants)?;
    if state.store.tokens(now_ms).await?.len() >= MAX_TOKENS {
        return Err(ApiError::of(ErrorCode::TooManyTokens));
    }
    let secret = state.secrets.get().await.map_err(ApiError::internal)?;
    let token = ServiceToken::generate(&secret.key_tag);
    let record = TokenRecord {
        id: token.id(),
        hash: token.hash(),
        hint: token.hint(),
        name: name.to_owned(),
        role: input.role,
        tenants,
        maker: caller.operator.id.clone(),
        created_at_ms: now_ms,
        expires_at_ms,
        used_at_ms: None,
    };
    let subject = format!("{} ({name})", record.id.as_str());
    state.store.noting(caller.does(Action::TokenCreated).about(subject)).create_token(&record).await?;
    Ok((StatusCode::CREATED, Json(NewToken { token: token.expose().to_owned(), about: record.into() })))
}

/// A token for all tenants goes as far as its maker's tenants, so anybody may make one.
fn check_reach(maker: &Operator, role: Role, tenants: &Tenants) -> Result<(), ApiError> {
    if role > maker.role {
        return Err(missing_role(format!("A token of yours can have the role {} at most.", maker.role)));
    }
    match tenants.named().into_iter().flatten().find(|slug| !maker.tenants.contain(slug)) {
        Some(slug) => Err(crate::tenant::no_tenant(slug)),
        None => Ok(()),
    }
}
