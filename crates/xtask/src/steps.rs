//! The steps of `cargo xtask test`, in order. The list is fixed, so a missing script is a failing step.

use crate::{npm, openapi, tools};
use anyhow::Result;
use std::{path::Path, process::Command, time::Duration};

/// Steps that run one after the other.
pub(crate) type Lane = Vec<Step>;

/// Lanes that run side by side. A stage begins when the one before it has ended.
pub(crate) type Stage = Vec<Lane>;

/// One thing that must pass.
pub(crate) struct Step {
    /// Its name, for `--only`.
    pub(crate) name: String,
    /// What it does, for `--list` and its header.
    pub(crate) about: String,
    /// Whether it runs tests and must report them, as JUnit XML in the folder that it gets as `TEST_RESULTS`.
    pub(crate) has_tests: bool,
    /// Whether it runs only with `--all`.
    pub(crate) is_extra: bool,
    /// Whether its output is what it is for, and is printed even if it passes.
    pub(crate) is_for_reading: bool,
    /// What it prints when it has done its work, if it has no tests. A script that only exits with 0 doesn't.
    pub(crate) proof: Option<&'static str>,
    /// How long it may take on a slow machine, without what it installs.
    pub(crate) limit: Duration,
    /// Installs what it needs and says what to run. Gets the folder for its results.
    prepare: Box<Prepare>,
}

type Prepare = dyn Fn(&Path) -> Result<Command> + Send + Sync;

impl Step {
    fn new(name: &str, about: &str, prepare: impl Fn(&Path) -> Result<Command> + Send + Sync + 'static) -> Self {
        Self {
            name: name.to_owned(),
            about: about.to_owned(),
            has_tests: false,
            is_extra: false,
            is_for_reading: false,
            proof: None,
            limit: Duration::from_mins(10),
            prepare: Box::new(prepare),
        }
    }

    fn cargo(name: &str, arguments: &'static [&'static str]) -> Self {
        let about = format!("cargo {}", arguments.join(" "));
        Self::new(name, &about, |_| Ok(tools::cargo(arguments)))
    }

    /// A script of a part's `package.json`, and what it prints.
    fn npm(part: &'static str, script: &'static str, flags: &'static [&'static str], proof: &'static str) -> Self {
        let about = format!("npm run {script} in {part}/");
        let step = Self::new(&format!("{part}-{script}"), &about, move |_| {
            npm::install(part)?;
            let mut command = tools::npm(&tools::root().join(part), &["run", "--silent", script, "--"])?;
            command.args(flags);
            Ok(command)
        });
        step.printing(proof)
    }

    /// The unit tests of a part, which run in vitest.
    fn vitest(part: &'static str) -> Self {
        let about = format!("npm run test in {part}/");
        let step = Self::new(&format!("{part}-test"), &about, move |results| {
            npm::install(part)?;
            let mut command = tools::npm(&tools::root().join(part), &["run", "--silent", "test", "--"])?;
            command.args(["--reporter=default", "--reporter=junit"]);
            command.arg(format!("--outputFile.junit={}", results.join("vitest.xml").display()));
            Ok(command)
        });
        step.with_tests()
    }

    /// A script that installs what it needs below `target/`, with its arguments.
    fn shell(name: &str, script: &'static [&'static str], about: &str) -> Self {
        Self::new(name, about, move |_| {
            let mut command = Command::new("bash");
            command.args(script).current_dir(tools::root());
            Ok(command)
        })
    }

    fn with_tests(self) -> Self {
        Self { has_tests: true, ..self }
    }

    fn printing(self, proof: &'static str) -> Self {
        Self { proof: Some(proof), ..self }
    }

    fn extra(self) -> Self {
        Self { is_extra: true, ..self }
    }

    fn for_reading(self) -> Self {
        Self { is_for_reading: true, ..self }
    }

    fn within(self, minutes: u64) -> Self {
        Self { limit: Duration::from_mins(minutes), ..self }
    }

    /// Installs what the step needs, and returns its command.
    pub(crate) fn command(&self, results: &Path) -> Result<Command> {
        let mut command = (self.prepare)(results)?;
        command.env("TEST_RESULTS", results);
        if self.is_extra {
            // These build on their own.
            command.env_remove(tools::WRAPPER).env_remove("CLIPPY_ARGS");
        }
        Ok(command)
    }
}

/// Every step. What compiles is in the first lane of its stage, and what the second one does meanwhile leaves a core to it.
pub(crate) fn stages() -> Vec<Stage> {
    let without_binaries = web().into_iter().chain([template()]).collect();
    vec![vec![rust(), without_binaries], vec![vec![browser(), engines()], deployment()], vec![extras()]]
}

/// The Rust workspace.
fn rust() -> Lane {
    let subjects = Step::new("commits", "the commits' subjects keep the rule in CONTRIBUTING.md", |_| {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("commits");
        Ok(command)
    });
    vec![
        subjects,
        Step::cargo("format", &["fmt", "--all", "--check"]),
        Step::shell("dependencies", &["tests/dependencies/check.sh"], "their licences and sources keep to deny.toml")
            .printing("licenses ok"),
        // Compiles with Clippy, so that this is the build of the tests, too (see `test`).
        Step::cargo("clippy", &["build", "--workspace", "--all-targets"]).within(40),
        every_rust_test(),
        Step::new("openapi", "crates/admin/openapi.json is what the code says", |_| openapi::command(true)),
    ]
}

