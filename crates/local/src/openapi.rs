//! The whole API in one document, with the facts that clients are generated from.

use bubblechat_core::{
    PROTOCOL,
    tenant::{DOCUMENT_MAX_BYTES, Provider, Settings},
};
use bubblechat_http::ErrorCode;
use serde_json::{Value, json};
use utoipa::openapi::{OpenApi, extensions::Extensions};

/// The routes of all three functions: the admin function's document with the others' routes and schemas.
pub fn openapi() -> OpenApi {
    let mut document = bubblechat_admin::openapi();
    document.merge(bubblechat_chat::openapi());
    document.merge(bubblechat_config::openapi());
    document.extensions = Some(Extensions::from_iter([("x-bubblechat", facts())]));
    document
}

/// What OpenAPI has no words for. The dashboard and the widget are built from it (`widget/scripts/contract.mjs`).
fn facts() -> Value {
    let error = |code: &ErrorCode| {
        json!({
            "code": code,
            "status": code.status().as_u16(),
            "meaning": code.meaning(),
            "fix": code.fix(),
        })
    };
    json!({
        "protocol": PROTOCOL,
        "document_max_bytes": DOCUMENT_MAX_BYTES,
        "default_settings": Settings::default(),
        "providers": Provider::ALL.map(Provider::facts),
        "errors": ErrorCode::ALL.iter().map(error).collect::<Vec<_>>(),
    })
}
