//! How many messages a minute a tenant admits.

use serde::{Deserialize, Serialize};

/// The limits' window in milliseconds.
pub const WINDOW_MS: i64 = 60_000;
/// How long after a save a request may still be judged by what it read before, clocks included.
const IN_FLIGHT_MS: i64 = 15_000;

/// Limits in messages per sliding minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Limits {
    /// Per key, unless the key has its own limit.
    #[schema(minimum = 1, maximum = 1000)]
    pub key_per_minute: u32,
    /// Per session.
    #[schema(minimum = 1, maximum = 1000)]
    pub session_per_minute: u32,
    /// Per network address of visitors: an IPv4 address or an IPv6 /64. A /56 may send twice, a /48 four times as much, but no more than half
    /// of what the key may. Does not apply to secret keys.
    #[schema(minimum = 1, maximum = 1000)]
    pub address_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { key_per_minute: 60, session_per_minute: 20, address_per_minute: 30 }
    }
}

impl Limits {
    /// With a key's own limit, if it has one.
    #[must_use]
    pub fn for_key(self, own: Option<u32>) -> Self {
        Self { key_per_minute: own.unwrap_or(self.key_per_minute), ..self }
    }

    /// Of each limit the larger one.
    #[must_use]
    pub fn largest(self, other: Self) -> Self {
        Self {
            key_per_minute: self.key_per_minute.max(other.key_per_minute),
            session_per_minute: self.session_per_minute.max(other.session_per_minute),
            address_per_minute: self.address_per_minute.max(other.address_per_minute),
        }
    }
}

/// Limits that were larger until a moment ago. What was admitted under them counts until its minute is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierLimits {
    /// The largest ones.
    pub limits: Limits,
    /// When everything that was admitted under them has left the window, milliseconds since the Unix epoch.
    pub until_ms: i64,
}

impl EarlierLimits {
    /// What still counts once `new` limits replace `old` ones, which may have earlier ones themselves. `None` if no limit was larger.
    pub fn after(earlier: Option<Self>, old: Limits, new: Limits, now_ms: i64) -> Option<Self> {
        let limits = Self::largest(earlier, old, now_ms);
        let until_ms = now_ms + WINDOW_MS + IN_FLIGHT_MS;
        (limits.largest(new) != new).then_some(Self { limits, until_ms })
    }

    /// The largest limits that held within the last minute, where these are the ones now.
    pub fn largest(earlier: Option<Self>, now: Limits, now_ms: i64) -> Limits {
        earlier.filter(|earlier| earlier.until_ms > now_ms).map_or(now, |earlier| earlier.limits.largest(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(session_per_minute: u32) -> Limits {
        Limits { session_per_minute, ..Limits::default() }
    }

    #[test]
    fn a_lowered_limit_is_remembered_until_its_minute_is_over() {
        let earlier = EarlierLimits::after(None, sessions(20), sessions(5), 1_000);
        for (now_ms, largest) in [(1_000, 20), (1_000 + WINDOW_MS, 20), (1_000 + WINDOW_MS + IN_FLIGHT_MS, 5)] {
            assert_eq!(EarlierLimits::largest(earlier, sessions(5), now_ms), sessions(largest), "at {now_ms}");
        }
    }

    #[test]
    fn a_limit_lowered_twice_is_remembered_as_it_was_at_first() {
        let first = EarlierLimits::after(None, sessions(20), sessions(10), 0);
        let second = EarlierLimits::after(first, sessions(10), sessions(5), 30_000);
        assert_eq!(EarlierLimits::largest(second, sessions(5), 90_000), sessions(20));
        let much_later = EarlierLimits::after(first, sessions(10), sessions(5), 600_000);
        assert_eq!(EarlierLimits::largest(much_later, sessions(5), 600_001), sessions(10));
    }

    #[test]
    fn nothing_is_remembered_of_limits_that_were_only_raised() {
        assert_eq!(EarlierLimits::after(None, sessions(5), sessions(20), 0), None);
        assert_eq!(EarlierLimits::after(None, sessions(5), sessions(5), 0), None);
    }
}
