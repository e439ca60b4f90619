//! What the README and the guide for contributors say of versions and folders is what the code says.

use std::{fs, path::PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What stands between the two in the text.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("no {start:?}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end:?}")).0
}

#[test]
fn the_versions_that_are_asked_for_are_those_that_are_needed() {
    let (readme, contributing) = (read("README.md"), read("CONTRIBUTING.md"));
    let manifest = read("Cargo.toml");
    let rust = between(&manifest, "rust-version = \"", "\"");
    assert_eq!(between(&readme, "[Rust](https://rustup.rs) ", " or newer"), rust);
    let tools = read("crates/xtask/src/tools.rs");
    let node = between(&tools, "const LEAST: u32 = ", ";");
    assert_eq!(between(&readme, "[Node.js](https://nodejs.org) ", " or newer"), node);
    assert_eq!(between(&contributing, "Node.js ", " or newer"), node);
    for part in ["widget", "dashboard", "tests/browser"] {
        let package = read(&format!("{part}/package.json"));
        assert_eq!(between(&package, "\"node\": \">=", "\""), node, "{part}");
    }
}

#[test]
fn the_readme_names_every_crate_and_no_folder_that_is_gone() {
    let readme = read("README.md");
    let rows: Vec<_> =
        between(&readme, "## Development", "## Licence").lines().filter(|row| row.starts_with("| `")).collect();
    let named: Vec<String> = rows
        .iter()
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for path in &named {
        assert!(root().join(path).exists(), "{path} does not exist");
    }
    for entry in fs::read_dir(root().join("crates")).expect("the crates") {
        let name = format!("crates/{}", entry.expect("a crate").file_name().to_string_lossy());
        assert!(named.contains(&name), "{name} is missing");
    }
}

#[test]
fn the_functions_are_as_many_as_is_said() {
    let template = read("template.yaml");
    let functions = template.matches("Type: AWS::Serverless::Function").count();
    // Chat, config and admin; upkeep; and the one that publishes.
    assert_eq!(functions, 5);
    assert!(read("README.md").contains("It creates three Lambda functions behind two CloudFront distributions"));
    assert_eq!(read("infra/cdn.yaml").matches("Type: AWS::CloudFront::Distribution").count(), 2);
}

/// The rows of the table in `docs/security.md`: `FILE`: `test`, `test`.
#[test]
fn every_promise_has_a_test_of_that_name() {
    let page = read("docs/security.md");
    let rows = between(&page, "## Promises", "## When something goes wrong")
        .lines()
        .filter(|row| row.starts_with("| "))
        .skip(2);
    let mut count = 0;
    for row in rows.filter(|row| !row.starts_with("| **")) {
        let cell = row.split(" | ").nth(1).unwrap_or_else(|| panic!("no tests: {row}"));
        for cell in cell.split("; ") {
            let mut names = cell.split('`').skip(1).step_by(2);
            let file = names.next().unwrap_or_else(|| panic!("no file: {row}"));
            let text = read(file);
            let before = count;
            for name in names {
                let is_there = if file.ends_with(".rs") {
                    text.contains(&format!("fn {name}("))
                } else if file.ends_with(".py") {
                    text.contains(&format!("def {name}("))
                } else {
                    text.contains(&format!("it('{name}'")) || text.contains(&format!("test('{name}'"))
                };
                assert!(is_there, "{file} has no test {name:?}");
                count += 1;
            }
            assert!(count > before, "no test: {row}");
        }
    }
    assert!(count > 10, "the table was not read");
}
