//! The tenant document: everything that an operator sets for one customer.

mod caps;
mod engines;
mod limits;
mod parts;
mod problems;
mod provider;
mod rulebook;
mod secret_name;
mod tokens;
mod validate;

pub use caps::Caps;
pub use engines::{EngineSpec, Price, ReasoningEffort, Rule};
pub use limits::{EarlierLimits, Limits, WINDOW_MS};
pub use parts::{Behaviour, Copy, SessionMode};
pub use problems::{Problem, Problems};
pub use provider::{Provider, ProviderFacts};
pub use rulebook::DOCUMENT_MAX_BYTES;
pub use secret_name::{HeaderName, SecretName, host_of};
pub use tokens::{AnswerStyle, Brand, Color, Layout, Motion, MotionStyle, Position, Scheme, Shape, Tokens, Typography};
pub use validate::Policy;

use crate::origin::OriginPattern;
use serde::{Deserialize, Serialize};

/// What an operator can set on a tenant. Everything but the name has a default, so a partial document is valid input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Settings {
    /// The customer's name.
    #[schema(min_length = 1, max_length = 80, example = "Acme")]
    pub name: String,
    /// Texts that visitors read.
    pub copy: Copy,
    /// The design tokens.
    pub tokens: Tokens,
    /// How the widget and the store behave.
    pub behaviour: Behaviour,
    /// The system prompt. Only the admin API and requests to the provider contain it.
    #[schema(max_length = 32000)]
    pub prompt: String,
    /// The engines that can answer, with unique names.
    #[schema(min_items = 1, max_items = 16)]
    pub engines: Vec<EngineSpec>,
    /// The name of the engine that answers unless the visitor chose another.
    pub default_engine: String,
    /// The names of the engines that visitors may choose from; empty means no choice.
    #[schema(max_items = 16)]
    pub visitor_engines: Vec<String>,
    /// The web origins on which publishable keys work. The default is none.
    #[schema(value_type = Vec<String>, max_items = 100, example = json!(["https://shop.example"]))]
    pub origins: Vec<OriginPattern>,
    /// Allows wildcards below names where anybody can get a site, such as `https://*.vercel.app`. Publishable keys then work on all of those
    /// sites.
    pub public_wildcards: bool,
    /// Messages per minute.
    pub limits: Limits,
    /// What may be used up in a day and in a month.
    pub caps: Caps,
    /// Stops all answers until it is taken back. Visitors read `copy.paused_message`. Previews go on.
    pub paused: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let engine = EngineSpec::rules("rules", Vec::new(), "Thank you for your message. We will get back to you.");
        Self {
            name: String::new(),
            copy: Copy::default(),
            tokens: Tokens::default(),
            behaviour: Behaviour::default(),
            prompt: String::new(),
            default_engine: engine.name.clone(),
            engines: vec![engine],
            visitor_engines: Vec::new(),
            origins: Vec::new(),
            public_wildcards: false,
            limits: Limits::default(),
            caps: Caps::default(),
            paused: false,
        }
    }
}

impl Settings {
    /// The engine for a turn: the one that the visitor chose, if the tenant allows that, or else the default. `None` if visitors may not choose it.
    pub fn engine(&self, chosen: Option<&str>) -> Option<&EngineSpec> {
        let name = match chosen {
            Some(name) if name == self.default_engine || self.visitor_engines.iter().any(|v| v == name) => name,
            Some(_) => return None,
            None => &self.default_engine,
        };
        self.engine_named(name)
    }

    /// The engine of that name, whoever may choose it.
    pub fn engine_named(&self, name: &str) -> Option<&EngineSpec> {
        self.engines.iter().find(|engine| engine.name == name)
    }

    /// Whether a publishable key works on this origin.
    pub fn allows(&self, origin: &crate::origin::Origin) -> bool {
        self.origins.iter().any(|pattern| pattern.matches(origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Origin;

    #[test]
    fn a_visitor_gets_the_default_engine_or_one_that_visitors_may_choose() {
        let settings = Settings {
            engines: ["usual", "offered", "hidden"].map(EngineSpec::echo).to_vec(),
            default_engine: "usual".to_owned(),
            visitor_engines: vec!["offered".to_owned()],
            ..Settings::default()
        };
        let name = |engine: Option<&EngineSpec>| engine.map(|engine| engine.name.clone());
        for (chosen, engine) in [
            (None, Some("usual")),
            (Some("usual"), Some("usual")),
            (Some("offered"), Some("offered")),
            (Some("hidden"), None),
            (Some("unknown"), None),
        ] {
            assert_eq!(name(settings.engine(chosen)).as_deref(), engine, "{chosen:?}");
        }
        assert_eq!(name(settings.engine_named("hidden")).as_deref(), Some("hidden"));
        assert_eq!(name(settings.engine_named("unknown")), None);
    }

    #[test]
    fn an_origin_is_allowed_if_any_pattern_allows_it() {
        let patterns = ["https://acme.example", "https://*.acme.example"];
        let origins = patterns.map(|text| OriginPattern::parse(text).expect("a pattern")).to_vec();
        let settings = Settings { origins, ..Settings::default() };
        let origin = |text| Origin::parse(text).expect("an origin");
        assert!(settings.allows(&origin("https://acme.example")));
        assert!(settings.allows(&origin("https://shop.acme.example")));
        assert!(!settings.allows(&origin("https://other.example")));
        assert!(!Settings::default().allows(&origin("https://acme.example")));
    }
}
