//! What `cargo xtask test` runs, in order: the quick ones first.

use crate::{npm, openapi, tools};
use anyhow::Result;
use std::process::Command;

/// One thing that must pass.
pub(crate) struct Step {
    /// Its name, for `--only`.
    pub(crate) name: String,
    /// What it does, for `--list` and its header.
    pub(crate) about: String,
    /// Installs what it needs and says what to run.
    prepare: Box<dyn Fn() -> Result<Command>>,
}

impl Step {
    fn new(name: &str, about: &str, prepare: impl Fn() -> Result<Command> + 'static) -> Self {
        Self { name: name.to_owned(), about: about.to_owned(), prepare: Box::new(prepare) }
    }

    fn cargo(name: &str, arguments: &'static [&'static str]) -> Self {
        let about = format!("cargo {}", arguments.join(" "));
        Self::new(name, &about, || Ok(tools::cargo(arguments)))
    }

    /// A script of a part's `package.json`.
    fn script(part: &'static str, script: &'static str) -> Self {
        let about = format!("npm run {script} in {part}/");
        Self::new(&format!("{part}-{script}"), &about, move || {
            npm::install(part)?;
            tools::npm(&tools::root().join(part), &["run", "--silent", script])
        })
    }

    /// A script of the workspace, if there is one.
    fn shell(name: &str, script: &'static [&'static str], about: &str) -> Option<Self> {
        let exists = script.first().is_some_and(|file| tools::root().join(file).is_file());
        let command = move || {
            let mut command = Command::new("bash");
            command.args(script).current_dir(tools::root());
            Ok(command)
        };
        exists.then(|| Self::new(name, about, command))
    }

    /// Installs what the step needs, and gives the command that it is.
    pub(crate) fn command(&self) -> Result<Command> {
        (self.prepare)()
    }
}

/// Every step.
pub(crate) fn all() -> Vec<Step> {
    let mut steps = vec![Step::cargo("format", &["fmt", "--all", "--check"])];
    for part in ["widget", "dashboard"] {
        let scripts = ["typecheck", "lint", "test", "build", "size"];
        steps.extend(scripts.into_iter().map(|script| Step::script(part, script)));
    }
    steps.push(Step::cargo("clippy", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    steps.push(Step::cargo("rust", &["test", "--workspace", "--no-fail-fast"]));
    steps.push(Step::new("openapi", "crates/admin/openapi.json is what the code says", || openapi::command(true)));
    steps.push(Step::new("browser", "the widget, the dashboard and the local server in Chromium", browser));
    steps.extend(SCRIPTS.into_iter().filter_map(|(name, script, about)| Step::shell(name, script, about)));
    steps
}

/// Steps that are scripts of their own, which install what they need below `target/`.
const SCRIPTS: [(&str, &[&str], &str); 4] = [
    ("api", &["tests/api/check.sh", "30"], "every route of the OpenAPI document, asked for all kinds of things"),
    ("template", &["tests/deploy/check.sh"], "the AWS template, without deploying it"),
    ("streaming", &["tests/deploy/stream.sh"], "the chat function's binary under Lambda's runtime API"),
    // Of the builds that are there: a release build takes longer than everything else.
    ("deployment", &["tests/deploy/deploy.sh", "--dev"], "the template deployed to an emulator, and used there"),
];

fn browser() -> Result<Command> {
    npm::build_all()?;
    npm::install("tests/browser")?;
    let chromium = tools::chromium()?;
    tools::build_quietly()?;
    let mut command = tools::npm(&tools::root().join("tests/browser"), &["run", "--silent", "test"])?;
    command.env("CHROMIUM", chromium).env("BUBBLECHAT_LOCAL_BIN", tools::built("bubblechat-local")?);
    Ok(command)
}
