//! Why an answer did not start, or stopped.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What kind of fault it is. Contains none of the provider's own text, which may include secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "cause", content = "problem", rename_all = "snake_case")]
pub enum Cause {
    /// The engine's settings, its key or its account cannot work until an operator mends them.
    #[error("the engine is misconfigured: {0}")]
    Misconfigured(Problem),
    /// The provider is busy, or the account's limit on requests is reached.
    #[error("the provider is busy")]
    Busy,
    /// The provider could not be reached, failed, or violated its protocol.
    #[error("the provider is unavailable")]
    Unavailable,
    /// Nothing arrived for too long.
    #[error("the provider stalled")]
    Stalled,
    /// The stream ended before the provider said that the answer was over.
    #[error("the provider's answer was cut off")]
    Cut,
    /// The provider refused this content.
    #[error("the provider refused the content")]
    Refused,
}

/// What an operator has to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// No key is set for the provider at this host.
    KeyMissing,
    /// The value of one of the engine's headers is not set for this host.
    HeaderMissing,
    /// A stored secret cannot be opened any more.
    SecretUnreadable,
    /// The provider refused the key, or what the key may do.
    KeyRefused,
    /// The account has no credit or quota left.
    CreditGone,
    /// The provider has no such model, or the account may not use it.
    ModelUnknown,
    /// The address is not a URL that may be used, redirects, or nothing there speaks the provider's protocol.
    AddressWrong,
    /// The provider cannot do what the engine's options ask for.
    OptionRefused,
    /// The conversation does not fit into the model's window, even without its history.
    ContextTooLong,
    /// The answer was nothing but reasoning, so no room was left for text.
    OnlyReasoning,
    /// The function's role may not use the model, or there are no AWS credentials.
    RoleRefused,
    /// A rule's pattern is invalid, or no rule matches and there is no fallback text.
    RulesWrong,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::KeyMissing => "no key is set for the provider",
            Self::HeaderMissing => "one of its headers has no value",
            Self::SecretUnreadable => "a stored secret cannot be opened",
            Self::KeyRefused => "the provider refused the key",
            Self::CreditGone => "the account has no credit left",
            Self::ModelUnknown => "the provider has no such model",
            Self::AddressWrong => "the address is wrong",
            Self::OptionRefused => "the provider refused one of its options",
            Self::ContextTooLong => "the conversation does not fit into the model's window",
            Self::OnlyReasoning => "the answer was nothing but reasoning",
            Self::RoleRefused => "the function's role may not use the model",
            Self::RulesWrong => "its rules cannot answer",
        })
    }
}

/// Why an answer did not start, or stopped: what visitors are told by, and what operators have to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What kind of fault it is.
    #[serde(flatten)]
    pub cause: Cause,
    /// The name of the engine that failed.
    pub engine: String,
    /// The host that was asked, with its port unless that is 443; `None` if nobody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The HTTP status, if there was a response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The provider's own `type` or `code`, if it matches `^[a-z0-9_.-]{1,64}$`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<String>,
    /// How long the provider asks to wait, in whole seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

impl Fault {
    /// A fault of which no more is known than its cause.
    pub fn new(cause: Cause, engine: &str) -> Self {
        Self { cause, engine: engine.to_owned(), host: None, status: None, provider_code: None, retry_after_s: None }
    }

    /// How long the provider asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_s.map(Duration::from_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_stored_fault_is_flat_and_read_back_whole() {
        let plain = Fault::new(Cause::Busy, "main");
        assert_eq!(serde_json::to_value(&plain).expect("JSON"), json!({ "cause": "busy", "engine": "main" }));
        let fault = Fault {
            host: Some("llm.example".to_owned()),
            status: Some(401),
            provider_code: Some("invalid_api_key".to_owned()),
            retry_after_s: Some(7),
            ..Fault::new(Cause::Misconfigured(Problem::KeyRefused), "main")
        };
        let stored = serde_json::to_value(&fault).expect("JSON");
        assert_eq!((&stored["cause"], &stored["problem"]), (&json!("misconfigured"), &json!("key_refused")));
        assert_eq!(serde_json::from_value::<Fault>(stored).expect("a fault"), fault);
    }
}
