//! Tenants' earlier documents.

pub(crate) mod list;
pub(crate) mod read;
pub(crate) mod restore;

use bubblechat_core::{Slug, audit::Actor, operator::OperatorId, store::VersionSummary, time::rfc3339};
use bubblechat_http::ApiError;
use serde::{Deserialize, Serialize};

/// A version's address.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct VersionPath {
    /// The tenant's slug.
    #[param(inline)]
    slug: Slug,
    /// The revision.
    revision: u64,
}

/// Who saved a version, when, and why.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct VersionView {
    /// Its revision.
    #[schema(example = 7)]
    revision: u64,
    /// When it was saved, in RFC 3339.
    #[schema(format = DateTime)]
    saved_at: String,
    /// Who saved it; null for the service itself.
    author: Option<Author>,
    /// What the author wrote about it.
    #[schema(example = "Opening hours in winter")]
    note: Option<String>,
}

/// Who saved a version.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Author {
    /// The operator's id.
    operator: Option<OperatorId>,
    /// The operator's address at that time.
    #[schema(example = "ada@acme.example")]
    name: String,
    /// The id and name of the service token that saved it on the operator's behalf; null if the operator did.
    token: Option<String>,
}

impl From<Actor> for Author {
    fn from(Actor { operator, name, token, .. }: Actor) -> Self {
        Self { operator, name, token }
    }
}

impl From<VersionSummary> for VersionView {
    fn from(version: VersionSummary) -> Self {
        let VersionSummary { revision, saved_at_ms, author, note } = version;
        Self { revision, saved_at: rfc3339(saved_at_ms), author: author.map(Author::from), note }
    }
}

fn no_version(revision: u64) -> ApiError {
    ApiError::not_found(format!("Revision {revision} does not exist, or is no longer kept."))
}
