//! The providers that an engine can use, and what editors and clients need to know about each.

use serde::{Deserialize, Serialize};

/// An engine's provider, with the names of the tenant document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Answers with the message's words in reverse order.
    Echo,
    /// Answers by the first rule that matches.
    Rules,
    /// OpenAI, or any service at `base_url` that is compatible with its Chat Completions API.
    Openai,
    /// Anthropic.
    Anthropic,
    /// Google Gemini.
    Gemini,
    /// Amazon Bedrock, through the function's IAM role.
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

/// The facts about a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProviderFacts {
    /// The provider's name in the tenant document.
    pub name: &'static str,
    /// The provider's name for people.
    pub label: &'static str,
    /// An example of a model; empty for providers without models.
    pub example_model: &'static str,
    /// Whether it answers without a model.
    pub built_in: bool,
    /// Whether a key can be set for it.
    pub takes_key: bool,
    /// Whether it cannot answer without a key.
    pub needs_key: bool,
    /// Whether it can be used at another address.
    pub takes_base_url: bool,
    /// The provider's own address, to which paths are appended. Empty for what has none: the built-in ones, Bedrock, whose address depends on
    /// the region, and Ollama, which runs on somebody's own machine.
    pub address: &'static str,
}

impl ProviderFacts {
    /// A provider that needs a key.
    const fn keyed(
        name: &'static str,
        label: &'static str,
        example_model: &'static str,
        address: &'static str,
    ) -> Self {
        Self {
            name,
            label,
            example_model,
            built_in: false,
            takes_key: true,
            needs_key: true,
            takes_base_url: true,
            address,
        }
    }

    const fn built_in(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            example_model: "",
            built_in: true,
            takes_key: false,
            needs_key: false,
            takes_base_url: false,
            address: "",
        }
    }
}

impl Provider {
    /// Every provider, in the order in which an editor offers them.
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

    /// The facts about this provider.
    pub const fn facts(self) -> ProviderFacts {
        use ProviderFacts as Facts;
        match self {
            Self::Openai => Facts::keyed("openai", "OpenAI", "gpt-5-mini", "https://api.openai.com/v1/"),
            Self::Anthropic => {
                Facts::keyed("anthropic", "Anthropic", "claude-sonnet-4-5", "https://api.anthropic.com/v1/")
            }
            Self::Gemini => Facts::keyed(
                "gemini",
                "Google Gemini",
                "gemini-2.5-flash",
                "https://generativelanguage.googleapis.com/v1beta/",
            ),
            // Uses the deployment's own role, and only AWS's addresses.
            Self::Bedrock => Facts {
                takes_key: false,
                needs_key: false,
                takes_base_url: false,
                ..Facts::keyed("bedrock", "Amazon Bedrock", "eu.amazon.nova-lite-v1:0", "")
            },
            // A self-hosted Ollama needs no key.
            Self::Ollama => Facts { needs_key: false, ..Facts::keyed("ollama", "Ollama", "llama3.2", "") },
            Self::Groq => Facts::keyed("groq", "Groq", "llama-3.3-70b-versatile", "https://api.groq.com/openai/v1/"),
            Self::Deepseek => Facts::keyed("deepseek", "DeepSeek", "deepseek-chat", "https://api.deepseek.com/v1/"),
            Self::Xai => Facts::keyed("xai", "xAI", "grok-4", "https://api.x.ai/v1/"),
            Self::Mistral => {
                Facts::keyed("mistral", "Mistral AI", "mistral-small-latest", "https://api.mistral.ai/v1/")
            }
            Self::Cohere => Facts::keyed("cohere", "Cohere", "command-a-03-2025", "https://api.cohere.com/v2/"),
            Self::Together => Facts::keyed(
                "together",
                "Together AI",
                "meta-llama/Llama-3.3-70B-Instruct-Turbo",
                "https://api.together.xyz/v1/",
            ),
            Self::Fireworks => Facts::keyed(
                "fireworks",
                "Fireworks AI",
                "accounts/fireworks/models/deepseek-v3p1",
                "https://api.fireworks.ai/inference/v1/",
            ),
            Self::Rules => Facts::built_in("rules", "Rules"),
            Self::Echo => Facts::built_in("echo", "Echo"),
        }
    }

    /// The name in the tenant document.
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// Whether it answers without a model.
    pub const fn is_built_in(self) -> bool {
        self.facts().built_in
    }

    /// Whether a provider key can be set for it. Bedrock uses the function's role, and the built-in providers need nothing.
    pub const fn takes_key(self) -> bool {
        self.facts().takes_key
    }

    /// The provider's own host; `None` if it has none.
    pub fn host(self) -> Option<&'static str> {
        self.facts().address.strip_prefix("https://")?.split('/').next()
    }

    /// Whether it cannot answer without a key.
    pub const fn needs_key(self) -> bool {
        self.facts().needs_key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_providers_name_is_the_documents() {
        for provider in Provider::ALL {
            assert_eq!(serde_json::to_value(provider).expect("JSON"), provider.name());
        }
    }

    #[test]
    fn every_provider_but_ollama_that_takes_a_key_needs_one() {
        for facts in Provider::ALL.map(Provider::facts) {
            let [takes_key, needs_key] = match facts.name {
                "bedrock" | "rules" | "echo" => [false, false],
                "ollama" => [true, false],
                _ => [true, true],
            };
            assert_eq!([facts.takes_key, facts.needs_key], [takes_key, needs_key], "{}", facts.name);
        }
    }

    #[test]
    fn what_answers_by_itself_or_by_the_deployments_role_has_no_other_address() {
        for provider in Provider::ALL {
            let facts = provider.facts();
            assert_eq!(
                facts.takes_base_url,
                !provider.is_built_in() && provider != Provider::Bedrock,
                "{}",
                facts.name
            );
            assert_eq!(facts.built_in, facts.example_model.is_empty(), "{}", facts.name);
            assert_eq!(
                (provider.takes_key(), provider.needs_key(), provider.is_built_in()),
                (facts.takes_key, facts.needs_key, facts.built_in)
            );
        }
    }
}
