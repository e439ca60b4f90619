//! What answers take: each request to a provider has one line, by which a tenant's use is counted exactly.

mod line;

pub use line::{LINE_DAYS, Line, Outcome, cost_micros};
