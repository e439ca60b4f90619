//! A tenant's conversations.

pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod read;
