//! The admin function: operators and their sessions, tenants, keys, conversations and the API's documentation.

mod access;
mod api_key;
mod caller;
mod cookie;
mod documented;
mod email;
mod fault;
pub mod forgotten;
pub mod operator;
mod paging;
mod password_link;
mod passwords;
mod reader;
mod routes;
mod second_factor;
mod session;
mod state;
mod tenant;

pub use passwords::Passwords;
pub use state::{Options, State};

use access::{Need, needs};
use axum::{middleware, response::Response};
use bubblechat_core::operator::Role;
use bubblechat_http::NO_STORE;
use http::header;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

fn documented_router() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(documented::Document::openapi())
        .merge(people())
        .merge(tenants())
        .merge(keys())
        .merge(conversations())
        .routes(routes!(routes::documentation::openapi::openapi_document))
        .routes(routes!(routes::documentation::docs::docs))
        .routes(routes!(routes::documentation::docs::docs_style))
}

fn people() -> OpenApiRouter<State> {
    use routes::{audit, operators, password_link, session, session::second_factor, sessions, team, tokens};
    OpenApiRouter::new()
        .routes(routes!(session::login::login))
        .routes(routes!(password_link::spend_password_link))
        .routes(needs(Need::Entrance, routes!(session::logout::logout)))
        .routes(needs(Need::Entrance, routes!(session::me::me)))
        .routes(needs(
            Need::Entrance,
            routes!(second_factor::begin::begin_second_factor, second_factor::confirm::confirm_second_factor),
        ))
        .routes(needs(Need::SignedIn, routes!(second_factor::remove::remove_second_factor)))
        .routes(needs(Need::SignedIn, routes!(second_factor::recovery_codes::replace_recovery_codes)))
        .routes(needs(Need::SignedIn, routes!(session::password::change_password)))
        .routes(needs(Need::SignedIn, routes!(sessions::list::list_sessions, sessions::end_all::end_sessions)))
        .routes(needs(Need::SignedIn, routes!(sessions::end::end_session)))
        .routes(needs(Need::Team, routes!(operators::list::list_operators, operators::invite::invite_operator)))
        .routes(needs(Need::Team, routes!(operators::update::update_operator, operators::remove::remove_operator)))
        .routes(needs(Need::Team, routes!(operators::link::create_password_link)))
        .routes(needs(Need::Team, routes!(operators::second_factor::remove_operators_second_factor)))
        .routes(needs(Need::Team, routes!(team::read::read_team, team::update::update_team)))
        .routes(needs(Need::SignedIn, routes!(tokens::list::list_tokens, tokens::create::create_token)))
        .routes(needs(Need::SignedIn, routes!(tokens::remove::remove_token)))
        .routes(needs(Need::Any(Role::Editor), routes!(audit::list::list_audit)))
}

fn tenants() -> OpenApiRouter<State> {
    use routes::{provider_key, rules, tenants, usage, versions};
    OpenApiRouter::new()
        .routes(needs(Need::Any(Role::Viewer), routes!(tenants::list::list_tenants)))
        .routes(needs(Need::All(Role::Editor), routes!(tenants::create::create_tenant)))
        .routes(needs(Need::Tenant(Role::Viewer), routes!(tenants::read::read_tenant)))
        .routes(needs(Need::Tenant(Role::Editor), routes!(tenants::update::update_tenant)))
        .routes(needs(Need::Tenant(Role::Owner), routes!(tenants::delete::delete_tenant)))
        .routes(needs(
            Need::Tenant(Role::Owner),
            routes!(provider_key::set::set_provider_key, provider_key::remove::remove_provider_key),
        ))
        .routes(needs(Need::All(Role::Editor), routes!(tenants::copy::copy_tenant)))
        .routes(needs(Need::Tenant(Role::Viewer), routes!(tenants::export::export_tenant)))
        .routes(needs(Need::All(Role::Editor), routes!(tenants::import::import_tenant)))
        .routes(needs(Need::Tenant(Role::Viewer), routes!(versions::list::list_versions)))
        .routes(needs(Need::Tenant(Role::Viewer), routes!(versions::read::read_version)))
        .routes(needs(Need::Tenant(Role::Editor), routes!(versions::restore::restore_version)))
        .routes(needs(Need::Any(Role::Editor), routes!(rules::try_rules)))
        .routes(needs(Need::Tenant(Role::Viewer), routes!(usage::read::read_usage)))
        .routes(needs(Need::Any(Role::Viewer), routes!(usage::list::list_usage)))
}

fn keys() -> OpenApiRouter<State> {
    use routes::keys;
    OpenApiRouter::new()
        .routes(needs(Need::Tenant(Role::Viewer), routes!(keys::list::list_keys)))
        .routes(needs(Need::Tenant(Role::Owner), routes!(keys::create::create_key)))
        .routes(needs(Need::Tenant(Role::Owner), routes!(keys::revoke::revoke_key)))
        .routes(needs(Need::Tenant(Role::Owner), routes!(keys::rotate::rotate_key)))
        .routes(needs(Need::InSession(Role::Editor), routes!(keys::preview::create_preview_key)))
}

fn conversations() -> OpenApiRouter<State> {
    use routes::conversations;
    OpenApiRouter::new()
        .routes(needs(Need::Tenant(Role::Support), routes!(conversations::list::list_conversations)))
        .routes(needs(Need::Tenant(Role::Support), routes!(conversations::read::read_conversation)))
        .routes(needs(Need::Tenant(Role::Owner), routes!(conversations::delete::delete_conversation)))
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
