//! What answers take: each request to a provider has one line, by which a tenant's use is counted exactly, and lines add up to days.

mod line;
mod sketch;
mod sum;

pub use line::{LINE_DAYS, Line, Outcome, Rated, cost_micros};
pub use sketch::{ACCURACY, NoSketch, Sketch};
pub use sum::{Entry, Sum, Sums};
