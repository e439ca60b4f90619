//! One file per route.

pub(crate) mod chat;
pub(crate) mod conversation;
pub(crate) mod health;