fn every_rust_test() -> Step {
    let step = Step::new("rust", "every Rust test", |_| {
        for installed in [tools::faketime(), tools::nginx()] {
            if let Err(error) = installed {
                eprintln!("{error:#}");
            }
        }
        let mut command = Command::new("bash");
        command.arg("tests/rust/check.sh").current_dir(tools::root());
        Ok(command)
    });
    step.with_tests().within(20)
}

/// The TypeScript parts.
fn web() -> Lane {
    let of_part = |part| {
        [
            Step::npm(part, "typecheck", &["--diagnostics"], "Files:"),
            Step::npm(part, "lint", &[], "Checked "),
            Step::vitest(part),
            Step::npm(part, "build", &[], "built in "),
            Step::npm(part, "size", &[], " KiB"),
        ]
    };
    ["widget", "dashboard"].into_iter().flat_map(of_part).collect()
}

fn template() -> Step {
    Step::shell("template", &["tests/deploy/check.sh"], "the AWS template, without deploying it")
        .with_tests()
        .within(20)
}

fn browser() -> Step {
    let about = "the widget, the dashboard and the local server in Chromium";
    let step = Step::new("browser", about, |_| {
        if let Err(error) = tools::languages() {
            eprintln!("{error:#}");
        }
        in_browsers("test")
    });
    step.with_tests().within(45)
}

fn engines() -> Step {
    let step = Step::new("engines", "a walk through the widget in Chromium, Firefox and WebKitGTK", |_| {
        // Without one of them, the walk is shorter: the script says so, and fails in CI.
        if let Err(error) = tools::other_engines() {
            eprintln!("{error:#}");
        }
        in_browsers("engines")
    });
    step.with_tests().within(20)
}

/// A script of `tests/browser`, with all that it needs.
fn in_browsers(script: &str) -> Result<Command> {
    npm::build_all()?;
    npm::install("tests/browser")?;
    let chromium = tools::chromium()?;
    tools::build_quietly()?;
    let mut command = tools::npm(&tools::root().join("tests/browser"), &["run", "--silent", script])?;
    command.env("CHROMIUM", chromium).env("BUBBLECHAT_LOCAL_BIN", tools::built("bubblechat-local")?);
    Ok(command)
}

/// What uses the binaries, beside the browser.
fn deployment() -> Lane {
    let with_tests = |name, script, about| Step::shell(name, script, about).with_tests().within(20);
    vec![
        with_tests("api", &["tests/api/check.sh", "10"], "every route, held to the OpenAPI document"),
        with_tests("providers", &["tests/providers/check.sh"], "engines, against servers that others wrote"),
        with_tests("streaming", &["tests/deploy/stream.sh"], "the chat function under Lambda's runtime API"),
        // Uses the existing builds, because a release build takes longer than everything else.
        with_tests(
            "deployment",
            &["tests/deploy/deploy.sh", "--dev"],
            "the template, deployed to an emulator and used",
        ),
    ]
}

/// What takes long.
fn extras() -> Lane {
    let steps = [
        Step::shell("release", &["tests/deploy/deploy.sh"], "the same with the release builds that sam build makes")
            .with_tests()
            .within(120),
        // Where buildah is missing and cannot be installed, this fails.
        Step::new("image", "the container's last stage, built without a daemon and started", |_| {
            npm::build_all()?;
            tools::build_quietly()?;
            tools::buildah()?;
            let mut command = Command::new("bash");
            command.arg("tests/deploy/image.sh").current_dir(tools::root());
            Ok(command)
        })
        .printing("healthy"),
        // The list of vulnerabilities changes independently, so this step may fail without a change here.
        Step::shell(
            "advisories",
            &["tests/dependencies/check.sh", "advisories"],
            "no dependency has a known vulnerability",
        )
        .printing("advisories ok"),
        Step::shell("coverage", &["tests/rust/coverage.sh"], "how many lines the Rust tests run, file by file")
            .printing("TOTAL")
            .for_reading()
            .within(60),
        Step::npm("widget", "coverage", &[], "Lines").for_reading(),
        Step::npm("dashboard", "coverage", &[], "Lines").for_reading(),
        Step::shell(
            "mutants",
            &["tests/rust/mutants.sh"],
            "a test notices every small change of what is new in the Rust code",
        )
        .printing("no mutant survived")
        .within(480),
        Step::npm("widget", "mutants", &[], "mutants survive").for_reading().within(120),
        Step::npm("dashboard", "mutants", &[], "mutants survive").for_reading().within(120),
    ];
    steps.into_iter().map(Step::extra).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A step leaves this list only on purpose.
    #[test]
    fn no_step_is_missing() {
        let always = "commits format dependencies clippy rust openapi \
                      widget-typecheck widget-lint widget-test widget-build widget-size \
                      dashboard-typecheck dashboard-lint dashboard-test dashboard-build dashboard-size \
                      template browser engines api providers streaming deployment";
        let (extra, usual): (Vec<Step>, Vec<Step>) =
            stages().into_iter().flatten().flatten().partition(|step| step.is_extra);
        let names = |steps: Vec<Step>| steps.into_iter().map(|step| step.name).collect::<Vec<_>>().join(" ");
        assert_eq!(names(usual), always);
        assert_eq!(
            names(extra),
            "release image advisories coverage widget-coverage dashboard-coverage mutants widget-mutants dashboard-mutants"
        );
    }
}
