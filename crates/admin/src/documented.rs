//! What the OpenAPI document contains besides the routes themselves: security, groups, shared parameters and shared errors.

use bubblechat_core::{Slug, conversation::ConversationId, key::KeyId};
use bubblechat_http::{ErrorBody, ErrorCode, ErrorDetail, FieldProblem};
use serde::{Deserialize, Serialize};
use utoipa::{
    Modify,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

#[derive(utoipa::OpenApi)]
#[openapi(
    // The head of the merged document: the other functions' routes are added to this one.
    info(
        title = "BubbleChat API",
        description = "Chat widgets for many customers: the routes that widgets call, and those with which operators manage tenants.\n\n\
                       Times are RFC 3339 in UTC. Lists are paginated: send the `cursor` of one page to get the next."
    ),
    tags(
        (name = "session", description = "Signing in and out."),
        (name = "operators", description = "The team: who may sign in, in which role and for which tenants."),
        (name = "tokens", description = "Service tokens, with which scripts call the operators' routes."),
        (name = "audit", description = "Who changed what, and when."),
        (name = "tenants", description = "A tenant is one customer's chat: its look, prompt, engines, origins and limits."),
        (name = "keys", description = "API keys: publishable ones for web pages, secret ones for servers."),
        (name = "conversations", description = "What visitors asked and what was answered."),
        (name = "usage", description = "What answers took: messages, model tokens, cost and how replies ended."),
        (name = "documentation", description = "This document."),
    ),
    components(schemas(ErrorBody, ErrorCode, ErrorDetail, FieldProblem)),
    modifiers(&Security),
)]
pub(crate) struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let cookie = ApiKeyValue::with_description(
            "__Host-bc_session",
            "Set by `POST /v1/admin/login`; called `bc_session_` and the console's port by a local server without TLS. Unsafe methods also need `X-BubbleChat: 1`.",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(
            "The same token as in the cookie. CloudFront drops this header, so use the cookie there.",
        ));
        let token = ApiKeyValue::with_description(
            "X-API-Key",
            "A service token (`bc_at_…`), which scripts use instead of a session. It goes no further than the operator who made it.",
        );
        components.add_security_scheme("service_token", SecurityScheme::ApiKey(ApiKey::Header(token)));
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    }
}

/// The value of the header that other sites cannot make a browser send.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes a header")]
pub(crate) enum Confirmation {
    /// Yes.
    #[serde(rename = "1")]
    Yes,
}

/// The header that a session by cookie needs.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what the extractor SignedIn reads")]
pub(crate) struct ConfirmationHeader {
    /// Required if the session comes as a cookie, so that no other site can act on the operator's behalf.
    #[param(rename = "X-BubbleChat", required = false, inline, example = "1")]
    confirmation: Confirmation,
}

/// A tenant's address.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct TenantPath {
    /// The tenant's slug.
    #[param(inline)]
    pub(crate) slug: Slug,
}

/// A key's address.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct KeyPath {
    /// The tenant's slug.
    #[param(inline)]
    pub(crate) slug: Slug,
    /// The key's id.
    #[param(inline)]
    pub(crate) id: KeyId,
}

/// A conversation's address.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ConversationPath {
    /// The tenant's slug.
    #[param(inline)]
    pub(crate) slug: Slug,
    /// The conversation's id.
    #[param(inline)]
    pub(crate) id: ConversationId,
}

/// The errors of every private route.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum SessionErrors {
    /// `not_signed_in`, `invalid_session`, `session_expired`, `session_ended`: sign in, or sign in again.
    #[response(status = 401)]
    NotSignedIn(ErrorBody),
}

/// The errors of a route that secret keys may call, too.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum ReaderErrors {
    /// `not_signed_in`, `invalid_session`, `session_expired`, `session_ended`: sign in, or sign in again; `invalid_key`, `key_revoked`,
    /// `key_expired`: the key in the header `X-API-Key` is not valid.
    #[response(status = 401)]
    Unknown(ErrorBody),
    /// `wrong_key_kind`, `missing_scope`: the key is not a secret key with the scope that the route names.
    #[response(status = 403)]
    MayNot(ErrorBody),
}

/// The error of a private route that changes something.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum ConfirmationErrors {
    /// `csrf_header_missing`: the session came as a cookie without `X-BubbleChat: 1`.
    #[response(status = 403)]
    Missing(ErrorBody),
}

/// The error for what does not exist.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum NotFoundErrors {
    /// `not_found`: the tenant, or what is asked of it, does not exist.
    #[response(status = 404)]
    NotFound(ErrorBody),
}

/// The error for a query string that breaks a rule.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum QueryErrors {
    /// `invalid_query`: the query string is invalid; the message says what it may be.
    #[response(status = 400)]
    BadQuery(ErrorBody),
}

/// The error for a page that cannot be served.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum PagingErrors {
    /// `invalid_query`, `invalid_cursor`: the query string is invalid, `limit` is out of range, or the cursor belongs to another list.
    #[response(status = 400)]
    BadPage(ErrorBody),
}

/// The errors for a body that breaks a rule.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum RuleErrors {
    /// `invalid_request`: a field breaks a rule, and the message names both; `unknown_field`: the body has a field that does not exist.
    #[response(status = 422)]
    Broken(ErrorBody),
}
