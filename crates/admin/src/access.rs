//! What an operator needs to use a route. Each private route is declared with a [`Need`], and this is the one place that judges.
//!
//! A route whose handler asks who calls, but that was declared without a need, answers 500. One that the API's document shows without either
//! `x-bubblechat-access` or a place among the public routes fails a test.

use crate::State;
use axum::Extension;
use bubblechat_core::{
    Slug,
    operator::{Role, Tenants},
    store::{ListError, Operator, Page, PageRequest, Team, TenantSummary},
    time::now_ms,
};
use bubblechat_http::{ApiError, ErrorCode};
use http::request::Parts;
use serde_json::json;
use utoipa::openapi::{
    Content, Ref, RefOr, Response,
    extensions::ExtensionsBuilder,
    path::{Operation, PathItem},
    security::SecurityRequirement,
};
use utoipa_axum::router::UtoipaMethodRouter;

/// What a route needs of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// To be signed in, even without the second factor that the team demands: what setting one up takes, and leaving.
    Entrance,
    /// To be signed in, in whichever role: the route is about the caller's own account.
    SignedIn,
    /// A role, for whichever tenants. The route shows no others.
    Any(Role),
    /// A role for the tenant that `{slug}` names.
    Tenant(Role),
    /// The same, of somebody who is signed in: no service token will do.
    InSession(Role),
    /// A role for all tenants.
    All(Role),
    /// To be signed in as an owner of all tenants.
    Team,
}

/// Declares what routes need: to their handlers, and in their documentation.
pub(crate) fn needs(need: Need, routes: UtoipaMethodRouter<State>) -> UtoipaMethodRouter<State> {
    let (schemas, mut paths, routes) = routes;
    for operation in paths.paths.values_mut().flat_map(operations) {
        need.document(operation);
    }
    (schemas, paths, routes.layer(Extension(need)))
}

impl Need {
    const fn role(self) -> Option<Role> {
        match self {
            Self::Entrance | Self::SignedIn => None,
            Self::Any(role) | Self::Tenant(role) | Self::InSession(role) | Self::All(role) => Some(role),
            Self::Team => Some(Role::Owner),
        }
    }

    /// The need that a request's route was declared with.
    pub(crate) fn of(parts: &Parts) -> Result<Self, ApiError> {
        let need = parts.extensions.get::<Self>().copied();
        need.ok_or_else(|| ApiError::internal("a private route was declared without a need"))
    }

    /// Whether a service token may call the route.
    const fn takes_tokens(self) -> bool {
        matches!(self, Self::Any(_) | Self::Tenant(_) | Self::All(_))
    }

    /// Refuses whoever lacks the second factor that the team demands.
    pub(crate) fn judge_factor(self, operator: &Operator, team: Team) -> Result<(), ApiError> {
        let is_missing = team.second_factor_required && operator.second_factor().is_none();
        if is_missing && self != Self::Entrance {
            return Err(ApiError::of(ErrorCode::SecondFactorRequired));
        }
        Ok(())
    }

    /// Judges an operator who calls a route with this text as `{slug}`. Somebody else's tenant is refused like one that does not exist.
    pub(crate) fn judge(self, role: Role, tenants: &Tenants, slug: &str) -> Result<(), ApiError> {
        if matches!(self, Self::Tenant(_) | Self::InSession(_)) && !tenants.are_all() {
            let slug = Slug::parse(slug).map_err(|_| ApiError::not_found("This tenant does not exist."))?;
            if !tenants.contain(&slug) {
                return Err(crate::tenant::no_tenant(&slug));
            }
        }
        let Some(needed) = self.role() else { return Ok(()) };
        if role < needed {
            return Err(missing_role(format!("This needs the role {needed}, and yours is {role}.")));
        }
        if matches!(self, Self::All(_) | Self::Team) && !tenants.are_all() {
            return Err(missing_role(format!(
                "This needs the role {needed} for all tenants, and yours is for named ones."
            )));
        }
        Ok(())
    }

