//! Usage. A tenant's lines, one for each request to a provider, and its ratings have a partition of their own. Another has a record of each day,
//! into which they are added up hour by hour, so that reading a long time costs little.

mod days;
mod fold;
mod lines;
mod read;

use crate::{
    Slug,
    time::{HOUR_MS, rfc3339},
};

/// How much of a time in RFC 3339 names its hour: `2026-11-30T14`.
const HOUR_CHARS: usize = 13;

/// How long after its end an hour is added up. Until then, most of what began in it has ended.
const SETTLED_AFTER_MS: i64 = 10 * 60_000;

/// How long after its end an hour counts as added up for those who still write to it. It is less than [`SETTLED_AFTER_MS`] by what clocks may be
/// apart and a write may take.
const LATE_AFTER_MS: i64 = 5 * 60_000;

/// The partition of a tenant's lines and ratings. No slug contains a `#`.
pub(super) fn lines_of(tenant: &Slug) -> String {
    format!("{tenant}#usage")
}

/// The partition of a tenant's days.
pub(super) fn days_of(tenant: &Slug) -> String {
    format!("{tenant}#days")
}

/// The hour of a moment, in which its line's key begins.
fn hour(unix_ms: i64) -> String {
    let mut text = rfc3339(unix_ms);
    text.truncate(HOUR_CHARS);
    text
}

/// When the hour of a moment began.
const fn hour_start_ms(unix_ms: i64) -> i64 {
    unix_ms - unix_ms.rem_euclid(HOUR_MS)
}
