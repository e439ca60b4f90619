//! What the OpenAPI document says besides the routes themselves: security, groups, shared parameters and refusals.

use bubblechat_core::{Slug, conversation::ConversationId, key::KeyId};
use bubblechat_http::{ErrorBody, ErrorDetail, FieldProblem};
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
        description = "Chat widgets for many customers: what a widget calls, and what operators set up.\n\n\
                       Times are RFC 3339 in UTC. Lists come in pages: send the `cursor` of one page to get the next."
    ),
    tags(
        (name = "session", description = "Signing in and out."),
        (name = "tenants", description = "A tenant is one customer's chat: its look, prompt, engines, origins and limits."),
        (name = "keys", description = "API keys: publishable ones for web pages, secret ones for servers."),
        (name = "conversations", description = "What visitors wrote and what was answered."),
        (name = "documentation", description = "This document."),
    ),
    components(schemas(ErrorBody, ErrorDetail, FieldProblem)),
    modifiers(&Security),
)]
pub(crate) struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let cookie = ApiKeyValue::with_description(
            "__Host-bc_session",
            "Set by `POST /v1/admin/login`; `bc_session` on plain-http loopback. Unsafe methods also need `X-BubbleChat: 1`.",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The same token. Behind CloudFront the header does not arrive: use the cookie there."));
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    }
}

/// The value of the header that no other site can make a browser send.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes a header")]
pub(crate) enum Confirmation {
    /// Yes.
    #[serde(rename = "1")]
    Yes,
}

/// Where a session is by cookie.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what the extractor SignedIn reads")]
pub(crate) struct ConfirmationHeader {
    /// Needed when the session comes as a cookie, so that no other site can act in the operator's name.
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

/// The refusals of every private route.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum SessionErrors {
    /// `not_signed_in`, `invalid_session`, `session_expired`, `session_ended`: sign in (again).
    #[response(status = 401)]
    NotSignedIn(ErrorBody),
}

/// The refusals of a route that a secret key may call, too.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum ReaderErrors {
    /// `not_signed_in`, `invalid_session`, `session_expired`, `session_ended`: sign in (again); `invalid_key`, `key_revoked`, `key_expired`:
    /// the header `X-API-Key` holds no key that works.
    #[response(status = 401)]
    Unknown(ErrorBody),
    /// `wrong_key_kind`, `missing_scope`: the key is not a secret one with the scope `conversations:read`.
    #[response(status = 403)]
    MayNot(ErrorBody),
}

/// The refusal of a private route that changes something.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum ConfirmationErrors {
    /// `csrf_header_missing`: the session came as a cookie, without `X-BubbleChat: 1`.
    #[response(status = 403)]
    Missing(ErrorBody),
}

/// The refusal of what is not there.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum NotFoundErrors {
    /// `not_found`: there is no such tenant, or it has no such thing.
    #[response(status = 404)]
    NotFound(ErrorBody),
}

/// The refusal of a page that is not there.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum PagingErrors {
    /// `invalid_query`, `invalid_cursor`: the query string cannot be read, `limit` is out of range, or the cursor is of another list.
    #[response(status = 400)]
    BadPage(ErrorBody),
}

/// The refusals of a body whose content breaks a rule.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum RuleErrors {
    /// `invalid_request`: a field breaks its rule, and the message names it; `unknown_field`: there is no such field.
    #[response(status = 422)]
    Broken(ErrorBody),
}