    /// Whom the route's documentation names.
    const fn whom(self) -> Option<&'static str> {
        match self {
            Self::Entrance | Self::SignedIn => None,
            Self::Any(_) => Some("any tenant; other tenants are left out"),
            Self::Tenant(_) | Self::InSession(_) => Some("the tenant"),
            Self::All(_) | Self::Team => Some("all tenants"),
        }
    }

    fn document(self, operation: &mut Operation) {
        let tenants = match self {
            Self::Entrance | Self::SignedIn => "none",
            Self::Any(_) => "any",
            Self::Tenant(_) | Self::InSession(_) => "named",
            Self::All(_) | Self::Team => "all",
        };
        let access = json!({ "role": self.role(), "tenants": tenants, "tokens": self.takes_tokens() });
        let extensions = ExtensionsBuilder::new().add("x-bubblechat-access", access).build();
        operation.extensions.get_or_insert_default().merge(extensions);
        if self.takes_tokens() {
            let token = SecurityRequirement::new("service_token", Vec::<String>::new());
            operation.security.get_or_insert_default().push(token);
        }
        let (Some(role), Some(whom)) = (self.role(), self.whom()) else { return };
        let text = operation.description.take().map(|text| format!("{text}\n\n")).unwrap_or_default();
        operation.description = Some(format!("{text}Needs the role `{role}` for {whom}."));
        let refusal = format!("`missing_role`: the operator lacks the role `{role}`");
        let forbidden = operation.responses.responses.entry("403".to_owned()).or_insert_with(|| RefOr::T(errors()));
        if let RefOr::T(response) = forbidden {
            let others = Some(&response.description).filter(|text| !text.is_empty());
            response.description = others.map_or_else(|| refusal.clone(), |others| format!("{others}; {refusal}"));
        }
    }
}

pub(crate) fn missing_role(text: String) -> ApiError {
    ApiError::new(ErrorCode::MissingRole, format!("{text} {}", ErrorCode::MissingRole.fix()))
}

fn errors() -> Response {
    let body = Content::new(Some(Ref::from_schema_name("ErrorBody")));
    utoipa::openapi::ResponseBuilder::new().content("application/json", body).build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete].into_iter().flatten()
}

/// A page of the tenants that an operator may see and that `wanted` names, by slug.
pub(crate) async fn tenants(
    state: &State,
    operator: &Operator,
    purging: bool,
    request: PageRequest<'_>,
    wanted: impl Fn(&TenantSummary) -> bool,
) -> Result<Page<TenantSummary>, ListError> {
    match operator.tenants.named() {
        None => state.store.tenants(purging, request, wanted, now_ms()).await,
        Some(named) => state.store.named_tenants(named, purging, request, wanted, now_ms()).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_counts_only_for_its_tenants() {
        let acme = Tenants::new(Some([Slug::parse("acme").expect("a slug")])).expect("named");
        let code = |need: Need, role, tenants: &Tenants, slug| {
            need.judge(role, tenants, slug).map_err(|error| error.code.as_str())
        };
        for (need, role, tenants, slug, expected) in [
            (Need::SignedIn, Role::Viewer, &acme, "", Ok(())),
            (Need::Any(Role::Viewer), Role::Viewer, &acme, "", Ok(())),
            (Need::Any(Role::Editor), Role::Support, &Tenants::ALL, "", Err("missing_role")),
            (Need::Tenant(Role::Editor), Role::Owner, &acme, "acme", Ok(())),
            (Need::Tenant(Role::Editor), Role::Support, &acme, "acme", Err("missing_role")),
            (Need::Tenant(Role::Viewer), Role::Owner, &acme, "other", Err("not_found")),
            (Need::Tenant(Role::Owner), Role::Viewer, &acme, "other", Err("not_found")),
            (Need::Tenant(Role::Viewer), Role::Owner, &acme, "No slug", Err("not_found")),
            (Need::Tenant(Role::Viewer), Role::Viewer, &Tenants::ALL, "other", Ok(())),
            (Need::All(Role::Editor), Role::Owner, &acme, "", Err("missing_role")),
            (Need::All(Role::Editor), Role::Editor, &Tenants::ALL, "", Ok(())),
        ] {
            assert_eq!(code(need, role, tenants, slug), expected, "{need:?} {role} {tenants:?} {slug}");
        }
    }
}
