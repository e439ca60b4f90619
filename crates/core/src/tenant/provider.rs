//! Who can stand behind an engine, and what an editor and a client need to know of each.

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

/// What there is to know of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProviderFacts {
    /// Its name in the tenant document.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// One of its models, as an example; empty for those without.
    pub example_model: &'static str,
    /// Whether it answers without a model.
    pub built_in: bool,
    /// Whether a key can be set for it.
    pub takes_key: bool,
    /// Whether it cannot answer without a key.
    pub needs_key: bool,
    /// Whether it can be asked at another address.
    pub takes_base_url: bool,
}

impl ProviderFacts {
    /// A provider that asks for a key.
    const fn keyed(name: &'static str, label: &'static str, example_model: &'static str) -> Self {
        Self { name, label, example_model, built_in: false, takes_key: true, needs_key: true, takes_base_url: true }
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
        }
    }
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

    /// What there is to know of it.
    pub const fn facts(self) -> ProviderFacts {
        use ProviderFacts as Facts;
        match self {
            Self::Openai => Facts::keyed("openai", "OpenAI", "gpt-5-mini"),
            Self::Anthropic => Facts::keyed("anthropic", "Anthropic", "claude-sonnet-4-5"),
            Self::Gemini => Facts::keyed("gemini", "Google Gemini", "gemini-2.5-flash"),
            // Answers by the deployment's own role, at AWS's addresses alone.
            Self::Bedrock => Facts {
                takes_key: false,
                needs_key: false,
                takes_base_url: false,
                ..Facts::keyed("bedrock", "Amazon Bedrock", "eu.amazon.nova-lite-v1:0")
            },
            // An Ollama of one's own asks for no key.
            Self::Ollama => Facts { needs_key: false, ..Facts::keyed("ollama", "Ollama", "llama3.2") },
            Self::Groq => Facts::keyed("groq", "Groq", "llama-3.3-70b-versatile"),
            Self::Deepseek => Facts::keyed("deepseek", "DeepSeek", "deepseek-chat"),
            Self::Xai => Facts::keyed("xai", "xAI", "grok-4"),
            Self::Mistral => Facts::keyed("mistral", "Mistral AI", "mistral-small-latest"),
            Self::Cohere => Facts::keyed("cohere", "Cohere", "command-a-03-2025"),
            Self::Together => Facts::keyed("together", "Together AI", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
            Self::Fireworks => Facts::keyed("fireworks", "Fireworks AI", "accounts/fireworks/models/deepseek-v3p1"),
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

    /// Whether a provider key can be set for it: Bedrock uses the function's role, the built-in ones need nothing.
    pub const fn takes_key(self) -> bool {
        self.facts().takes_key
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
}
