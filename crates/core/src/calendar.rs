//! Days and months in UTC, by which caps and usage are counted.

use crate::time::DAY_MS;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::fmt;

/// A day in UTC. Displayed as `2026-11-30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A month in UTC. Displayed as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Day {
    /// The day of a moment, milliseconds since the Unix epoch.
    pub fn at(unix_ms: i64) -> Self {
        let at = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        Self(at.to_zoned(TimeZone::UTC).date())
    }

    /// Parses `2026-11-30`; `None` if that is no day.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// When it begins, milliseconds since the Unix epoch.
    pub fn start_ms(self) -> i64 {
        start_ms(self.0).unwrap_or_default()
    }

    /// When it is over, milliseconds since the Unix epoch.
    pub fn end_ms(self) -> i64 {
        self.plus(1).start_ms()
    }

    /// Its month.
    pub fn month(self) -> Month {
        Month(self.0.first_of_month())
    }

    /// The day so many days later, or earlier.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// Whole seconds until the day is over, at least 1.
    pub fn seconds_left(self, now_ms: i64) -> u64 {
        seconds_until(self.plus(1).0, now_ms)
    }

    /// Whether a moment, milliseconds since the Unix epoch, lies in the day.
    pub fn holds(self, unix_ms: i64) -> bool {
        Self::at(unix_ms) == self
    }
}

impl Month {
    /// Its first day.
    pub const fn first(self) -> Day {
        Day(self.0)
    }

    /// Parses `2026-11`; `None` if that is no month.
    pub fn parse(text: &str) -> Option<Self> {
        format!("{text}-01").parse().ok().map(Self)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.next().first().plus(-1)
    }

    /// The next month.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().months(1)))
    }

    /// Whole seconds until the month is over, at least 1.
    pub fn seconds_left(self, now_ms: i64) -> u64 {
        seconds_until(self.next().0, now_ms)
    }
}

fn start_ms(date: Date) -> Option<i64> {
    date.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp().as_millisecond())
}

fn seconds_until(date: Date, now_ms: i64) -> u64 {
    let start_ms = start_ms(date).unwrap_or(now_ms + DAY_MS);
    ((start_ms - now_ms).max(1) as u64).div_ceil(1000)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_rfc3339;

    fn at(text: &str) -> i64 {
        parse_rfc3339(text).expect("a time")
    }

    #[test]
    fn a_day_and_a_month_end_at_midnight_in_utc() {
        for (time, day, month) in [
            ("2026-11-30T23:59:59.999Z", "2026-11-30", "2026-11"),
            ("2026-12-01T00:00:00Z", "2026-12-01", "2026-12"),
            ("2026-12-01T00:30:00+01:00", "2026-11-30", "2026-11"),
            ("2028-02-29T12:00:00Z", "2028-02-29", "2028-02"),
        ] {
            let of_time = Day::at(at(time));
            assert_eq!((of_time.to_string().as_str(), of_time.month().to_string().as_str()), (day, month), "{time}");
            assert_eq!((Day::parse(day), Month::parse(month)), (Some(of_time), Some(of_time.month())));
        }
        assert_eq!((Day::parse("2026-02-30"), Month::parse("2026-13")), (None, None));
    }

    #[test]
    fn what_is_left_of_a_day_and_a_month_is_counted_in_whole_seconds() {
        let day = |text| Day::at(at(text));
        assert_eq!(day("2026-11-30T23:59:58.500Z").seconds_left(at("2026-11-30T23:59:58.500Z")), 2);
        assert_eq!(day("2026-11-30T12:00:00Z").seconds_left(at("2026-11-30T12:00:00Z")), 12 * 3600);
        let november = day("2026-11-30T12:00:00Z").month();
        assert_eq!(november.seconds_left(at("2026-11-01T00:00:00Z")), 30 * 24 * 3600);
        assert_eq!(november.next().first(), day("2026-12-01T00:00:00Z"));
        // A clock that is behind, and one that is ahead.
        assert_eq!(november.seconds_left(at("2026-12-01T00:00:05Z")), 1);
        assert_eq!(Day::at(at("2026-12-31T00:00:00Z")).plus(1).to_string(), "2027-01-01");
    }
}
