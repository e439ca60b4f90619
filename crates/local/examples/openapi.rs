//! Writes the OpenAPI document to the given file, or checks that file with `--check`. `cargo xtask openapi` runs it.

use std::process::ExitCode;

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let path = arguments.next().ok_or_else(|| anyhow::anyhow!("pass the file to write"))?;
    let is_check = arguments.next().is_some_and(|flag| flag == "--check");
    let mut text = bubblechat_local::openapi().to_pretty_json()?;
    text.push('\n');
    if std::fs::read_to_string(&path).is_ok_and(|written| written == text) {
        return Ok(ExitCode::SUCCESS);
    }
    if is_check {
        eprintln!("{} does not match the code; run `cargo xtask openapi` and commit it", path.display());
        return Ok(ExitCode::FAILURE);
    }
    std::fs::write(&path, text)?;
    println!("{} written", path.display());
    Ok(ExitCode::SUCCESS)
}
