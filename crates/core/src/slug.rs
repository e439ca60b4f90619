//! A tenant's slug: its name in URLs, in keys and in the store.

use crate::Invalid;
use serde::{Deserialize, Serialize};
use std::fmt;

/// 2–40 characters of `a-z 0-9 -`, without a leading, trailing or double `-`. Chosen once and never reused, so it is the tenant's id.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, min_length = 2, max_length = 40, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "acme")]
pub struct Slug(Box<str>);

impl Slug {
    /// Parses a slug.
    ///
    /// # Errors
    /// [`Invalid`] with the rule if the text is not a slug.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let dashes = text.starts_with('-') || text.ends_with('-') || text.contains("--");
        if !(2..=40).contains(&text.len()) || !allowed || dashes {
            return Err(Invalid::new(
                "slug must be 2 to 40 characters of a-z, 0-9 and single dashes between them, for example \"acme-shop\"",
            ));
        }
        Ok(Self(text.into()))
    }

    /// The slug's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Slug {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0.into()
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_exactly_what_the_contract_allows() {
        for good in ["ab", "acme", "acme-shop", "a1-b2-c3", &"x".repeat(40)] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "Acme", "-acme", "acme-", "a--b", "a_b", "a b", "ü1", &"x".repeat(41)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }
}
