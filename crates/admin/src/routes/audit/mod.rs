//! Who changed what.

pub(crate) mod list;
