//! Points in time, in the precision and format that records and responses share.

use jiff::{Timestamp, fmt::temporal::DateTimePrinter};
use std::{sync::LazyLock, time::Instant};

/// An hour in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;

/// A day in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;

const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// The current time in milliseconds since the Unix epoch.
pub fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Milliseconds since this process first asked. Unlike [`now_ms`], it never goes back when somebody sets the clock.
pub fn running_ms() -> i64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    i64::try_from(START.elapsed().as_millis()).unwrap_or(i64::MAX)
}

/// RFC 3339 in UTC with exactly three fractional digits, so that texts sort like times.
pub fn rfc3339(unix_ms: i64) -> String {
    let at = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    PRINTER.timestamp_to_string(&at)
}

/// Parses RFC 3339 into milliseconds since the Unix epoch; `None` if the text is invalid.
pub fn parse_rfc3339(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(|at| at.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_three_fractional_digits_and_parse_back() {
        assert_eq!(rfc3339(1_700_000_000_000), "2023-11-14T22:13:20.000Z");
        assert_eq!(parse_rfc3339("2023-11-14T22:13:20Z"), Some(1_700_000_000_000));
        assert_eq!(parse_rfc3339("yesterday"), None);
    }

    #[test]
    fn the_current_time_is_the_systems_in_milliseconds() {
        let system = || std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis();
        let (before, now_ms, after) = (system(), now_ms(), system());
        assert!((before..=after).contains(&now_ms.unsigned_abs().into()));
    }
}
