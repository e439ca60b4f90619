//! Says on standard error how far a long step is.

/// How far a step is.
pub(super) struct Progress {
    what: &'static str,
    said: u64,
}

impl Progress {
    /// A step, as in "copied 30 %".
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, said: 0 }
    }

    /// Says so with each tenth.
    pub(super) fn reached(&mut self, done: u64, all: u64) {
        let tenths = (done * 10).checked_div(all).unwrap_or(10);
        if tenths > self.said {
            self.said = tenths;
            eprintln!("{} {} %", self.what, tenths * 10);
        }
    }
}
