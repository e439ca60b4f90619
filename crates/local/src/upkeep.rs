//! Runs the scheduled work in this process. On AWS, a function of its own does.

use bubblechat_core::{store::Store, time::now_ms};
use std::time::{Duration, Instant};
use tokio::{sync::watch, task::JoinHandle, time::MissedTickBehavior};

/// How long a run may take. The embedded store answers one call at a time, and requests need it too.
const WORKS_FOR: Duration = Duration::from_secs(20);

/// The upkeep of a running server.
#[derive(Debug)]
pub struct Upkeep {
    /// How many runs have ended.
    pub runs: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

impl Upkeep {
    /// Runs at once, to continue what the last process left undone, and then at this interval.
    pub(crate) fn start(store: Store, every: Duration) -> Self {
        let (ended, runs) = watch::channel(0);
        let task = tokio::spawn(async move {
            let mut due = tokio::time::interval(every);
            due.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                due.tick().await;
                let begun = Instant::now();
                if let Err(error) = bubblechat_upkeep::run(&store, now_ms(), || begun.elapsed() < WORKS_FOR).await {
                    tracing::warn!(%error, "scheduled work failed; the next run tries again");
                }
                ended.send_modify(|runs| *runs += 1);
            }
        });
        Self { runs, task }
    }

    /// Stops at once, even in the middle of a run; the next process continues.
    pub(crate) fn stop(&self) {
        self.task.abort();
    }
}
