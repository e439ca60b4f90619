//! The admin function: operators and their sessions, tenants, keys, conversations and the API's documentation.

mod cookie;
mod documented;
mod email;
mod fault;
pub mod operator;
mod paging;
mod passwords;
mod reader;
mod routes;
mod session;
mod state;
mod tenant;

pub use passwords::Passwords;
pub use state::{Options, State};

use axum::{middleware, response::Response};
use bubblechat_http::NO_STORE;
use http::header;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

fn documented_router() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(documented::Document::openapi())
        .routes(routes!(routes::session::login::login))
        .routes(routes!(routes::session::logout::logout))
        .routes(routes!(routes::session::password::change_password))
        .routes(routes!(routes::session::me::me))
        .routes(routes!(routes::sessions::list::list_sessions, routes::sessions::end_all::end_sessions))
        .routes(routes!(routes::sessions::end::end_session))
        .routes(routes!(routes::tenants::list::list_tenants, routes::tenants::create::create_tenant))
        .routes(routes!(
            routes::tenants::read::read_tenant,
            routes::tenants::update::update_tenant,
            routes::tenants::delete::delete_tenant
        ))
        .routes(routes!(routes::provider_key::set::set_provider_key, routes::provider_key::remove::remove_provider_key))
        .routes(routes!(routes::rules::try_rules))
        .routes(routes!(routes::keys::list::list_keys, routes::keys::create::create_key))
        .routes(routes!(routes::keys::revoke::revoke_key))
        .routes(routes!(routes::keys::rotate::rotate_key))
        .routes(routes!(routes::keys::preview::create_preview_key))
        .routes(routes!(routes::conversations::list::list_conversations))
        .routes(routes!(
            routes::conversations::read::read_conversation,
            routes::conversations::delete::delete_conversation
        ))
        .routes(routes!(routes::usage::read::read_usage))
        .routes(routes!(routes::usage::list::list_usage))
        .routes(routes!(routes::documentation::openapi::openapi_document))
        .routes(routes!(routes::documentation::docs::docs))
        .routes(routes!(routes::documentation::docs::docs_style))
}

/// The function's routes, wrapped in all layers.
pub fn router(state: State) -> axum::Router {
    let (router, _) = documented_router().split_for_parts();
    let router = router.with_state(state).layer(middleware::from_fn(session::send_renewal));
    bubblechat_http::with_common_layers(router).layer(middleware::map_response(no_store))
}

/// The OpenAPI document of these routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    documented_router().into_openapi()
}

/// Keeps operators' data out of caches. Public responses set their own header.
async fn no_store(mut response: Response) -> Response {
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    response
}
