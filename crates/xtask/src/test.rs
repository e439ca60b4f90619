//! `cargo xtask test`: runs every step, even after one has failed, and sums up.

use crate::{
    count::{self, Count},
    process,
    steps::{self, Step},
};
use anyhow::{Result, bail};
use std::{process::ExitCode, time::Instant};

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let steps = steps::all();
    let chosen = match parse(arguments)? {
        Wanted::List => {
            for step in &steps {
                let when = if step.is_extra { " (with --all)" } else { "" };
                println!("{:20} {}{when}", step.name, step.about);
            }
            return Ok(ExitCode::SUCCESS);
        }
        Wanted::Usual => steps.iter().filter(|step| !step.is_extra).collect(),
        Wanted::All => steps.iter().collect(),
        Wanted::Only(names) => named(&steps, &names)?,
    };
    let begun = Instant::now();
    let (mut total, mut failed_steps) = (Count::default(), Vec::new());
    for step in chosen {
        let count = run_step(step);
        if count.failed > 0 {
            failed_steps.push(step.name.as_str());
        }
        total += count;
    }
    println!("\n{} s in all", begun.elapsed().as_secs());
    if !failed_steps.is_empty() {
        println!("failed: {} (again: cargo xtask test --only {})", failed_steps.join(", "), failed_steps[0]);
    }
    println!("{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn named<'a>(steps: &'a [Step], names: &[String]) -> Result<Vec<&'a Step>> {
    if let Some(unknown) = names.iter().find(|name| steps.iter().all(|step| step.name != **name)) {
        bail!("there is no step {unknown:?}; --list shows the steps");
    }
    Ok(steps.iter().filter(|step| names.contains(&step.name)).collect())
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    List,
    /// What must pass before every push.
    Usual,
    /// Also what takes long.
    All,
    Only(Vec<String>),
}

fn parse(arguments: &[String]) -> Result<Wanted> {
    let (mut only, mut is_all) = (Vec::new(), false);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match (argument.as_str(), argument.strip_prefix("--only=")) {
            ("--list", _) => return Ok(Wanted::List),
            ("--all", _) => is_all = true,
            ("--only", _) => match rest.next() {
                Some(step) => only.push(step.clone()),
                None => bail!("--only needs the name of a step; --list shows the steps"),
            },
            (_, Some(step)) => only.push(step.to_owned()),
            _ => bail!("test takes --only STEP, --all and --list, not {argument:?}"),
        }
    }
    match (only.is_empty(), is_all) {
        (true, true) => Ok(Wanted::All),
        (true, false) => Ok(Wanted::Usual),
        (false, false) => Ok(Wanted::Only(only)),
        (false, true) => bail!("--only and --all exclude each other"),
    }
}

/// Runs a step between a header and its result.
fn run_step(step: &Step) -> Count {
    println!("== {}: {}", step.name, step.about);
    let begun = Instant::now();
    let (success, output) = match step.command().and_then(|mut command| process::capture(&mut command)) {
        Ok(finished) => (finished.success, finished.output),
        Err(error) => (false, format!("{error:#}\n")),
    };
    let (count, fault) = judge(step.has_tests, success, &output);
    if count.failed > 0 {
        output.lines().filter(|line| !is_noise(line)).for_each(|line| println!("{line}"));
    }
    let verdict = if count.failed == 0 { "ok" } else { "FAILED" };
    let tests = if step.has_tests { format!(", {count}") } else { String::new() };
    let fault = fault.map_or_else(String::new, |fault| format!(": {fault}"));
    println!("   {verdict} in {:.1} s{tests}{fault}", begun.elapsed().as_secs_f64());
    count
}

/// Counts a step's tests, or the step itself if it has none. A step also fails without a failed test: if it exits with an error, runs no tests,
/// or skips one.
fn judge(has_tests: bool, success: bool, output: &str) -> (Count, Option<&'static str>) {
    if !has_tests {
        return (Count::of_one(success), None);
    }
    let count = count::tests_in(output).unwrap_or_default();
    let fault = match count {
        Count { failed: 1.., .. } => return (count, None),
        _ if !success => "it exited with an error",
        Count { passed: 0, skipped: 0, .. } => "it ran no tests",
        Count { skipped: 1.., .. } => "a skipped test proves nothing",
        _ => return (count, None),
    };
    (Count { failed: 1, ..count }, Some(fault))
}

/// What cargo prints for each of hundreds of packages.
fn is_noise(line: &str) -> bool {
    let status = line.trim_start().split(' ').next().unwrap_or_default();
    line.starts_with(' ') && matches!(status, "Compiling" | "Checking" | "Downloading" | "Downloaded")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn only_can_be_repeated_and_written_both_ways() {
        let only = parse(&words("--only rust --only=clippy")).expect("read");
        assert_eq!(only, Wanted::Only(words("rust clippy")));
        assert_eq!(parse(&words("--list")).expect("read"), Wanted::List);
        assert_eq!(parse(&words("--all")).expect("read"), Wanted::All);
        for wrong in ["--only", "rust", "--all --only rust"] {
            assert!(parse(&words(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_step_that_ran_no_tests_or_not_all_of_them_fails() {
        let failed = |success, output| judge(true, success, output).0.failed;
        assert_eq!(failed(true, "3 passed, 0 failed"), 0);
        assert_eq!(failed(true, "everything is fine"), 1);
        assert_eq!(failed(true, "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured"), 1);
        assert_eq!(failed(true, "3 passed, 0 failed, 1 skipped"), 1);
        assert_eq!(failed(false, "3 passed, 0 failed"), 1);
        assert_eq!(failed(false, "3 passed, 2 failed"), 2);
        assert_eq!(judge(false, true, "Checked 30 files").0, Count::of_one(true));
    }

    #[test]
    fn every_step_has_a_unique_name_and_can_be_selected() {
        let steps = steps::all();
        let names: Vec<String> = steps.iter().map(|step| step.name.clone()).collect();
        assert_eq!(named(&steps, &names).expect("all there").len(), names.iter().collect::<BTreeSet<_>>().len());
        assert!(named(&steps, &words("rust gone")).is_err());
    }
}
