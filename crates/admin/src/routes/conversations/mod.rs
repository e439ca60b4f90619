//! A tenant's conversations.

pub(crate) mod list;
pub(crate) mod read;
