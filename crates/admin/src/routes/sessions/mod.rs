//! Where an operator is signed in.

pub(crate) mod end;
pub(crate) mod end_all;
pub(crate) mod list;
