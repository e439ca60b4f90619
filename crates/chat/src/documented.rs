//! What the OpenAPI document says besides the routes: security, and the refusals that they share.

use bubblechat_http::{ErrorBody, ErrorCode, ErrorDetail, FieldProblem};
use utoipa::{
    Modify,
    openapi::security::{ApiKey, ApiKeyValue, SecurityScheme},
};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "BubbleChat: chat", description = "Takes a visitor's message and streams the reply."),
    tags((name = "visitors", description = "What a widget or your own client calls for a visitor.")),
    components(schemas(ErrorBody, ErrorCode, ErrorDetail, FieldProblem)),
    modifiers(&Security),
)]
pub(crate) struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let key = "A publishable key (`bc_pk_…`, on the tenant's origins) or a secret key (`bc_sk_…`, on a server).";
        let ticket = "Comes with a reply, and is valid for that reply for ten minutes.";
        let components = openapi.components.get_or_insert_default();
        let header = ApiKey::Header(ApiKeyValue::with_description("X-API-Key", key));
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(header));
        let query = ApiKey::Query(ApiKeyValue::with_description("ticket", ticket));
        components.add_security_scheme("ticket", SecurityScheme::ApiKey(query));
    }
}

/// A server-sent event, as a client's parser returns it. `data` is JSON: the schema `Event` without its `type`.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes a stream")]
pub(crate) struct SseEvent {
    event: SseEventType,
    /// For tokens: the length in bytes of the reply so far, including this piece.
    #[schema(pattern = "^[0-9]+$", example = "42", nullable = false)]
    id: Option<String>,
    #[schema(example = r#"{"content":"We are open "}"#)]
    data: String,
}

/// The type of an event.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "describes a stream")]
pub(crate) enum SseEventType {
    Start,
    Token,
    Done,
    Error,
}

/// The errors of a key.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum KeyErrors {
    /// `key_missing`, `invalid_key`, `key_revoked`, `key_expired`: the key is missing or not valid.
    #[response(status = 401)]
    OpensNothing(ErrorBody),
    /// `origin_not_allowed`: the tenant does not allow this page's origin; `missing_scope`: the secret key lacks the scope.
    #[response(status = 403)]
    NotHere(ErrorBody),
}

/// The error for a missing or malformed session id, and for values that break a rule.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum ValueErrors {
    /// `invalid_request`: a value is missing or breaks a rule. The message says which.
    #[response(status = 422)]
    Invalid(ErrorBody),
}

/// The refusal of a caller that calls too often.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum PaceErrors {
    /// `too_many_requests`: too many calls from this network address. `Retry-After` says when to try again.
    #[response(status = 429)]
    TooMany(ErrorBody),
}

/// The refusal of a reply that does not exist.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum NotFoundErrors {
    /// `not_found`: the session has no such reply.
    #[response(status = 404)]
    NotFound(ErrorBody),
}

/// The errors of a message.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum MessageErrors {
    /// `message_id_reused`: the id belongs to another message.
    #[response(status = 409)]
    IdReused(ErrorBody),
    /// `invalid_request`, `unknown_engine`: a value breaks a rule. The message says which.
    #[response(status = 422)]
    Invalid(ErrorBody),
    /// `key_limit_reached`, `session_limit_reached`, `address_limit_reached`: too many messages; `too_many_streams`: too many open streams.
    /// `Retry-After` says when to try again.
    #[response(status = 429)]
    OverLimit(ErrorBody),
}
