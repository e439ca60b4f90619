//! The developer's commands: `cargo dev`, and `cargo xtask` with `test`, `commits`, `openapi` and `bench`.

mod bench;
mod commits;
mod dev;
mod npm;
mod openapi;
mod process;
mod results;
mod steps;
mod test;
mod tools;

use anyhow::{Result, bail};
use std::process::ExitCode;

const USAGE: &str = "\
cargo dev [-- FLAGS]                    build what is missing and run the local server (FLAGS go to bubblechat-local)
cargo xtask test                        run everything that must pass
cargo xtask test --all                  also run what takes long
cargo xtask test --only STEP            run one step (may be repeated)
cargo xtask test --list                 list the steps
cargo xtask commits                     check the subjects of the commits
cargo xtask openapi [--check]           write crates/admin/openapi.json, or check that it is up to date
cargo xtask bench cold-start [--built]  measure how the functions' release builds start, and their sizes
                                        (--built: the builds that sam build made)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else { bail!("name a command:\n{USAGE}") };
    match command.as_str() {
        "dev" => dev::run(rest),
        "test" => test::run(rest),
        "commits" => commits::run(),
        "openapi" => openapi::run(rest),
        "bench" => bench::run(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("there is no command {other:?}:\n{USAGE}"),
    }
}
