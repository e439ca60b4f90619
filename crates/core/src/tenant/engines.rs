//! A tenant's engines, as its document describes them.

use super::{Provider, rulebook};
use crate::Invalid;
use serde::{Deserialize, Serialize};

/// One engine of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EngineSpec {
    /// The engine's name, unique within the tenant.
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z0-9_-]*$",
        extensions(("x-rule" = json!("must consist of a-z, 0-9, - and _"))),
        example = "main"
    )]
    pub name: String,
    /// What answers.
    pub provider: Provider,
    /// The model's name at the provider. Required, except that `echo` and `rules` take none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub model: Option<String>,
    /// Another address with a compatible API. It must be https and public, except on the local server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub base_url: Option<String>,
    /// For `rules`: tried in order; the first match answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub rules: Vec<Rule>,
    /// For `rules`, which requires it: the answer if no rule matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 8000)]
    pub fallback: Option<String>,
}

impl EngineSpec {
    /// A `rules` engine.
    pub fn rules(name: &str, rules: Vec<Rule>, fallback: &str) -> Self {
        let fallback = Some(fallback.to_owned());
        Self { name: name.to_owned(), provider: Provider::Rules, model: None, base_url: None, rules, fallback }
    }

    /// The `echo` engine.
    pub fn echo(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            provider: Provider::Echo,
            model: None,
            base_url: None,
            rules: Vec::new(),
            fallback: None,
        }
    }
}

/// One row of a `rules` engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rule {
    /// A case-insensitive substring, or a regular expression between slashes: `/refunds?/`.
    #[schema(min_length = 1, max_length = 500, example = "hours")]
    pub pattern: String,
    /// The answer, in Markdown.
    #[schema(min_length = 1, max_length = 8000, example = "9 to 5")]
    pub answer: String,
}

impl Rule {
    /// The rule's regular expression: the text between the slashes, or else the escaped text. Both ignore case.
    ///
    /// # Errors
    /// [`Invalid`] if the pattern is empty or too long, is not a regular expression, or compiles to more than 256 KiB.
    pub fn matcher(&self) -> Result<regex::Regex, Invalid> {
        if let Some(rule) = rulebook::broken("Rule", self, "pattern") {
            return Err(Invalid(rule));
        }
        let inner = self.pattern.strip_prefix('/').and_then(|p| p.strip_suffix('/')).filter(|p| !p.is_empty());
        let expression = inner.map_or_else(|| regex::escape(&self.pattern), str::to_owned);
        let built = regex::RegexBuilder::new(&expression).case_insensitive(true).size_limit(256 * 1024).build();
        built.map_err(|error| Invalid(refusal(&error)))
    }
}

/// Why an expression was refused, as the rest of a sentence that begins with the pattern.
fn refusal(error: &regex::Error) -> String {
    let regex::Error::Syntax(report) = error else {
        return "matches too many different texts; make its repetitions shorter".to_owned();
    };
    // The report shows the pattern with a mark below it; its last line is the cause.
    let cause = report.rsplit_once("error: ").map_or("it cannot be read", |(_, cause)| cause);
    format!("is not a regular expression: {cause}; leave the slashes out to match plain text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher(pattern: &str) -> Result<regex::Regex, Invalid> {
        Rule { pattern: pattern.to_owned(), answer: "x".to_owned() }.matcher()
    }

    #[test]
    fn plain_text_matches_itself_and_slashes_make_an_expression_whatever_the_case() {
        for (pattern, text, matches) in [
            ("hours?", "Which HOURS? Tell me", true),
            ("hours?", "which hours", false),
            ("/hours?/", "which HOUR", true),
            ("/", "1/2", true),
            ("//", "https://", true),
            ("//", "", false),
            ("/half", "a half", false),
        ] {
            assert_eq!(matcher(pattern).expect("a pattern").is_match(text), matches, "{pattern} in {text}");
        }
    }

    #[test]
    fn an_expression_may_compile_to_256_kib() {
        // "Any letter of any script" takes tens of KiB each time.
        assert!(matcher(r"/\w{2}/").is_ok());
        let Err(Invalid(rule)) = matcher(r"/\w{100}/") else { panic!("it is too large") };
        assert_eq!(rule, "matches too many different texts; make its repetitions shorter");
    }

    #[test]
    fn a_refusal_names_the_cause() {
        let refusal = |pattern: &str| matcher(pattern).err().map(|Invalid(rule)| rule).unwrap_or_default();
        assert_eq!(refusal(""), "must have 1 to 500 characters");
        let unclosed = refusal("/(/");
        assert_eq!(unclosed, "is not a regular expression: unclosed group; leave the slashes out to match plain text");
    }
}
