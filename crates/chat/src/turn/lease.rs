//! A generator's lease: how long it counts as alive, and when it looks after that.

use bubblechat_core::store::StoreError;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long a generator counts as alive after its last sign of life, in milliseconds.
pub(super) const LEASE_MS: i64 = 15_000;
/// How often a generator looks whether its reply is still wanted, and saves what has grown: what a crash may cost.
const LOOK: Duration = Duration::from_secs(1);
/// How often the lease is renewed while nothing grows, in milliseconds.
const RENEW_MS: i64 = 5_000;

/// When to look after a lease.
#[derive(Debug)]
pub(super) struct Lease {
    look_at: Instant,
    renew_at: Instant,
}

impl Lease {
    /// A lease that ends at `until_ms`, milliseconds since the Unix epoch.
    pub(super) fn until(until_ms: i64, now_ms: i64) -> Self {
        let renew_in_ms = (until_ms - LEASE_MS + RENEW_MS - now_ms).clamp(0, RENEW_MS);
        let (now, renew_in) = (Instant::now(), Duration::from_millis(renew_in_ms.unsigned_abs()));
        Self { look_at: now + LOOK.min(renew_in), renew_at: now + renew_in }
    }

    /// Waits until it is time to look.
    pub(super) fn time_to_look(&self) -> impl Future<Output = ()> + use<> {
        sleep_until(self.look_at)
    }

    /// Whether it must be renewed, even if nothing has grown.
    pub(super) fn is_due(&self) -> bool {
        self.renew_at <= Instant::now()
    }

    /// Goes on after a look, which may have renewed it.
    pub(super) fn looked(&mut self, is_renewed: bool) {
        let now = Instant::now();
        self.look_at = now + LOOK;
        if is_renewed {
            self.renew_at = now + Duration::from_millis(RENEW_MS.unsigned_abs());
        }
    }

    /// Goes on after a look that failed. The next one may succeed, and the last write must.
    pub(super) fn failed(&mut self, error: &StoreError) {
        tracing::warn!(%error, "a reply's lease could not be looked after");
        self.looked(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn a_lease_is_renewed_five_seconds_after_it_was_granted() {
        // Two seconds passed before its holder begins.
        let lease = Lease::until(LEASE_MS, 2_000);
        advance(Duration::from_millis(2_999)).await;
        assert!(!lease.is_due());
        advance(Duration::from_millis(1)).await;
        assert!(lease.is_due());
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_that_has_ended_is_renewed_at_once_and_a_longer_one_not_later() {
        let began_at = Instant::now();
        let ended = Lease::until(LEASE_MS, LEASE_MS + 1);
        ended.time_to_look().await;
        assert!(ended.is_due() && began_at.elapsed() < LOOK);
        let longer = Lease::until(10 * LEASE_MS, 0);
        advance(Duration::from_secs(5)).await;
        assert!(longer.is_due());
    }

    #[tokio::test(start_paused = true)]
    async fn its_holder_looks_once_a_second_and_only_a_renewal_puts_the_next_one_off() {
        let mut lease = Lease::until(LEASE_MS, 0);
        let began_at = Instant::now();
        for _ in 0..5 {
            lease.time_to_look().await;
            lease.looked(false);
        }
        assert!(began_at.elapsed() >= 5 * LOOK && lease.is_due());
        lease.looked(true);
        assert!(!lease.is_due());
        advance(Duration::from_secs(5)).await;
        assert!(lease.is_due());
    }
}
