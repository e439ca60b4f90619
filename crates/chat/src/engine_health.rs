//! Which engines fail, and what of that this process has stored. It decides when a turn has something to store about an engine: when that begins to
//! fail, fails in another way, or answers again.

use bubblechat_core::{
    Slug,
    engine::{Cause, FailingEngine, Fault},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How many faults that may pass by themselves make a failing engine, if nothing succeeds in between. One of another kind is enough.
const IN_A_ROW: u32 = 3;
/// Faults that are further apart are not in a row, because other processes may have succeeded meanwhile.
const TOO_FAR_MS: i64 = 10 * 60_000;
/// How often an engine that goes to and fro is stored in a minute, by each process.
const STORED_PER_MINUTE: u32 = 6;
const MINUTE_MS: i64 = 60_000;

/// What is known of each engine. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct EngineHealth(Arc<Mutex<HashMap<(Slug, String), Seen>>>);

/// What a turn read of an engine when it was admitted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Read<'a> {
    pub(crate) tenant: &'a Slug,
    pub(crate) revision: u64,
    pub(crate) failing: Option<&'a FailingEngine>,
    pub(crate) at_ms: i64,
}

/// What this process saw of one engine.
#[derive(Debug, Default)]
struct Seen {
    /// The revision of its tenant. Another one may have another engine.
    revision: u64,
    failures: u32,
    /// When the first of `failures` was.
    since_ms: i64,
    last_ms: i64,
    stored: Option<Stored>,
    minute_began_at_ms: i64,
    stored_in_minute: u32,
}

/// What this process stored last.
#[derive(Debug, Clone)]
struct Stored {
    failing: Option<FailingEngine>,
    /// When the store had it; `None` while it is on its way.
    at_ms: Option<i64>,
}

impl EngineHealth {
    /// What to store of an engine that failed, if anything.
    pub(crate) fn failed(&self, read: Read<'_>, fault: &Fault, now_ms: i64) -> Option<FailingEngine> {
        if fault.cause == Cause::Refused {
            return None;
        }
        let mut engines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        engines.retain(|_, seen| now_ms - seen.last_ms < TOO_FAR_MS);
        let seen = engines.entry((read.tenant.clone(), fault.engine.clone())).or_default();
        if !seen.is_of(read) {
            return None;
        }
        let known = seen.known(read);
        if seen.failures == 0 {
            seen.since_ms = now_ms;
        }
        (seen.failures, seen.last_ms) = (seen.failures + 1, now_ms);
        let failing = FailingEngine::new(fault, known.as_ref().map_or(seen.since_ms, |known| known.since_ms));
        let counts = failing.is_lasting()
            || match &known {
                Some(known) => !known.is_lasting(),
                None => seen.failures >= IN_A_ROW,
            };
        let is_news = counts && known.as_ref() != Some(&failing);
        (is_news && seen.stores(Some(failing.clone()), now_ms)).then_some(failing)
    }

    /// Whether to store that an engine has answered.
    pub(crate) fn answered(&self, read: Read<'_>, engine: &str, now_ms: i64) -> bool {
        let mut engines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (read.tenant.clone(), engine.to_owned());
        if read.failing.is_none() && !engines.contains_key(&key) {
            return false;
        }
        let seen = engines.entry(key).or_default();
        if !seen.is_of(read) {
            return false;
        }
        let known = seen.known(read);
        (seen.failures, seen.last_ms) = (0, now_ms);
        known.is_some() && seen.stores(None, now_ms)
    }

    /// Records whether what was to be stored of an engine is.
    pub(crate) fn stored(&self, tenant: &Slug, engine: &str, is_stored: bool, now_ms: i64) {
        let mut engines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = engines.get_mut(&(tenant.clone(), engine.to_owned())) {
            seen.stored =
                seen.stored.take().filter(|_| is_stored).map(|stored| Stored { at_ms: Some(now_ms), ..stored });
        }
    }
}

impl Seen {
    /// Whether the turn read the tenant as it is now, as far as is known. An engine of an earlier revision may have been another one.
    fn is_of(&mut self, read: Read<'_>) -> bool {
        if self.revision < read.revision {
            *self = Self { revision: read.revision, ..Self::default() };
        }
        self.revision == read.revision
    }

    /// What is stored of the engine: what the turn read, unless this process stored something since.
    fn known(&mut self, read: Read<'_>) -> Option<FailingEngine> {
        let older = self.stored.take_if(|stored| stored.at_ms.is_some_and(|at_ms| at_ms < read.at_ms));
        if let Some(stored) = &self.stored {
            return stored.failing.clone();
        }
        if older.is_some_and(|stored| stored.failing.is_some()) && read.failing.is_none() {
            // Another process got an answer from it.
            self.failures = 0;
        }
        read.failing.cloned()
    }

