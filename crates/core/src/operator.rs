//! Operators' roles, and the tenants that these are for.

use crate::{Invalid, Slug};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};
use uuid::Uuid;

/// What an operator may do, with the tenants that the role is for. Each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
// Messages have a role, too.
#[schema(as = OperatorRole)]
pub enum Role {
    /// Read settings, publishable keys and usage, but no conversations.
    Viewer,
    /// Read conversations.
    Support,
    /// Change settings and try them in the preview.
    Editor,
    /// Everything else: keys, provider keys, deletions, and, with all tenants, operators.
    Owner,
}

impl Role {
    /// All roles, from the one that may do the least.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Support, Self::Editor, Self::Owner];

    /// The name in requests and responses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Support => "support",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The tenants that a role is for: all of them, also those to come, or up to 100 named ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tenants(Option<BTreeSet<Slug>>);

impl Tenants {
    /// All tenants, also those to come.
    pub const ALL: Self = Self(None);
    /// How many tenants can be named.
    pub const MAX_NAMED: usize = 100;

    /// Named tenants, or all of them.
    ///
    /// # Errors
    /// [`Invalid`] if none are named, or too many.
    pub fn new(named: Option<impl IntoIterator<Item = Slug>>) -> Result<Self, Invalid> {
        let Some(named) = named else { return Ok(Self::ALL) };
        let named: BTreeSet<_> = named.into_iter().collect();
        if (1..=Self::MAX_NAMED).contains(&named.len()) {
            return Ok(Self(Some(named)));
        }
        let most = Self::MAX_NAMED;
        Err(Invalid(format!("tenants must name 1 to {most} tenants by their slugs, or be null for all tenants.")))
    }

    /// Whether a tenant is among them.
    pub fn contain(&self, slug: &Slug) -> bool {
        self.0.as_ref().is_none_or(|named| named.contains(slug))
    }

    /// Those that are also among the others: perhaps none.
    #[must_use]
    pub fn within(&self, others: &Self) -> Self {
        match (&self.0, &others.0) {
            (Some(named), Some(others)) => Self(Some(named.intersection(others).cloned().collect())),
            (named, others) => Self(named.as_ref().or(others.as_ref()).cloned()),
        }
    }

    /// The named ones; `None` for all.
    pub const fn named(&self) -> Option<&BTreeSet<Slug>> {
        self.0.as_ref()
    }

    /// Whether these are all tenants.
    pub const fn are_all(&self) -> bool {
        self.0.is_none()
    }
}

/// An operator's id: `o_` and 32 hexadecimal digits. It stays the same when the e-mail address changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^o_[0-9a-f]{32}$", example = "o_0c2ce3a16f0e4d9b8f576a4a3a0d3b6e")]
pub struct OperatorId(String);

impl OperatorId {
    /// A new id.
    pub fn generate() -> Self {
        Self(format!("o_{}", Uuid::new_v4().simple()))
    }

    /// Parses an id.
    ///
    /// # Errors
    /// [`Invalid`] if the text is not an operator's id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let is_id = text.strip_prefix("o_").is_some_and(|hex| {
            hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        });
        if is_id {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("id must be an operator's id, o_ and 32 digits"))
        }
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OperatorId {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<OperatorId> for String {
    fn from(id: OperatorId) -> Self {
        id.0
    }
}

impl fmt::Display for OperatorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(text: &str) -> Slug {
        Slug::parse(text).expect("a slug")
    }

    #[test]
    fn roles_are_ordered_by_what_they_may_do() {
        assert!(Role::ALL.is_sorted());
        let names = Role::ALL.map(|role| serde_json::to_value(role).expect("JSON"));
        assert_eq!(names, Role::ALL.map(|role| role.name()));
    }

    #[test]
    fn all_tenants_contain_those_to_come_and_named_ones_no_other() {
        assert!(Tenants::ALL.contain(&slug("acme")) && Tenants::ALL.are_all());
        let named = Tenants::new(Some([slug("acme")])).expect("named");
        assert!(named.contain(&slug("acme")) && !named.contain(&slug("other")) && !named.are_all());
        assert!(Tenants::new(Some([])).is_err(), "no tenants are not all tenants");
        let both = Tenants::new(Some([slug("acme"), slug("other")])).expect("named");
        assert_eq!(
            (both.within(&named), named.within(&Tenants::ALL), Tenants::ALL.within(&both)),
            (named.clone(), named.clone(), both)
        );
        let none = named.within(&Tenants::new(Some([slug("third")])).expect("named"));
        assert!(!none.contain(&slug("acme")) && !none.are_all());
        let many = |count| Tenants::new(Some((0..count).map(|i| slug(&format!("acme-{i}")))));
        assert!(many(100).is_ok() && many(101).is_err());
    }

    #[test]
    fn an_id_has_one_form() {
        let id = OperatorId::generate();
        assert_eq!(OperatorId::parse(id.as_str()), Ok(id.clone()));
        for bad in ["", "o_", "ada@acme.example", &id.as_str().to_uppercase(), &format!("{id}0"), &format!("{id}#")] {
            assert!(OperatorId::parse(bad).is_err(), "{bad}");
        }
    }
}
