//! What a step's tests did: read from the JUnit XML that every runner writes, and printed.

use anyhow::{Context as _, Result, bail};
use roxmltree::{Document, Node};
use std::{
    fmt, fs,
    ops::AddAssign,
    path::{Path, PathBuf},
    time::Duration,
};

/// One test.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Test {
    /// The suites it is in and its own name.
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed,
    Skipped,
}

/// How many tests passed, failed and were skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Count {
    pub(crate) fn of(tests: &[Test]) -> Self {
        let count =
            |outcome| tests.iter().filter(|test| test.outcome == outcome).count().try_into().unwrap_or(u32::MAX);
        Self { passed: count(Outcome::Passed), failed: count(Outcome::Failed), skipped: count(Outcome::Skipped) }
    }

    /// A step without tests counts as one.
    pub(crate) fn of_one(success: bool) -> Self {
        Self { passed: success.into(), failed: (!success).into(), skipped: 0 }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The tests in all reports of a folder.
///
/// # Errors
/// When a file cannot be read or is not XML.
pub(crate) fn read(folder: &Path) -> Result<Vec<Test>> {
    let mut reports: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    reports.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    reports.sort();
    let mut tests = Vec::new();
    for report in reports {
        let xml = fs::read_to_string(&report)?;
        tests.extend(parse(&xml).with_context(|| format!("{} is not a JUnit report", report.display()))?);
    }
    Ok(tests)
}

fn parse(xml: &str) -> Result<Vec<Test>> {
    let document = Document::parse(xml)?;
    document.descendants().filter(|node| node.has_tag_name("testcase")).map(test).collect()
}

/// Suites may contain suites. What a test did is an element inside it: `failure`, `error`, `skipped`, or none of these.
fn test(case: Node<'_, '_>) -> Result<Test> {
    let mut names: Vec<&str> = case.ancestors().filter_map(|node| node.attribute("name")).collect();
    names.reverse();
    let has = |name| case.children().any(|child| child.has_tag_name(name));
    let outcome = match case.attribute("name") {
        None => bail!("it has a test without a name"),
        Some(_) if has("failure") || has("error") => Outcome::Failed,
        Some(_) if has("skipped") => Outcome::Skipped,
        Some(_) => Outcome::Passed,
    };
    let seconds = case.attribute("time").and_then(|time| time.parse().ok()).unwrap_or_default();
    Ok(Test { name: names.join(" > "), outcome, took: Duration::try_from_secs_f64(seconds).unwrap_or_default() })
}

/// A JUnit report of the steps themselves, beside those of their tests, for hosted CI.
pub(crate) fn report(steps: &[(&str, Duration, Option<String>)]) -> String {
    let cases = steps.iter().map(|(name, took, fault)| {
        let fault = fault.as_ref().map_or_else(String::new, |text| format!("<failure message=\"{}\"/>", escaped(text)));
        format!("  <testcase name=\"{name}\" time=\"{:.3}\">{fault}</testcase>\n", took.as_secs_f64())
    });
    format!("<testsuites><testsuite name=\"steps\">\n{}</testsuite></testsuites>\n", cases.collect::<String>())
}

/// Text as an attribute's value.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(xml: &str) -> Vec<(String, Outcome)> {
        parse(xml).expect("a report").into_iter().map(|test| (test.name, test.outcome)).collect()
    }

    #[test]
    fn a_test_passed_unless_an_element_inside_it_says_otherwise() {
        let xml = r#"<?xml version="1.0"?><testsuites name="all"><testsuite name="file">
            <testcase name="a" time="1.5"/><testcase name="b"><system-out>failure</system-out></testcase>
            <testcase name="c"><failure message="x">y</failure></testcase><testcase name="d"><error/></testcase>
            <testsuite name="inner"><testcase name="e &lt; f"><skipped type="todo"/></testcase></testsuite>
            </testsuite></testsuites>"#;
        let expected = [
            ("all > file > a", Outcome::Passed),
            ("all > file > b", Outcome::Passed),
            ("all > file > c", Outcome::Failed),
            ("all > file > d", Outcome::Failed),
            ("all > file > inner > e < f", Outcome::Skipped),
        ];
        assert_eq!(outcomes(xml), expected.map(|(name, outcome)| (name.to_owned(), outcome)));
        let tests = parse(xml).expect("a report");
        assert_eq!(Count::of(&tests), Count { passed: 2, failed: 2, skipped: 1 });
        assert_eq!(tests[0].took, Duration::from_millis(1500));
    }

    #[test]
    fn the_report_of_the_steps_is_read_like_any_other() {
        let steps =
            [("format", Duration::from_secs(2), None), ("rust", Duration::ZERO, Some("\"a\" <b> & c".to_owned()))];
        let expected = [("steps > format", Outcome::Passed), ("steps > rust", Outcome::Failed)];
        assert_eq!(outcomes(&report(&steps)), expected.map(|(name, outcome)| (name.to_owned(), outcome)));
    }

    #[test]
    fn what_is_not_a_report_is_an_error() {
        assert!(parse("<testsuites><testcase name=\"a\">").is_err());
        assert!(parse("<testsuites><testcase/></testsuites>").is_err());
        assert_eq!(outcomes("<testsuites/>"), []);
    }
}
