//! Which engines a tenant has, as its document says it.

use crate::Invalid;
use serde::{Deserialize, Serialize};

/// What stands behind an engine. The names are those of the tenant document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Answers with the message's words in reverse order.
    Echo,
    /// Answers from a table of patterns.
    Rules,
    /// OpenAI, or anything that speaks its Chat Completions API at `base_url`.
    Openai,
    /// Anthropic.
    Anthropic,
    /// Google Gemini.
    Gemini,
    /// Amazon Bedrock, by the function's IAM role.
    Bedrock,
    /// Ollama, at `base_url` or its usual local address.
    Ollama,
    /// Groq.
    Groq,
    /// DeepSeek.
    Deepseek,
    /// xAI.
    Xai,
    /// Mistral AI.
    Mistral,
    /// Cohere.
    Cohere,
    /// Together AI.
    Together,
    /// Fireworks AI.
    Fireworks,
}

impl Provider {
    /// Every provider, in the order an editor offers them.
    pub const ALL: [Self; 14] = [
        Self::Openai,
        Self::Anthropic,
        Self::Gemini,
        Self::Bedrock,
        Self::Ollama,
        Self::Groq,
        Self::Deepseek,
        Self::Xai,
        Self::Mistral,
        Self::Cohere,
        Self::Together,
        Self::Fireworks,
        Self::Rules,
        Self::Echo,
    ];

    /// The name in the tenant document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::Rules => "rules",
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Bedrock => "bedrock",
            Self::Ollama => "ollama",
            Self::Groq => "groq",
            Self::Deepseek => "deepseek",
            Self::Xai => "xai",
            Self::Mistral => "mistral",
            Self::Cohere => "cohere",
            Self::Together => "together",
            Self::Fireworks => "fireworks",
        }
    }

    /// Whether it answers without a model.
    pub const fn is_built_in(self) -> bool {
        matches!(self, Self::Echo | Self::Rules)
    }

    /// Whether a provider key can be set for it: Bedrock uses the function's role, the built-in ones need nothing.
    pub const fn takes_key(self) -> bool {
        !self.is_built_in() && !matches!(self, Self::Bedrock)
    }
}

/// One engine of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EngineSpec {
    /// Its name, unique in the tenant: 1–40 characters of `a-z 0-9 - _`.
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z0-9_-]+$", example = "main")]
    pub name: String,
    /// What answers.
    pub provider: Provider,
    /// The provider's name of the model; needed for every provider, absent for `echo` and `rules`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Another address that speaks the provider's protocol: https and public addresses only, outside the local server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// For `rules`: tried in order, the first match answers. At most 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub rules: Vec<Rule>,
    /// For `rules`: the answer when none matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    /// A case-insensitive substring, or a regular expression between slashes: `/refunds?/`. 1–500 characters.
    #[schema(min_length = 1, max_length = 500, example = "hours")]
    pub pattern: String,
    /// The answer, Markdown, 1–8,000 characters.
    #[schema(min_length = 1, max_length = 8000, example = "9 to 5")]
    pub answer: String,
}

impl Rule {
    /// The regular expression of this rule: what stands between slashes, or the escaped text. Both ignore case.
    ///
    /// # Errors
    /// [`Invalid`] when the pattern is empty or too long, is not a regular expression, or compiles to more than 256 KiB.
    pub fn matcher(&self) -> Result<regex::Regex, Invalid> {
        if !(1..=500).contains(&self.pattern.chars().count()) {
            return Err(Invalid::new("must have 1 to 500 characters"));
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
