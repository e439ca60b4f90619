//! `cargo xtask commits`: checks the subjects of all commits since CONTRIBUTING.md has had a rule for them.

use crate::tools;
use anyhow::Result;
use std::process::{Command, ExitCode};

/// The last commit before the rule.
const RULE_SINCE: &str = "505ed9629ac60593c20eb54472c3b7aab3c1f138";
/// The most characters a subject may have.
const LONGEST: usize = 72;

pub(crate) fn run() -> Result<ExitCode> {
    let Some(subjects) = subjects() else { return Ok(ExitCode::SUCCESS) };
    let faults: Vec<String> = subjects.lines().filter_map(fault).collect();
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "CONTRIBUTING.md says how to write a subject; change it with git commit --amend or git rebase --interactive"
    );
    Ok(ExitCode::FAILURE)
}

/// `ID SUBJECT` of each commit that the rule applies to. Without a history to read, it prints a line and returns `None`.
fn subjects() -> Option<String> {
    let Some(is_shallow) = git(&["rev-parse", "--is-shallow-repository"]) else {
        println!("there is no git history, so no subject was checked");
        return None;
    };
    let since = format!("^{RULE_SINCE}");
    if let Some(subjects) = git(&["log", "--no-merges", "--format=%h %s", "HEAD", &since]) {
        return Some(subjects);
    }
    if is_shallow.trim() != "true" {
        println!("commit {RULE_SINCE} is not in this history, so no subject was checked");
        return None;
    }
    println!("a shallow clone: only the subjects of its own commits were checked");
    git(&["log", "--no-merges", "--format=%h %s", "HEAD"])
}

/// What git prints, if it succeeds.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(tools::root()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What is wrong with a commit's subject.
fn fault(commit: &str) -> Option<String> {
    let (id, subject) = commit.split_once(' ').unwrap_or((commit, ""));
    let length = subject.chars().count();
    let wrong = if length > LONGEST {
        format!("{length} characters, and {LONGEST} are allowed")
    } else if subject.contains(';') {
        "a semicolon joins two thoughts: make two commits or one sentence".to_owned()
    } else {
        return None;
    };
    Some(format!("{id} {subject:?}: {wrong}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_short_and_has_one_thought() {
        assert_eq!(fault("505ed96 Store provider keys per host"), None);
        assert_eq!(fault(&format!("505ed96 {}", "ü".repeat(72))), None);
        let long = fault(&format!("505ed96 {}", "ü".repeat(73))).expect("refused");
        assert!(long.contains("73 characters"), "{long}");
        assert!(fault("505ed96 Fix the list; rename the store").is_some());
    }
}
