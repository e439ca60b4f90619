//! The streaming formats.

/// The streaming format an upstream speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Chat Completions, which most providers speak.
    OpenAi,
    Anthropic,
    Gemini,
    Ollama,
    Cohere,
    Bedrock,
}
