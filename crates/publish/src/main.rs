//! The publishing function.
fn main() {}
