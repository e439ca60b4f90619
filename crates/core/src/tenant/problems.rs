//! What is wrong with a tenant document.

use std::fmt;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field's path in the document, such as `engines.0.name`; empty for the document as a whole.
    pub field: String,
    /// The rule that the field breaks, as the end of a sentence that starts with the field.
    pub rule: String,
}

/// Everything that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = |problem: &Problem| {
            let text = format!("{} {}", problem.field, problem.rule);
            format!("{}.", text.trim_start().trim_end_matches('.'))
        };
        let sentences: Vec<_> = self.0.iter().map(sentence).collect();
        f.write_str(&sentences.join(" "))
    }
}

impl std::error::Error for Problems {}

impl Problems {
    pub(super) fn add(&mut self, path: &str, rule: &str) {
        self.0.push(Problem { field: path.to_owned(), rule: rule.to_owned() });
    }

    /// Whether one of the problems is about that field.
    pub(super) fn concern(&self, path: &str) -> bool {
        self.0.iter().any(|problem| problem.field == path)
    }

    pub(super) fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}
