//! Counts tests. Cargo has its own format; every other runner prints one line, made by `tests/count/`.

use std::{fmt, ops::AddAssign};

/// Tests that passed, failed and were skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Count {
    /// A step without tests counts as one.
    pub(crate) fn of_one(success: bool) -> Self {
        Self { passed: success.into(), failed: (!success).into(), skipped: 0 }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// Adds up the counts in a step's output. `None` when it has none.
pub(crate) fn tests_in(output: &str) -> Option<Count> {
    let mut total = None;
    for count in output.lines().filter_map(in_line) {
        *total.get_or_insert_default() += count;
    }
    total
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; …` or `3 passed, 0 failed, 1 skipped` and nothing else.
fn in_line(line: &str) -> Option<Count> {
    let line = line.trim();
    let parts: Vec<&str> = match line.strip_prefix("test result: ") {
        Some(result) => result.split_once(". ")?.1.split("; ").take(3).collect(),
        None => line.split(", ").collect(),
    };
    let (passed, failed, skipped) = match parts[..] {
        [passed, failed] => (passed, failed, None),
        [passed, failed, skipped] => (passed, failed, Some(skipped)),
        _ => return None,
    };
    Some(Count {
        passed: before(passed, "passed")?,
        failed: before(failed, "failed")?,
        skipped: skipped.map_or(Some(0), |part| before(part, "skipped").or_else(|| before(part, "ignored")))?,
    })
}

/// The number in `3 passed`, for the word `passed`.
fn before(part: &str, word: &str) -> Option<u32> {
    part.strip_suffix(word)?.strip_suffix(' ')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_and_our_own_line_are_counted() {
        let cargo = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                     test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(tests_in(cargo), Some(Count { passed: 5, failed: 1, skipped: 1 }));
        let ours = "✔ a test\n12 passed, 0 failed\n  1 passed, 2 failed, 3 skipped";
        assert_eq!(tests_in(ours), Some(Count { passed: 13, failed: 2, skipped: 3 }));
    }

    #[test]
    fn nothing_else_is_a_count() {
        for line in [
            "Checked 30 files. No fixes applied.",
            "      Tests  1 failed | 40 passed (41)",
            "ℹ pass 12",
            "Ran 9 tests in 0.1s",
            "12 passed, 0 failed, and more",
            "12 passed, 0 failed, 1 skipped, 2 lost",
            "12 passed",
        ] {
            assert_eq!(tests_in(line), None, "{line}");
        }
    }

    #[test]
    fn a_count_prints_as_it_is_read() {
        for count in [Count::of_one(true), Count { passed: 1, failed: 2, skipped: 3 }] {
            assert_eq!(tests_in(&count.to_string()), Some(count));
        }
    }
}
