//! The pace of what costs little: reads, stops, ratings, deletions. Counted per process, in memory.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// How many callers are remembered. Whoever has more addresses than that is not stopped by a limit per address.
const CALLERS_MAX: usize = 20_000;

/// Lets each caller do something so many times a minute, after a burst of as many. This is the generic cell rate algorithm (ITU-T I.371): of
/// a caller, only the time is kept at which its allowance will be whole again.
#[derive(Debug)]
pub struct Pace {
    every_ms: i64,
    burst_ms: i64,
    whole_at_ms: Mutex<HashMap<String, i64>>,
}

impl Pace {
    /// So many times a minute. At least once.
    pub fn per_minute(times: u32) -> Self {
        let every_ms = 60_000 / i64::from(times.max(1));
        Self { every_ms, burst_ms: every_ms * i64::from(times.max(1)), whole_at_ms: Mutex::default() }
    }

    /// Whether the caller may do it now, by a clock that nobody sets back, such as [`running_ms`](crate::time::running_ms).
    ///
    /// # Errors
    /// Whole seconds until it may, at least 1.
    pub fn admit(&self, caller: &str, now_ms: i64) -> Result<(), u64> {
        // The map is whole after any panic: each change is one insertion or removal.
        let mut callers = self.whole_at_ms.lock().unwrap_or_else(PoisonError::into_inner);
        let whole_at_ms = callers.get(caller).copied().unwrap_or(now_ms).max(now_ms) + self.every_ms;
        let wait_ms = whole_at_ms - self.burst_ms - now_ms;
        if wait_ms > 0 {
            return Err((wait_ms as u64).div_ceil(1000));
        }
        if callers.len() >= CALLERS_MAX {
            callers.retain(|_, whole_at_ms| *whole_at_ms > now_ms);
        }
        if callers.len() >= CALLERS_MAX {
            callers.clear();
        }
        callers.insert(caller.to_owned(), whole_at_ms);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_followed_by_a_steady_pace_and_others_are_not_concerned() {
        let pace = Pace::per_minute(6);
        for _ in 0..6 {
            assert_eq!(pace.admit("a", 0), Ok(()));
        }
        assert_eq!(pace.admit("a", 0), Err(10));
        assert_eq!(pace.admit("b", 0), Ok(()));
        assert_eq!(pace.admit("a", 9_999), Err(1));
        assert_eq!(pace.admit("a", 10_000), Ok(()));
        assert_eq!(pace.admit("a", 10_000), Err(10));
    }

    #[test]
    fn an_allowance_grows_no_further_than_one_burst() {
        let pace = Pace::per_minute(2);
        assert_eq!(pace.admit("a", 0), Ok(()));
        let day_ms = 24 * 60 * 60_000;
        assert_eq!([0, 0, 0].map(|_| pace.admit("a", day_ms)), [Ok(()), Ok(()), Err(30)]);
    }

    #[test]
    fn strangers_fill_no_memory() {
        let pace = Pace::per_minute(1);
        for caller in 0..3 * CALLERS_MAX {
            assert_eq!(pace.admit(&caller.to_string(), 0), Ok(()));
        }
        assert!(pace.whole_at_ms.lock().expect("whole").len() <= CALLERS_MAX);
    }
}
