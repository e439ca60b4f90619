//! Checks that no crate's modules depend on each other in a circle.
//!
//! At every level, sibling modules with everything below them must form an acyclic graph. A module may use what its ancestors define
//! themselves, but a name that an ancestor only re-exports counts as belonging to the module that defines it. Test modules are ignored. Method
//! calls are not seen, but the types that have the methods are.

mod graph;
mod modules;

use modules::Module;
use std::{
    fs,
    path::{Path, PathBuf},
};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// The root files of the workspace's crates and of their integration tests, relative to the workspace.
fn crate_roots() -> Vec<PathBuf> {
    let folders = |of: &str| {
        let entries = fs::read_dir(workspace().join(of)).into_iter().flatten();
        entries.map(|entry| Path::new(of).join(entry.expect("an entry").file_name())).collect::<Vec<_>>()
    };
    let mut roots: Vec<PathBuf> = folders("tests").into_iter().map(|test| test.join("main.rs")).collect();
    for package in folders("crates") {
        roots.extend(["src/lib.rs", "src/main.rs"].map(|file| package.join(file)));
        let tests = package.join("tests");
        roots.extend(folders(&tests.to_string_lossy()).into_iter().map(|test| test.join("main.rs")));
    }
    roots.retain(|root| workspace().join(root).is_file());
    roots.sort();
    roots
}

#[test]
fn no_modules_form_a_circle() {
    let read = |file: &Path| fs::read_to_string(workspace().join(file)).ok();
    let roots = crate_roots();
    for root in ["crates/core/src/lib.rs", "crates/xtask/tests/circles/main.rs", "tests/it/main.rs"] {
        assert!(roots.contains(&root.into()), "{root} is not among {roots:?}");
    }
    let mut report = String::new();
    for root in roots {
        for circle in graph::circles(&Module::of_crate(&root, &read)) {
            report.push_str(&format!("{}:\n{circle}", root.display()));
        }
    }
    assert!(report.is_empty(), "modules depend on each other in a circle:\n{report}");
}

/// The circles of a crate made up of these files.
fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let read = |file: &Path| files.iter().find(|(name, _)| Path::new(name) == file).map(|(_, text)| (*text).to_owned());
    graph::circles(&Module::of_crate(Path::new("lib.rs"), &read)).iter().map(ToString::to_string).collect()
}

#[test]
fn siblings_that_use_each_other_are_a_circle() {
    let circles = circles_of(&[
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "use crate::b::B;\npub struct A;"),
        ("b.rs", "pub struct B;\nfn f() { super::a::g() }"),
    ]);
    let told = "  a uses b\n    a.rs:1 crate::b::B\n  b uses a\n    b.rs:2 super::a::g\n";
    assert_eq!(circles, [told]);
}

#[test]
fn a_circle_may_have_more_than_two_modules_and_lie_deeper() {
    let circles = circles_of(&[
        ("lib.rs", "mod store;"),
        ("store/mod.rs", "mod a; mod b; mod c;"),
        ("store/a.rs", "mod inner;"),
        ("store/a/inner.rs", "use crate::store::b;"),
        ("store/b.rs", "fn f() { println!(\"{}\", crate::store::c::NAME) }"),
        ("store/c.rs", "use super::{a::{self, Inner as _}};"),
    ]);
    assert_eq!(circles.len(), 1);
    assert!(circles[0].contains("store::a uses store::b\n    store/a/inner.rs:1"), "{}", circles[0]);
    assert!(circles[0].contains("store::b uses store::c\n    store/b.rs:1 crate::store::c::NAME"), "{}", circles[0]);
}

#[test]
fn a_reexported_name_counts_as_its_owner() {
    let circles = circles_of(&[
        ("lib.rs", "mod a; mod b; pub use a::A; pub use b::*;"),
        ("a.rs", "use crate::B; pub struct A;"),
        ("b.rs", "use super::*; pub struct B(A);"),
    ]);
    assert_eq!(circles.len(), 1, "{circles:?}");
}

#[test]
fn ancestors_descendants_and_tests_may_be_used() {
    let circles = circles_of(&[
        ("lib.rs", "mod a; mod b; pub struct Root(a::A); pub trait Port {}"),
        ("a.rs", "mod inner; use super::Root; use self::inner::I; pub struct A;"),
        ("a/inner.rs", "use crate::a::A; use super::super::Port; pub struct I;"),
        ("b.rs", "use crate::a::A; use serde::a::X; #[cfg(test)] mod tests { use super::*; }"),
        ("b/unused.rs", ""),
    ]);
    assert_eq!(circles, [""; 0]);
    let with_tests = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "#[cfg(test)] mod tests { use crate::b::B; } #[cfg(test)] use crate::b::C;"),
        ("b.rs", "use crate::a::A;"),
    ];
    assert_eq!(circles_of(&with_tests), [""; 0]);
}
