//! `cargo xtask openapi`: the one OpenAPI document of all three functions, written from their code.

use crate::{process, tools};
use anyhow::{Result, bail};
use std::{fs, process::ExitCode};

const DOCUMENT: &str = "crates/admin/openapi.json";

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let is_check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!("openapi takes --check or nothing"),
    };
    let path = tools::root().join(DOCUMENT);
    let from_code = document()?;
    let is_current = fs::read_to_string(&path).is_ok_and(|text| text == from_code);
    if is_check && !is_current {
        eprintln!("{DOCUMENT} is not what the code says; run `cargo xtask openapi` and commit the file");
        return Ok(ExitCode::FAILURE);
    }
    if !is_current {
        fs::write(&path, from_code)?;
        println!("{DOCUMENT} written");
    }
    Ok(ExitCode::SUCCESS)
}

/// The document, printed by a program of its own: this one must not depend on the functions, or `cargo dev` would begin with minutes of silence.
fn document() -> Result<String> {
    let path = tools::local_server()?.with_file_name("openapi.json");
    let mut command = tools::cargo(&["run", "--quiet", "--package", "bubblechat-local", "--example", "openapi", "--"]);
    let finished = process::capture(command.arg(&path))?;
    if !finished.success {
        bail!("the document could not be made:\n{}", finished.output);
    }
    Ok(fs::read_to_string(path)?)
}
