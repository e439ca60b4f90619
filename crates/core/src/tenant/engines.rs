//! A tenant's engines, as its document describes them.

use super::{HeaderName, Provider, SecretName, rulebook, secret_name::host_of};
use crate::Invalid;
use serde::{Deserialize, Serialize};

/// One engine of a tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// Another address with a compatible API. It must be https and public, except on the local server. Of a query, only Azure's `api-version`
    /// is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub base_url: Option<String>,
    /// How the key is sent: `bearer` (in `Authorization`), `api-key` (in the header of that name), or the name of another header. Left out, it
    /// is what the provider, or Azure at its addresses, expects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z0-9-]*$",
        extensions(("x-rule" = json!("must be bearer, api-key, or a header's name in lower case"))),
        example = "bearer"
    )]
    pub auth: Option<String>,
    /// The names of further headers to send, in lower case. Their values are secrets: set them as provider keys with a `header`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 8, example = json!(["x-org"]))]
    pub headers: Vec<HeaderName>,
    /// The maximum length of an answer, reasoning included, in model tokens. 1,024 if left out. Where a model takes a budget for its reasoning,
    /// that comes on top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 32768)]
    pub max_output_tokens: Option<u32>,
    /// What prompt and history may fill together, in model tokens. The oldest history is left out first. 32,768 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 2048, maximum = 2000000)]
    pub context_tokens: Option<u32>,
    /// The sampling temperature. Not sent if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 2)]
    pub temperature: Option<f64>,
    /// Nucleus sampling. Not sent if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1)]
    pub top_p: Option<f64>,
    /// How much a reasoning model reasons. Not sent if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<ReasoningEffort>,
    /// How long the provider may take to begin its response, in seconds. 60 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, maximum = 300)]
    pub first_byte_timeout_s: Option<u32>,
    /// How long the provider may be silent after that, in seconds. 30 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, maximum = 120)]
    pub stall_timeout_s: Option<u32>,
    /// What the model costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// The name of the engine that is asked if this one is busy, down, silent or out of credit before its first word. That engine's own
    /// fallback is not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_engine: Option<String>,
    /// For `rules`: tried in order; the first match answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub rules: Vec<Rule>,
    /// For `rules`, which requires it: the answer if no rule matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 8000)]
    pub fallback: Option<String>,
}

/// How much a reasoning model reasons before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReasoningEffort {
    /// Not at all.
    None,
    /// As little as the model can.
    Minimal,
    /// A little.
    Low,
    /// Moderately.
    Medium,
    /// Much.
    High,
}

/// What a model costs, per million model tokens, in the service's currency.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Price {
    /// Of the request.
    #[schema(minimum = 0, maximum = 10000)]
    pub input: f64,
    /// Of the reply.
    #[schema(minimum = 0, maximum = 10000)]
    pub output: f64,
    /// Of what the provider read from its cache. As `input` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10000)]
    pub cached_input: Option<f64>,
}

impl EngineSpec {
    /// An engine of which only the provider is set.
    pub fn new(name: &str, provider: Provider) -> Self {
        Self {
            name: name.to_owned(),
            provider,
            model: None,
            base_url: None,
            auth: None,
            headers: Vec::new(),
            max_output_tokens: None,
            context_tokens: None,
            temperature: None,
            top_p: None,
            reasoning_effort: None,
            first_byte_timeout_s: None,
            stall_timeout_s: None,
            price: None,
            fallback_engine: None,
            rules: Vec::new(),
            fallback: None,
        }
    }

    /// A `rules` engine.
    pub fn rules(name: &str, rules: Vec<Rule>, fallback: &str) -> Self {
        Self { rules, fallback: Some(fallback.to_owned()), ..Self::new(name, Provider::Rules) }
    }

    /// The `echo` engine.
    pub fn echo(name: &str) -> Self {
        Self::new(name, Provider::Echo)
    }

    /// The host that the engine asks, as [`SecretName`] has it: `None` for the provider's own.
    pub fn host(&self) -> Option<String> {
        self.base_url.as_deref().and_then(host_of).filter(|host| Some(host.as_str()) != self.provider.host())
    }

    /// The name under which the engine's key is kept.
    pub fn key_name(&self) -> SecretName {
        SecretName { provider: self.provider, host: self.host(), header: None }
    }

    /// The name under which the value of one of the engine's headers is kept.
    pub fn header_name(&self, header: &HeaderName) -> SecretName {
        SecretName { header: Some(header.clone()), ..self.key_name() }
    }

    /// Whether the engine cannot answer without a key. A compatible server at another address may do without.
    pub fn needs_key(&self) -> bool {
        self.provider.needs_key() && self.host().is_none()
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
