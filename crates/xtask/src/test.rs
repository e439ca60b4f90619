//! `cargo xtask test`: runs every step, even after one has failed, and sums up.

use crate::{
    process::{self, Finished},
    results::{self, Count, Outcome, Test},
    steps::{self, Lane, Stage, Step},
    tools,
};
use anyhow::{Context as _, Result, bail};
use std::{
    fmt::Write as _,
    fs,
    os::unix::process::CommandExt as _,
    path::PathBuf,
    process::{Command, ExitCode},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let stages = steps::stages();
    let chosen: Vec<Stage> = match parse(arguments)? {
        Wanted::List => {
            for step in stages.iter().flatten().flatten() {
                let when = if step.is_extra { " (with --all)" } else { "" };
                println!("{:20} {}{when}", step.name, step.about);
            }
            return Ok(ExitCode::SUCCESS);
        }
        Wanted::Usual => only(stages, |step| !step.is_extra),
        Wanted::All => stages,
        Wanted::Only(names) => {
            if let Some(unknown) =
                names.iter().find(|name| stages.iter().flatten().flatten().all(|step| step.name != **name))
            {
                bail!("there is no step {unknown:?}; --list shows the steps");
            }
            only(stages, |step| names.contains(&step.name))
        }
    };
    if std::env::var_os(tools::WRAPPER).is_none() {
        return with_clippy(arguments);
    }
    let begun = Instant::now();
    let outcomes: Vec<StepOutcome> = chosen.iter().flat_map(run_stage).collect();
    let steps: Vec<_> = outcomes.iter().map(|step| (step.name.as_str(), step.took, step.fault.clone())).collect();
    fs::write(tools::results("steps").with_extension("xml"), results::report(&steps))?;
    print!("{}", summary(&outcomes, begun.elapsed()));
    Ok(if outcomes.iter().all(|step| step.fault.is_none()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Becomes the same program in which every cargo compiles the workspace with Clippy's driver, which is rustc with more lints, so that linting
/// and testing need one build. `cargo clippy` sets the same variables.
fn with_clippy(arguments: &[String]) -> Result<ExitCode> {
    let driver = "clippy-driver";
    if tools::find(driver).is_none() {
        bail!("Clippy is needed; install it with: rustup component add clippy");
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("test").args(arguments).env(tools::WRAPPER, driver).env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
    Err(command.exec()).context("xtask cannot start itself")
}

/// The stages with only the steps that are wanted.
fn only(stages: Vec<Stage>, is_wanted: impl Fn(&Step) -> bool) -> Vec<Stage> {
    let lane = |lane: Lane| lane.into_iter().filter(|step| is_wanted(step)).collect();
    stages.into_iter().map(|stage| stage.into_iter().map(lane).collect()).collect()
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

/// What a step did.
struct StepOutcome {
    name: String,
    took: Duration,
    count: Count,
    tests: Vec<Test>,
    /// Why it failed.
    fault: Option<String>,
}

fn run_stage(stage: &Stage) -> Vec<StepOutcome> {
    let output = Mutex::new(());
    thread::scope(|scope| {
        let lane = |lane: &'_ Lane| lane.iter().map(|step| run_step(step, &output)).collect::<Vec<_>>();
        let lanes: Vec<_> = stage.iter().map(|steps| scope.spawn(move || lane(steps))).collect();
        lanes.into_iter().flat_map(|lane| lane.join().expect("a step doesn't panic")).collect()
    })
}

/// Runs a step, and prints its result below its header when it has ended, because another one may print meanwhile.
fn run_step(step: &Step, output: &Mutex<()>) -> StepOutcome {
    let begun = Instant::now();
    let folder = tools::results(&step.name);
    let finished =
        emptied(&folder).and_then(|()| process::capture(&step.name, &mut step.command(&folder)?, step.limit));
    let tests = if step.has_tests { results::read(&folder) } else { Ok(Vec::new()) };
    let (tests, text, exit) = match (tests, finished) {
        (Ok(tests), Ok(finished)) => {
            let fault = exit_fault(&finished, step.proof);
            (tests, finished.output, fault)
        }
        (_, Err(error)) | (Err(error), _) => (Vec::new(), String::new(), Some(format!("{error:#}"))),
    };
    let fault = fault(step.has_tests.then_some(&tests), exit);
    let count = count(step.has_tests.then_some(&tests), fault.is_none());
    let took = begun.elapsed();
    let _alone = output.lock();
    println!("== {}: {}", step.name, step.about);
    let seconds = took.as_secs_f64();
    let of_tests = if step.has_tests { format!(", {count}") } else { String::new() };
    let is_shown = fault.is_some() || step.is_for_reading;
    text.lines()
        .filter(|line| if is_shown { !is_noise(line) } else { line.starts_with(NOTE) })
        .for_each(|line| println!("{line}"));
    match &fault {
        None => println!("   ok in {seconds:.1} s{of_tests}"),
        Some(fault) => println!("   FAILED in {seconds:.1} s{of_tests}: {fault}"),
    }
    StepOutcome { name: step.name.clone(), took, count, tests, fault }
}

fn emptied(folder: &PathBuf) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}

/// What was wrong with how a program ended.
fn exit_fault(finished: &Finished, proof: Option<&str>) -> Option<String> {
    match proof {
        _ if finished.hung.is_some() => finished.hung.clone(),
        _ if !finished.success => Some("it exited with an error".to_owned()),
        Some(proof) if !finished.output.contains(proof) => {
            Some(format!("it ended without printing {proof:?}, so it has not done its work"))
        }
        _ => None,
    }
}

/// Why a step fails, given its tests, if it has any, and what was wrong when it ended. It fails if a test fails or is skipped, if it runs no
/// tests, and if it exits with an error.
fn fault(tests: Option<&Vec<Test>>, exit: Option<String>) -> Option<String> {
    let named = |outcome| {
        let names = tests.into_iter().flatten().filter(|test| test.outcome == outcome).map(|test| test.name.as_str());
        let names: Vec<&str> = names.collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let failed = named(Outcome::Failed).map(|names| format!("failed: {names}"));
    let skipped = named(Outcome::Skipped).map(|names| format!("skipped, which proves nothing: {names}"));
    let none = tests.is_some_and(Vec::is_empty).then(|| "it ran no tests".to_owned());
    let faults: Vec<String> = [failed, skipped, none, exit].into_iter().flatten().collect();
    (!faults.is_empty()).then(|| faults.join("; "))
}

/// A step counts as a failed test if it fails without one.
fn count(tests: Option<&Vec<Test>>, success: bool) -> Count {
    let Some(tests) = tests else { return Count::of_one(success) };
    let count = Count::of(tests);
    Count { failed: count.failed.max((!success).into()), ..count }
}

/// How a line begins that is printed even if its step passes.
const NOTE: &str = "note: ";

/// What cargo prints for each of hundreds of packages.
fn is_noise(line: &str) -> bool {
    let status = line.trim_start().split(' ').next().unwrap_or_default();
    line.starts_with(' ') && matches!(status, "Compiling" | "Checking" | "Downloading" | "Downloaded")
}

/// Where the time went, what failed, and the counts in the last line.
fn summary(steps: &[StepOutcome], took: Duration) -> String {
    const SLOWEST: usize = 10;
    let mut text = String::from("\nseconds  step\n");
    for step in steps {
        let _ = writeln!(text, "{:7.1}  {}", step.took.as_secs_f64(), step.name);
    }
    let mut tests: Vec<(&str, &Test)> =
        steps.iter().flat_map(|step| step.tests.iter().map(|test| (step.name.as_str(), test))).collect();
    tests.sort_by_key(|(_, test)| std::cmp::Reverse(test.took));
    if !tests.is_empty() {
        text.push_str("\nseconds  slowest tests\n");
    }
    for (step, test) in tests.iter().take(SLOWEST) {
        let _ = writeln!(text, "{:7.1}  {step}: {}", test.took.as_secs_f64(), test.name);
    }
    let _ = writeln!(text, "\n{} s in all; reports are in target/test-results", took.as_secs());
    let failed: Vec<&StepOutcome> = steps.iter().filter(|step| step.fault.is_some()).collect();
    for step in &failed {
        let _ = writeln!(text, "{}: {}", step.name, step.fault.as_deref().unwrap_or_default());
    }
    if let Some(first) = failed.first() {
        let _ = writeln!(text, "again: cargo xtask test --only {}", first.name);
    }
    let mut total = Count::default();
    steps.iter().for_each(|step| total += step.count);
    let _ = writeln!(text, "{total}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn test(name: &str, outcome: Outcome) -> Test {
        Test { name: name.to_owned(), outcome, took: Duration::from_secs(1) }
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
    fn a_step_fails_unless_it_ran_tests_and_all_of_them_passed() {
        let (passed, failed, skipped) =
            (test("a", Outcome::Passed), test("b", Outcome::Failed), test("c", Outcome::Skipped));
        let says = |tests: &[&Test], exit: Option<&str>| {
            let tests = tests.iter().map(|test| (*test).clone()).collect();
            fault(Some(&tests), exit.map(str::to_owned)).unwrap_or_default()
        };
        assert_eq!(says(&[&passed], None), "");
        assert_eq!(says(&[&passed, &failed], Some("it exited with an error")), "failed: b; it exited with an error");
        assert_eq!(says(&[&passed, &skipped], None), "skipped, which proves nothing: c");
        assert_eq!(says(&[], None), "it ran no tests");
        assert_eq!(says(&[&passed], Some("it hung")), "it hung");
        assert_eq!(fault(None, None), None);
    }

    #[test]
    fn a_program_proves_its_work_by_what_it_prints() {
        let ended = |success, output: &str| Finished { success, output: output.to_owned(), hung: None };
        assert_eq!(exit_fault(&ended(true, "Checked 3 files"), Some("Checked ")), None);
        assert_eq!(exit_fault(&ended(true, ""), None), None);
        assert!(exit_fault(&ended(true, ""), Some("Checked ")).is_some_and(|fault| fault.contains("Checked ")));
        assert!(exit_fault(&ended(false, "Checked 3 files"), Some("Checked ")).is_some());
        let hung = Finished { hung: Some("it hung".to_owned()), ..ended(false, "") };
        assert_eq!(exit_fault(&hung, None), Some("it hung".to_owned()));
    }

    #[test]
    fn a_step_that_fails_without_a_failed_test_counts_as_one() {
        let (passed, failed) = (test("a", Outcome::Passed), test("b", Outcome::Failed));
        let count = |tests: Option<Vec<Test>>, success| count(tests.as_ref(), success);
        assert_eq!(count(Some(vec![passed.clone()]), false), Count { passed: 1, failed: 1, skipped: 0 });
        assert_eq!(
            count(Some(vec![failed.clone(), failed, passed]), false),
            Count { passed: 1, failed: 2, skipped: 0 }
        );
        assert_eq!(count(None, true), Count::of_one(true));
        assert_eq!(count(None, false), Count::of_one(false));
    }

    #[test]
    fn the_summary_ends_with_the_counts_and_names_what_failed() {
        let slow = Test { took: Duration::from_secs(9), ..test("slow", Outcome::Passed) };
        let tests = vec![test("quick", Outcome::Failed), slow];
        let step = StepOutcome {
            name: "rust".to_owned(),
            took: Duration::from_secs(10),
            count: Count::of(&tests),
            tests,
            fault: Some("failed: quick".to_owned()),
        };
        let text = summary(&[step], Duration::from_secs(12));
        assert!(
            text.ends_with("rust: failed: quick\nagain: cargo xtask test --only rust\n1 passed, 1 failed, 0 skipped\n"),
            "{text}"
        );
        assert!(text.find("rust: slow") < text.find("rust: quick"), "{text}");
    }
}
