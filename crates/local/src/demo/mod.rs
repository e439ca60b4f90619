//! The demo: a garden shop's page with the widget, on an origin of its own, and the tenant behind it.

mod answers;
mod page;

pub(crate) use page::router;

use bubblechat_core::{
    origin::OriginPattern,
    tenant::{Color, Copy, EngineSpec, Limits, Settings},
};

/// The tenant's slug.
pub(crate) const SLUG: &str = "demo";

/// The page's origins: its URL, and the same with the name `localhost`.
pub(crate) fn origins(url: &str) -> Vec<String> {
    let mut origins = vec![url.to_owned()];
    if let Some(port) = url.strip_prefix("http://127.0.0.1:").or_else(|| url.strip_prefix("http://[::1]:")) {
        origins.push(format!("http://localhost:{port}"));
    }
    origins
}

/// The tenant's settings at the first start. Later starts keep what operators changed.
pub(crate) fn settings(origins: Vec<OriginPattern>) -> Settings {
    let defaults = Settings::default();
    let mut tokens = defaults.tokens.clone();
    if let Ok(teal) = Color::parse("#0f766e") {
        tokens.brand.primary = teal;
    }
    Settings {
        name: "Fern & Field".to_owned(),
        copy: Copy {
            title: "Fern & Field".to_owned(),
            subtitle: "Plants, pots and patient answers".to_owned(),
            welcome_message: "Hello! Ask me about opening hours, delivery, returns or how to keep a fern alive."
                .to_owned(),
            placeholder: "Ask about plants, orders, opening hours …".to_owned(),
            suggestions: ["When are you open?", "What does delivery cost?", "How do I water a fern?"]
                .map(str::to_owned)
                .into(),
            limit_message: "You're writing very fast. Please wait a moment and try again.".to_owned(),
            paused_message: String::new(),
            privacy_note: "Please do not send card numbers. Chats are deleted after 90 days.".to_owned(),
        },
        tokens,
        prompt: PROMPT.to_owned(),
        engines: vec![EngineSpec::rules("rules", answers::rules(), answers::FALLBACK), EngineSpec::echo("echo")],
        default_engine: "rules".to_owned(),
        visitor_engines: vec!["rules".to_owned(), "echo".to_owned()],
        origins,
        // Everyone who tries the demo has the same address.
        limits: Limits { key_per_minute: 600, session_per_minute: 60, address_per_minute: 300 },
        ..defaults
    }
}

/// For those who give the demo a model.
const PROMPT: &str = "\
You are the assistant of Fern & Field, a garden shop at 12 Mill Lane. Be friendly and brief, and answer in the visitor's language. \
The shop is open Tuesday to Saturday from 9:00 to 18:00 and Sunday from 11:00 to 16:00. Delivery costs 6.90 and is free from 75. \
Plants that arrive damaged are replaced within 30 days. If you do not know something, say so and name hello@fernandfield.example.";

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::tenant::Policy;

    #[test]
    fn the_demo_tenant_is_valid_and_answers_what_it_suggests() {
        let origins = origins("http://127.0.0.1:8789").iter().map(|origin| OriginPattern::parse(origin)).collect();
        let settings = settings(Result::expect(origins, "origins"));
        assert_eq!(settings.validate(Policy::PUBLIC), Ok(()));
        assert_eq!(settings.tokens.brand.primary.as_str(), "#0f766e");
        let rules = &settings.engines[0].rules;
        assert!((8..=12).contains(&rules.len()));
        for suggestion in &settings.copy.suggestions {
            let is_answered = rules.iter().any(|rule| rule.matcher().expect("a pattern").is_match(suggestion));
            assert!(is_answered, "{suggestion}");
        }
    }

    #[test]
    fn the_page_may_be_called_by_name() {
        assert_eq!(origins("http://127.0.0.1:8789"), ["http://127.0.0.1:8789", "http://localhost:8789"]);
        assert_eq!(origins("http://192.0.2.7:8789"), ["http://192.0.2.7:8789"]);
    }
}
