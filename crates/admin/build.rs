//! Renders the API reference, so that `/docs` is a file that never changes while the function runs.

use std::{env, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=openapi.json");
    let page = match serde_json::from_str(&fs::read_to_string("openapi.json")?) {
        Ok(document) => bubblechat_reference::page(&document),
        // A merge may have left its marks there, and what writes the file anew needs this crate to compile.
        Err(error) => {
            println!("cargo::warning=crates/admin/openapi.json is not JSON ({error}); run `cargo xtask openapi`");
            String::new()
        }
    };
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("docs.html"), page)?;
    Ok(())
}
