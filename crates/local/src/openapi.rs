//! The OpenAPI document of the whole API.

use utoipa::openapi::OpenApi;

/// The routes of all three functions: the admin function's document with the others' routes and schemas.
pub fn openapi() -> OpenApi {
    let mut document = bubblechat_admin::openapi();
    document.merge(bubblechat_chat::openapi());
    document.merge(bubblechat_config::openapi());
    document
}
