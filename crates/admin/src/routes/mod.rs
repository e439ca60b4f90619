//! One file per endpoint.

pub(crate) mod audit;
pub(crate) mod conversations;
pub(crate) mod documentation;
pub(crate) mod keys;
pub(crate) mod operators;
pub(crate) mod password_link;
pub(crate) mod provider_key;
pub(crate) mod rules;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod team;
pub(crate) mod tenants;
pub(crate) mod tokens;
pub(crate) mod usage;
pub(crate) mod versions;
