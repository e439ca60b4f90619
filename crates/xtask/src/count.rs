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

/// Adds up all summaries in the output of cargo, vitest or the browser tests' runner. `None` when there is none.
pub(crate) fn tests_in(output: &str) -> Option<Count> {
    let mut total = None;
    for line in output.lines().map(str::trim) {
        let is_summary = line.starts_with("test result:") || line.starts_with("Tests ") || is_bare(line);
        if is_summary {
            *total.get_or_insert_default() += Count { passed: before(line, "passed"), failed: before(line, "failed") };
        }
    }
    total
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
    fn reads_all_three_runners() {
        let cargo = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                     test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(tests_in(cargo), Some(Count { passed: 5, failed: 1 }));
        let vitest = " Test Files  5 passed (5)\n      Tests  1 failed | 40 passed (41)";
        assert_eq!(tests_in(vitest), Some(Count { passed: 40, failed: 1 }));
        assert_eq!(tests_in("✔ a test\n12 passed, 0 failed"), Some(Count { passed: 12, failed: 0 }));
        assert_eq!(tests_in("Checked 30 files. No fixes applied."), None);
    }
}
