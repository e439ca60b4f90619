//! What a connection is doing, and since when.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    task::Waker,
    time::Instant,
};

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It has begun a request, or has just connected.
    Head,
    /// Its last request has been answered.
    Idle,
    /// A request is running.
    Busy,
}

/// One connection's phase, and since when it has lasted.
#[derive(Debug)]
pub(super) struct Slot {
    state: Mutex<(Phase, Instant)>,
    /// Who reads while a request is running, and must then look how long it may go on.
    reader: Mutex<Option<Waker>>,
}

impl Slot {
    pub(super) fn new() -> Self {
        Self { state: Mutex::new((Phase::Head, Instant::now())), reader: Mutex::default() }
    }

    pub(super) fn now(&self) -> (Phase, Instant) {
        *lock(&self.state)
    }

    pub(super) fn enter(&self, phase: Phase) {
        *lock(&self.state) = (phase, Instant::now());
        if phase == Phase::Idle
            && let Some(reader) = lock(&self.reader).take()
        {
            reader.wake();
        }
    }

    /// Remembers whom to wake when the request that is running has ended.
    pub(super) fn wake_when_idle(&self, reader: &Waker) {
        *lock(&self.reader) = Some(reader.clone());
    }

    /// Bytes came in. The first ones after an answer begin a request.
    pub(super) fn received(&self) {
        let mut state = lock(&self.state);
        if state.0 == Phase::Idle {
            *state = (Phase::Head, Instant::now());
        }
    }

    /// Bytes went out: the end of an answer may still be under way when the next request is waited for.
    pub(super) fn sent(&self) {
        let mut state = lock(&self.state);
        if state.0 == Phase::Idle {
            state.1 = Instant::now();
        }
    }

    /// Since when it has been waiting for the client; `None` while a request is running.
    pub(super) fn waiting_since(&self) -> Option<Instant> {
        let (phase, since) = self.now();
        (phase != Phase::Busy).then_some(since)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_download_is_not_idle() {
        let slot = Slot::new();
        slot.enter(Phase::Idle);
        let (_, since) = slot.now();
        slot.sent();
        assert!(slot.now().1 > since);
        slot.received();
        assert_eq!(slot.now().0, Phase::Head);
        let (_, since) = slot.now();
        slot.received();
        slot.sent();
        assert_eq!(slot.now(), (Phase::Head, since), "a head that trickles gets no more time");
    }
}
