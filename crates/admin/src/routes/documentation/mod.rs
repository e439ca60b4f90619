//! The API's documentation, for programs and for people. Public.

pub(crate) mod docs;
pub(crate) mod openapi;
