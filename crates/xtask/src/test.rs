//! `cargo xtask test`: runs every step, also after one has failed, and sums up.

use crate::{
    count::{self, Count},
    process,
    steps::{self, Step},
};
use anyhow::{Result, bail};
use std::{process::ExitCode, time::Instant};

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let steps = steps::all();
    let only = match parse(arguments)? {
        Wanted::List => {
            for step in &steps {
                println!("{:18} {}", step.name, step.about);
            }
            return Ok(ExitCode::SUCCESS);
        }
        Wanted::Steps(only) => only,
    };
    if let Some(unknown) = only.iter().find(|name| steps.iter().all(|step| step.name != **name)) {
        bail!("there is no step {unknown:?}; --list shows those there are");
    }
    let chosen = steps.iter().filter(|step| only.is_empty() || only.contains(&step.name));
    let (mut total, mut failed_steps) = (Count::default(), Vec::new());
    for step in chosen {
        let count = run_step(step);
        if count.failed > 0 {
            failed_steps.push(step.name.as_str());
        }
        total += count;
    }
    println!();
    if !failed_steps.is_empty() {
        println!("failed: {} (again: cargo xtask test --only {})", failed_steps.join(", "), failed_steps[0]);
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

enum Wanted {
    List,
    /// Empty means all.
    Steps(Vec<String>),
}

fn parse(arguments: &[String]) -> Result<Wanted> {
    let mut only = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match (argument.as_str(), argument.strip_prefix("--only=")) {
            ("--list", _) => return Ok(Wanted::List),
            ("--only", _) => match rest.next() {
                Some(step) => only.push(step.clone()),
                None => bail!("--only needs the name of a step; --list shows them"),
            },
            (_, Some(step)) => only.push(step.to_owned()),
            _ => bail!("test takes --only STEP and --list, not {argument:?}"),
        }
    }
    Ok(Wanted::Steps(only))
}

/// Runs a step between a header and its result. A step whose output names no tests counts as one.
fn run_step(step: &Step) -> Count {
    println!("== {}: {}", step.name, step.about);
    let begun = Instant::now();
    let (success, output) = match step.command().and_then(|mut command| process::capture(&mut command)) {
        Ok(finished) => (finished.success, finished.output),
        Err(error) => (false, format!("{error:#}\n")),
    };
    let counted = count::tests_in(&output);
    let count = match (success, counted) {
        (true, counted) => counted.unwrap_or(Count { passed: 1, failed: 0 }),
        (false, counted) => {
            output.lines().filter(|line| !is_noise(line)).for_each(|line| println!("{line}"));
            let counted = counted.unwrap_or_default();
            Count { failed: counted.failed.max(1), ..counted }
        }
    };
    let tests = counted.map_or_else(String::new, |_| format!(", {} passed, {} failed", count.passed, count.failed));
    let verdict = if success { "ok" } else { "FAILED" };
    println!("   {verdict} in {:.1} s{tests}", begun.elapsed().as_secs_f64());
    count
}

/// What cargo says for each of hundreds of packages.
fn is_noise(line: &str) -> bool {
    let status = line.trim_start().split(' ').next().unwrap_or_default();
    line.starts_with(' ') && matches!(status, "Compiling" | "Checking" | "Downloading" | "Downloaded")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn only_may_be_said_more_than_once_and_both_ways() {
        let Ok(Wanted::Steps(only)) = parse(&words("--only rust --only=clippy")) else { panic!("not read") };
        assert_eq!(only, ["rust", "clippy"]);
        assert!(matches!(parse(&words("--list")), Ok(Wanted::List)));
        assert!(parse(&words("--only")).is_err());
        assert!(parse(&words("rust")).is_err());
    }
}
