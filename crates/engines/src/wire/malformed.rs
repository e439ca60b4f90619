//! Bodies that cannot be read.

/// Why a body cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// It is a page or a text, so something else than a model's API is at the address.
    Foreign,
    /// A frame is not JSON, damaged, or too large.
    Garbage,
    /// It ended in the middle of a frame.
    Torn,
}
