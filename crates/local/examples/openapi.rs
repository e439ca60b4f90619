//! Writes the OpenAPI document to the file that its argument names. `cargo xtask openapi` runs it.

fn main() -> anyhow::Result<()> {
    let path = std::env::args_os().nth(1).ok_or_else(|| anyhow::anyhow!("name the file to write"))?;
    let mut text = bubblechat_local::openapi().to_pretty_json()?;
    text.push('\n');
    std::fs::write(path, text)?;
    Ok(())
}
