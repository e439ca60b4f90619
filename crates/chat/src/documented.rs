//! What the OpenAPI document says besides the routes: security, and the refusals that they share.

use bubblechat_http::{ErrorBody, ErrorCode, ErrorDetail, FieldProblem};
use utoipa::{
    Modify,
    openapi::security::{ApiKey, ApiKeyValue, SecurityScheme},
};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "BubbleChat: chat", description = "A visitor's message in, a streamed answer out."),
    tags((name = "visitors", description = "What a widget, or your own client, calls for a visitor.")),
    components(schemas(ErrorBody, ErrorCode, ErrorDetail, FieldProblem)),
    modifiers(&Security),
)]
pub(crate) struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let key =
            "A publishable key (`bc_pk_…`, from the tenant's origins) or a secret key (`bc_sk_…`, from a server).";
        let ticket = "Comes with a reply, and is valid for that reply for ten minutes.";
        let components = openapi.components.get_or_insert_default();
        let header = ApiKey::Header(ApiKeyValue::with_description("X-API-Key", key));
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(header));
        let query = ApiKey::Query(ApiKeyValue::with_description("ticket", ticket));
        components.add_security_scheme("ticket", SecurityScheme::ApiKey(query));
    }
}

/// One event of a server-sent stream, as a client's parser gives it. `data` is JSON: the schema `Event` without its `type`.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes a stream")]
pub(crate) struct SseEvent {
    event: SseEventType,
    /// Of a token: the length in bytes of the reply so far, this piece included.
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

/// The refusals of a key.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum KeyErrors {
    /// `key_missing`, `invalid_key`, `key_revoked`, `key_expired`: the key opens nothing.
    #[response(status = 401)]
    OpensNothing(ErrorBody),
    /// `origin_not_allowed`: the tenant does not allow this page; `missing_scope`: the secret key may not do this.
    #[response(status = 403)]
    NotHere(ErrorBody),
}

/// The refusal of a session id that is missing or malformed, and of values that break a rule.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum ValueErrors {
    /// `invalid_request`: a value is missing or breaks a rule; the message says which.
    #[response(status = 422)]
    Invalid(ErrorBody),
}

/// The refusal of a reply that does not exist.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum NotFoundErrors {
    /// `not_found`: there is no such reply in this session.
    #[response(status = 404)]
    NotFound(ErrorBody),
}

/// The refusals of a message.
#[derive(Debug, utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes responses")]
pub(crate) enum MessageErrors {
    /// `message_id_reused`: the id belongs to another message.
    #[response(status = 409)]
    IdReused(ErrorBody),
    /// `invalid_request`, `unknown_engine`: a value breaks a rule; the message says which.
    #[response(status = 422)]
    Invalid(ErrorBody),
    /// `key_limit_reached`, `session_limit_reached`, `address_limit_reached`: too many messages; `Retry-After` says when there is a place.
    #[response(status = 429)]
    OverLimit(ErrorBody),
}
