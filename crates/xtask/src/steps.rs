//! The steps of `cargo xtask test`, in order, quick ones first. The list is fixed, so a missing script is a failing step.

use crate::{npm, openapi, tools};
use anyhow::Result;
use std::process::Command;

/// One thing that must pass.
pub(crate) struct Step {
    /// Its name, for `--only`.
    pub(crate) name: String,
    /// What it does, for `--list` and its header.
    pub(crate) about: String,
    /// Whether it runs tests and must report how many.
    pub(crate) has_tests: bool,
    /// Whether it runs only with `--all`.
    pub(crate) is_extra: bool,
    /// Installs what it needs and says what to run.
    prepare: Box<dyn Fn() -> Result<Command>>,
}

impl Step {
    fn new(name: &str, about: &str, prepare: impl Fn() -> Result<Command> + 'static) -> Self {
        Self {
            name: name.to_owned(),
            about: about.to_owned(),
            has_tests: false,
            is_extra: false,
            prepare: Box::new(prepare),
        }
    }

    fn cargo(name: &str, arguments: &'static [&'static str]) -> Self {
        let about = format!("cargo {}", arguments.join(" "));
        Self::new(name, &about, || Ok(tools::cargo(arguments)))
    }

    /// A script of a part's `package.json`.
    fn npm(part: &'static str, script: &'static str) -> Self {
        let about = format!("npm run {script} in {part}/");
        Self::new(&format!("{part}-{script}"), &about, move || {
            npm::install(part)?;
            tools::npm(&tools::root().join(part), &["run", "--silent", script])
        })
    }

    /// A script that installs what it needs below `target/`, with its arguments.
    fn shell(name: &str, script: &'static [&'static str], about: &str) -> Self {
        Self::new(name, about, move || {
            let mut command = Command::new("bash");
            command.args(script).current_dir(tools::root());
            Ok(command)
        })
    }

    fn with_tests(self) -> Self {
        Self { has_tests: true, ..self }
    }

    fn extra(self) -> Self {
        Self { is_extra: true, ..self }
    }

    /// Installs what the step needs, and returns its command.
    pub(crate) fn command(&self) -> Result<Command> {
        (self.prepare)()
    }
}

/// Every step.
pub(crate) fn all() -> Vec<Step> {
    let mut steps = vec![
        Step::new("commits", "the commits' subjects keep the rule in CONTRIBUTING.md", || {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("commits");
            Ok(command)
        }),
        Step::cargo("format", &["fmt", "--all", "--check"]),
        Step::shell("dependencies", &["tests/dependencies/check.sh"], "their licences and sources keep to deny.toml"),
    ];
    for part in ["widget", "dashboard"] {
        steps.extend([
            Step::npm(part, "typecheck"),
            Step::npm(part, "lint"),
            Step::npm(part, "test").with_tests(),
            Step::npm(part, "build"),
            Step::npm(part, "size"),
        ]);
    }
    steps.extend([
        Step::cargo("clippy", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        Step::cargo("rust", &["test", "--workspace", "--no-fail-fast"]).with_tests(),
        Step::new("openapi", "crates/admin/openapi.json is what the code says", || openapi::command(true)),
        Step::new("browser", "the widget, the dashboard and the local server in Chromium", browser).with_tests(),
        Step::shell("api", &["tests/api/check.sh", "30"], "every route, held to the OpenAPI document").with_tests(),
        Step::shell("template", &["tests/deploy/check.sh"], "the AWS template, without deploying it").with_tests(),
        Step::shell("streaming", &["tests/deploy/stream.sh"], "the chat function under Lambda's runtime API")
            .with_tests(),
        // Uses the existing builds, because a release build takes longer than everything else.
        Step::shell(
            "deployment",
            &["tests/deploy/deploy.sh", "--dev"],
            "the template, deployed to an emulator and used",
        )
        .with_tests(),
        Step::shell("release", &["tests/deploy/deploy.sh"], "the same with the release builds that sam build makes")
            .with_tests()
            .extra(),
        // The list of vulnerabilities changes independently, so this step may fail without a change here.
        Step::shell(
            "advisories",
            &["tests/dependencies/check.sh", "advisories"],
            "no dependency has a known vulnerability",
        )
        .extra(),
    ]);
    steps
}

fn browser() -> Result<Command> {
    npm::build_all()?;
    npm::install("tests/browser")?;
    let chromium = tools::chromium()?;
    tools::build_quietly()?;
    let mut command = tools::npm(&tools::root().join("tests/browser"), &["run", "--silent", "test"])?;
    command.env("CHROMIUM", chromium).env("BUBBLECHAT_LOCAL_BIN", tools::built("bubblechat-local")?);
    Ok(command)
}
