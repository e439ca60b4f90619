//! How many tests ran, read from what the test runners print.

/// Tests that passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Adds up all summaries in the output of cargo, vitest, unittest, Node's runner or the browser tests' one. `None` when there is none.
pub(crate) fn tests_in(output: &str) -> Option<Count> {
    let lines = || output.lines().map(str::trim);
    // The browser tests' runner sums up what Node's says too.
    let has_bare = lines().any(is_bare);
    let mut total = None;
    for line in lines() {
        let count = match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["test", "result:", ..] | ["Tests", ..] => {
                Count { passed: before(line, "passed"), failed: before(line, "failed") }
            }
            _ if is_bare(line) => Count { passed: before(line, "passed"), failed: before(line, "failed") },
            ["ℹ" | "#", "pass", passed] if !has_bare => Count { passed: number(passed), failed: 0 },
            ["ℹ" | "#", "fail", failed] if !has_bare => Count { passed: 0, failed: number(failed) },
            ["Ran", ran, "test" | "tests", "in", _] => Count { passed: number(ran), failed: 0 },
            // After `Ran`: so many of them did not pass.
            ["FAILED", ..] if line.contains('=') => {
                let failed = line.split(['=', ',', ')']).map(number).sum();
                let passed = total.map_or(0, |total: Count| total.passed);
                total = Some(Count { passed: passed.saturating_sub(failed), ..total.unwrap_or_default() });
                Count { passed: 0, failed }
            }
            _ => continue,
        };
        *total.get_or_insert_default() += count;
    }
    total
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or_default()
}

/// `12 passed, 0 failed` and nothing else.
fn is_bare(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(words[..], [passed, "passed,", failed, "failed"] if [passed, failed].iter().all(|n| n.parse::<u32>().is_ok()))
}

/// The number that stands before a word.
fn before(line: &str, word: &str) -> u32 {
    let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_end_matches([';', ','])).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_runner() {
        let cargo = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                     test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(tests_in(cargo), Some(Count { passed: 5, failed: 1 }));
        let vitest = " Test Files  5 passed (5)\n      Tests  1 failed | 40 passed (41)";
        assert_eq!(tests_in(vitest), Some(Count { passed: 40, failed: 1 }));
        assert_eq!(tests_in("✔ a test\n12 passed, 0 failed"), Some(Count { passed: 12, failed: 0 }));
        let both = "ℹ tests 13\nℹ pass 12\nℹ fail 1\n12 passed, 1 failed";
        assert_eq!(tests_in(both), Some(Count { passed: 12, failed: 1 }));
        let python = "Ran 9 tests in 0.1s\n\nFAILED (failures=1, errors=2)\n# pass 4\n# fail 0";
        assert_eq!(tests_in(python), Some(Count { passed: 10, failed: 3 }));
        assert_eq!(tests_in("Ran 9 tests in 0.1s\n\nOK"), Some(Count { passed: 9, failed: 0 }));
        assert_eq!(tests_in("Checked 30 files. No fixes applied."), None);
    }
}
