//! Installs and builds the TypeScript parts when something has changed, which `bubblechat_web` decides.

use crate::{process, tools};
use anyhow::Result;
use bubblechat_web::{Job, PARTS};
use std::path::Path;

/// Installs a part's packages, unless those of its lock file are there.
pub(crate) fn install(part: &str) -> Result<()> {
    bubblechat_web::install(&tools::root().join(part), run)
}

/// Builds what is missing or out of date.
pub(crate) fn build_all() -> Result<()> {
    PARTS.iter().try_for_each(|part| part.build(&tools::root(), run))
}

fn run(folder: &Path, job: Job) -> Result<()> {
    let part = folder.strip_prefix(tools::root()).unwrap_or(folder).display();
    let what = match job {
        Job::Install => format!("installing the npm packages of {part}"),
        Job::Build => format!("building {part}"),
    };
    process::quietly(&what, &mut tools::npm(folder, job.arguments())?)
}