    /// Whether it may be stored now. If so, it counts as stored from now on.
    fn stores(&mut self, failing: Option<FailingEngine>, now_ms: i64) -> bool {
        if now_ms - self.minute_began_at_ms >= MINUTE_MS {
            (self.minute_began_at_ms, self.stored_in_minute) = (now_ms, 0);
        }
        let is_allowed = self.stored_in_minute < STORED_PER_MINUTE;
        if is_allowed {
            self.stored_in_minute += 1;
            self.stored = Some(Stored { failing, at_ms: None });
        }
        is_allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::engine::Problem;

    /// One engine in one process. A turn reads what is stored and is over a millisecond later.
    struct World {
        health: EngineHealth,
        slug: Slug,
        revision: u64,
        stored: Option<FailingEngine>,
        now_ms: i64,
    }

    impl World {
        fn new() -> Self {
            let slug = Slug::parse("acme").expect("a slug");
            Self { health: EngineHealth::default(), slug, revision: 1, stored: None, now_ms: 1_000_000 }
        }

        fn read(&self) -> Read<'_> {
            Read { tenant: &self.slug, revision: self.revision, failing: self.stored.as_ref(), at_ms: self.now_ms }
        }

        fn fails(&mut self, cause: Cause) -> Option<FailingEngine> {
            let failing = self.health.failed(self.read(), &Fault::new(cause, "main"), self.now_ms);
            self.ends(failing.clone().map(Some));
            failing
        }

        fn answers(&mut self) -> bool {
            let is_news = self.health.answered(self.read(), "main", self.now_ms);
            self.ends(is_news.then_some(None));
            is_news
        }

        #[expect(clippy::option_option, reason = "nothing to store and nothing stored differ")]
        fn ends(&mut self, written: Option<Option<FailingEngine>>) {
            if let Some(written) = written {
                self.stored = written;
                self.health.stored(&self.slug, "main", true, self.now_ms);
            }
            self.now_ms += 1;
        }
    }

    const KEY_REFUSED: Cause = Cause::Misconfigured(Problem::KeyRefused);
    const CREDIT_GONE: Cause = Cause::Misconfigured(Problem::CreditGone);

    #[test]
    fn what_must_be_mended_is_stored_at_once_and_again_when_it_changes() {
        let mut world = World::new();
        let first = world.fails(KEY_REFUSED).expect("news");
        assert_eq!((first.since_ms, first.fault.cause), (1_000_000, KEY_REFUSED));
        assert_eq!(world.fails(KEY_REFUSED), None);
        let changed = world.fails(CREDIT_GONE).expect("news");
        assert_eq!((changed.since_ms, changed.fault.cause), (1_000_000, CREDIT_GONE));
        assert_eq!(world.fails(Cause::Busy), None, "it is not why the engine fails");
        assert!(world.answers());
        assert!(!world.answers());
        assert_eq!(world.fails(KEY_REFUSED).expect("news").since_ms, 1_000_006);
    }

    #[test]
    fn what_may_pass_by_itself_is_stored_from_the_third_time_in_a_row() {
        let mut world = World::new();
        for _ in 0..3 {
            assert_eq!((world.fails(Cause::Busy), world.fails(Cause::Unavailable)), (None, None));
            assert!(!world.answers());
        }
        let begun_ms = world.now_ms;
        world.fails(Cause::Busy);
        world.fails(Cause::Stalled);
        assert_eq!(world.fails(Cause::Cut).expect("news").since_ms, begun_ms);
        assert_eq!(world.fails(KEY_REFUSED).expect("news").since_ms, begun_ms);
    }

    #[test]
    fn failures_far_apart_are_not_in_a_row() {
        let mut world = World::new();
        world.fails(Cause::Busy);
        world.fails(Cause::Busy);
        world.now_ms += TOO_FAR_MS;
        assert_eq!(world.fails(Cause::Busy), None);
    }

    #[test]
    fn refused_content_says_nothing_about_the_engine() {
        let mut world = World::new();
        for _ in 0..4 {
            assert_eq!(world.fails(Cause::Refused), None);
        }
        world.fails(KEY_REFUSED);
        assert_eq!((world.fails(Cause::Refused), world.stored.is_some()), (None, true));
    }

    #[test]
    fn turns_that_began_before_a_write_do_not_repeat_it() {
        let mut world = World::new();
        let fault = Fault::new(KEY_REFUSED, "main");
        let fails = |world: &World| world.health.failed(world.read(), &fault, world.now_ms);
        let failing = fails(&world);
        assert!(failing.is_some());
        assert_eq!(fails(&world), None, "it is on its way");
        world.health.stored(&world.slug, "main", true, world.now_ms);
        assert_eq!(fails(&world), None, "it was stored after this turn began");
        world.now_ms += 1;
        assert_eq!(fails(&world).map(|failing| failing.since_ms), Some(world.now_ms), "another process cleared it");
        world.health.stored(&world.slug, "main", false, world.now_ms);
        assert!(fails(&world).is_some(), "it could not be stored");
    }

    #[test]
    fn what_another_process_stored_is_cleared_by_an_answer_here() {
        let mut world = World::new();
        world.stored = Some(FailingEngine::new(&Fault::new(KEY_REFUSED, "main"), 5));
        assert_eq!(world.fails(CREDIT_GONE).expect("news").since_ms, 5);
        world.health = EngineHealth::default();
        assert!(world.answers());
    }

    #[test]
    fn an_engine_that_goes_to_and_fro_is_stored_a_few_times_a_minute() {
        let mut world = World::new();
        let mut writes = 0;
        for _ in 0..20 {
            writes += u32::from(world.fails(KEY_REFUSED).is_some()) + u32::from(world.answers());
        }
        assert_eq!(writes, STORED_PER_MINUTE);
        world.now_ms += MINUTE_MS;
        assert!(world.fails(KEY_REFUSED).is_some());
    }

    #[test]
    fn a_saved_tenant_begins_anew_and_earlier_turns_say_nothing_about_it() {
        let mut world = World::new();
        world.fails(Cause::Busy);
        world.fails(Cause::Busy);
        world.revision = 2;
        assert_eq!(world.fails(Cause::Busy), None, "the first of this revision");
        world.revision = 1;
        assert_eq!((world.fails(KEY_REFUSED), world.answers()), (None, false));
    }
}
