//! The one table of error codes: what callers match on, its status, what it means and what to do about it. The OpenAPI document, `/docs` and
//! the TypeScript types are generated from it.

use bubblechat_core::engine::{Cause, Problem};
use http::StatusCode;
use serde::{Serialize, Serializer};
use std::fmt;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, schema::Schema},
};

macro_rules! error_codes {
    ($($variant:ident $code:literal $status:ident $meaning:literal $fix:literal)+) => {
        /// A stable code for programs, in the error envelope and in a stream's `error` event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = $meaning] $variant,)+
        }

        impl ErrorCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code as programs see it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The status of a response with this code.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }

            /// A sentence that says what happened.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }

            /// A sentence that says what the caller can do about it.
            pub const fn fix(self) -> &'static str {
                match self { $(Self::$variant => $fix,)+ }
            }
        }
    };
}

error_codes! {
    // The request itself.
    InvalidJson "invalid_json" BAD_REQUEST "The body is not JSON." "Send one JSON object."
    InvalidUtf8 "invalid_utf8" BAD_REQUEST "The body is not UTF-8." "Send JSON encoded as UTF-8."
    IncompleteBody "incomplete_body" BAD_REQUEST "The body ended early." "Send the request again."
    BodyTooSlow "body_too_slow" REQUEST_TIMEOUT "The body did not arrive within 30 seconds." "Send the request again."
    UnknownHost "unknown_host" MISDIRECTED_REQUEST "This server does not go by that name." "Use its address, or start it with --host and the name."
    InvalidQuery "invalid_query" BAD_REQUEST "A parameter of the query string is missing or invalid." "See /docs for this route's parameters."
    InvalidCursor "invalid_cursor" BAD_REQUEST "The cursor belongs to another list." "Send the cursor of this list's previous page, or none to start over."
    InvalidIfMatch "invalid_if_match" BAD_REQUEST "The If-Match header is not a revision." "Send the revision that you read, for example If-Match: \"7\"."
    NotFound "not_found" NOT_FOUND "There is nothing at this address." "Check the address. /docs lists every route."
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED "This route does not support that method." "See /docs for the methods it supports."
    NotAcceptable "not_acceptable" NOT_ACCEPTABLE "The Accept header names no format that this route can send." "Accept text/event-stream, application/x-ndjson or application/json."
    BodyTooLarge "body_too_large" PAYLOAD_TOO_LARGE "The body is larger than 64 KiB." "Send less at once."
    BodyHashMismatch "body_hash_mismatch" FORBIDDEN "The header x-amz-content-sha256 is missing or does not match the body." "Send the body's SHA-256 in hex. CloudFront refuses everything else."
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE "The Content-Type is not JSON." "Send the header Content-Type: application/json."
    InvalidRequest "invalid_request" UNPROCESSABLE_ENTITY "A value breaks a rule." "The message names the field and the rule."
    UnknownField "unknown_field" UNPROCESSABLE_ENTITY "The body has a field that does not exist." "Check the spelling. /docs lists every field."
    PreconditionRequired "precondition_required" PRECONDITION_REQUIRED "The If-Match header is missing." "Send the revision that you read, so that nobody's edit is lost."

    // API keys.
    KeyMissing "key_missing" UNAUTHORIZED "The request has no API key." "Send the tenant's API key in the header X-API-Key."
    InvalidKey "invalid_key" UNAUTHORIZED "This API key does not exist." "Copy it again from the dashboard, under \"Keys and origins\"."
    KeyRevoked "key_revoked" UNAUTHORIZED "This API key was revoked." "Use another key."
    KeyExpired "key_expired" UNAUTHORIZED "This API key has expired." "Use another key."
    WrongKeyKind "wrong_key_kind" FORBIDDEN "This kind of key does not work here." "Use a publishable key (bc_pk_…) in web pages and a secret key (bc_sk_…) on servers."
    MissingScope "missing_scope" FORBIDDEN "This API key lacks a scope that the route needs." "Create a key with that scope."
    OriginNotAllowed "origin_not_allowed" FORBIDDEN "The tenant does not allow this page's origin." "Add the origin in the dashboard, under \"Keys and origins\"."

    // Messages and replies.
    InvalidTicket "invalid_ticket" UNAUTHORIZED "The ticket is older than ten minutes or was issued for another reply." "Send the message again to get a new one."
    MessageIdReused "message_id_reused" CONFLICT "This message_id belongs to another message." "Use a new id for each message."
    ConversationDeleted "conversation_deleted" GONE "The conversation was deleted." "Send a new message to start over."
    UnknownEngine "unknown_engine" UNPROCESSABLE_ENTITY "Visitors cannot choose this engine." "Choose an engine from the widget's config, or leave the field out."
    KeyLimitReached "key_limit_reached" TOO_MANY_REQUESTS "Too many messages came through this API key within a minute." "Wait as long as Retry-After says."
    SessionLimitReached "session_limit_reached" TOO_MANY_REQUESTS "Too many messages came from this conversation within a minute." "Wait as long as Retry-After says."
    AddressLimitReached "address_limit_reached" TOO_MANY_REQUESTS "Too many messages came from this network address within a minute." "Wait as long as Retry-After says."
    TooManyRequests "too_many_requests" TOO_MANY_REQUESTS "Too many requests came from this network address within a minute." "Wait as long as Retry-After says."
    TooManyStreams "too_many_streams" TOO_MANY_REQUESTS "Too many streams of this reply, or from this network address, are open." "Close one, and try again."
    CapReached "cap_reached" TOO_MANY_REQUESTS "The assistant has answered as much as its owner allows for the day or the month." "Wait as long as Retry-After says. The site's operator can raise the cap in the dashboard."
    Paused "paused" SERVICE_UNAVAILABLE "The site's operator has paused the assistant." "Try again later."
    Interrupted "interrupted" BAD_GATEWAY "The answer was interrupted." "Send the message again."
    ProviderKeyMissing "provider_key_missing" BAD_GATEWAY "The engine's provider has no key." "The site's operator can set one in the dashboard, under Engines."
    EngineMisconfigured "engine_misconfigured" BAD_GATEWAY "The assistant is not set up correctly." "The site's operator can fix that in the dashboard, under Engines."
    ProviderBusy "provider_busy" BAD_GATEWAY "The assistant is busy." "Try again in a moment."
    ProviderUnavailable "provider_unavailable" BAD_GATEWAY "The assistant is unavailable." "Try again in a moment."
    ProviderStalled "provider_stalled" BAD_GATEWAY "The assistant stopped answering." "Try again."
    ProviderCut "provider_cut" BAD_GATEWAY "The provider cut the answer off." "Try again."
    ProviderRefused "provider_refused" BAD_GATEWAY "The assistant cannot answer this." "Try rephrasing it."

    // Operators.
    NotSignedIn "not_signed_in" UNAUTHORIZED "Nobody is signed in." "Sign in with POST /v1/admin/login."
    InvalidCredentials "invalid_credentials" UNAUTHORIZED "No operator has this e-mail address and password." "Check both and try again."
    InvalidSession "invalid_session" UNAUTHORIZED "The session is not valid." "Sign in again."
    SessionExpired "session_expired" UNAUTHORIZED "The session has expired." "Sign in again."
    SessionEnded "session_ended" UNAUTHORIZED "This session was ended." "Sign in again."
    CsrfHeaderMissing "csrf_header_missing" FORBIDDEN "The header X-BubbleChat: 1 is missing." "Send it with every request that changes something, so that no other site can act on your behalf."
    WrongPassword "wrong_password" FORBIDDEN "The current password is wrong." "Check it and try again."
    CodeNeeded "code_needed" FORBIDDEN "Signing in takes a code, too." "Send the six digits that your app shows, or a recovery code, as code."
    WrongCode "wrong_code" FORBIDDEN "The code is wrong, or was used already." "Try the next one that your app shows, and check that its clock is right."
    SecondFactorRequired "second_factor_required" FORBIDDEN "Your team demands a second factor." "Set one up in the dashboard."
    SecondFactorOn "second_factor_on" CONFLICT "The second factor is on already." "Turn it off first."
    SecondFactorOff "second_factor_off" CONFLICT "There is no second factor." "Set one up first."
    OwnSecondFactor "own_second_factor" CONFLICT "This is your own second factor." "Turn it off under your account, with a code."
    PasswordChanged "password_changed" CONFLICT "The password was changed elsewhere at the same time." "Sign in again."
    TooManyAttempts "too_many_attempts" TOO_MANY_REQUESTS "Too many sign-ins are being tried." "Wait as long as Retry-After says. A browser in which you signed in before is held up by nobody else."

    InvalidToken "invalid_token" UNAUTHORIZED "This service token does not exist, or no longer." "Create another one in the dashboard."
    PeopleOnly "people_only" FORBIDDEN "No service token can do this." "Sign in as an operator."
    TooManyTokens "too_many_tokens" CONFLICT "There are 200 service tokens, the most there can be." "Delete one that no script uses."
    MissingRole "missing_role" FORBIDDEN "Your role does not allow this." "Ask an owner, who can change it."
    InvalidLink "invalid_link" GONE "This link has expired or was used." "Ask an owner for a new one."
    EmailTaken "email_taken" CONFLICT "An operator has this e-mail address." "Change that operator instead."
    LastOwner "last_owner" CONFLICT "Nobody else could manage operators." "Make somebody else an owner of all tenants first."
    OperatorDisabled "operator_disabled" CONFLICT "The operator is disabled." "Enable the operator first."
    TooManyOperators "too_many_operators" CONFLICT "There are 200 operators, the most there can be." "Remove one who is gone."

    // Tenants and their keys.
    SlugTaken "slug_taken" CONFLICT "A tenant has this slug, or had it once." "Choose another."
    RevisionConflict "revision_conflict" PRECONDITION_FAILED "Somebody else has saved this tenant since you read it." "Merge both versions and send the result with the stored revision."
    TooManyKeys "too_many_keys" CONFLICT "The tenant has reached its maximum number of working keys." "Revoke one that nobody uses."
    TooManySecrets "too_many_secrets" CONFLICT "The tenant has reached its maximum number of provider keys and header values." "Delete one that no engine uses."
    KeyNotLive "key_not_live" CONFLICT "The key is revoked or has expired." "Create a new one."

    // The service.
    Internal "internal" INTERNAL_SERVER_ERROR "Something went wrong on our side." "Try again. If that does not help, report the request id."
    Busy "busy" SERVICE_UNAVAILABLE "The service is busy." "Wait as long as Retry-After says."
}

/// What visitors are told of an engine's fault.
impl From<Cause> for ErrorCode {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Misconfigured(Problem::KeyMissing) => Self::ProviderKeyMissing,
            Cause::Misconfigured(_) => Self::EngineMisconfigured,
            Cause::Busy => Self::ProviderBusy,
            Cause::Unavailable => Self::ProviderUnavailable,
            Cause::Stalled => Self::ProviderStalled,
            Cause::Cut => Self::ProviderCut,
            Cause::Refused => Self::ProviderRefused,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        let codes = Self::ALL.iter().map(|code| code.as_str());
        ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .enum_values(Some(codes))
            .description(Some("A stable code for programs. Newer servers may send codes that are not in this list."))
            .into()
    }
}

impl ToSchema for ErrorCode {
    fn name() -> std::borrow::Cow<'static, str> {
        "ErrorCode".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_and_every_sentence_ends() {
        let mut codes: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ErrorCode::ALL.len());
        for code in ErrorCode::ALL {
            assert!(code.meaning().ends_with('.') && code.fix().ends_with('.'), "{code}");
        }
    }
}
