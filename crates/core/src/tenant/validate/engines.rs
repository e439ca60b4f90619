//! The rules of engines.

use super::Policy;
use crate::{
    Invalid,
    host::Host,
    tenant::{EngineSpec, HeaderName, Problems, Provider, Settings},
};
use std::collections::HashSet;

impl Settings {
    pub(super) fn check_engines(&self, problems: &mut Problems, policy: Policy) {
        let mut names = HashSet::new();
        for (i, engine) in self.engines.iter().enumerate() {
            let path = format!("engines.{i}");
            if !names.insert(engine.name.as_str()) {
                problems.add(&format!("{path}.name"), "is used twice; give each engine its own name");
            }
            check_engine(engine, &path, policy, problems);
            if let Some(fallback) = engine.fallback_engine.as_deref()
                && (fallback == engine.name || self.engine_named(fallback).is_none())
            {
                problems.add(&format!("{path}.fallback_engine"), "must be the name of another one of the engines");
            }
        }
        if !names.contains(self.default_engine.as_str()) {
            problems.add("default_engine", "must be the name of one of the engines");
        }
        for (i, name) in self.visitor_engines.iter().enumerate() {
            if !names.contains(name.as_str()) {
                problems.add(&format!("visitor_engines.{i}"), "must be the name of one of the engines");
            }
        }
    }
}

fn check_engine(engine: &EngineSpec, path: &str, policy: Policy, problems: &mut Problems) {
    if engine.provider.is_built_in() {
        let bare = EngineSpec {
            rules: engine.rules.clone(),
            fallback: engine.fallback.clone(),
            ..EngineSpec::new(&engine.name, engine.provider)
        };
        if *engine != bare {
            let rule =
                format!("must have no model and none of its options: {} answers by itself", engine.provider.name());
            problems.add(path, &rule);
        }
    } else if engine.model.is_none() {
        problems.add(&format!("{path}.model"), "must be the name of one of the provider's models");
    }
    if let Some(base_url) = &engine.base_url {
        check_base_url(base_url, &format!("{path}.base_url"), policy, problems);
    }
    check_headers(engine, path, problems);
    if engine.provider == Provider::Rules {
        check_rules(engine, path, problems);
    } else if !engine.rules.is_empty() || engine.fallback.is_some() {
        problems.add(path, "must have no rules and no fallback: only the provider \"rules\" uses them");
    }
}

/// Headers that describe the message itself, which the client writes, or that would carry something other than what their name says.
const RESERVED_HEADERS: [&str; 14] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

fn check_headers(engine: &EngineSpec, path: &str, problems: &mut Problems) {
    let reserved = "is written by the service itself; choose another header";
    let mut names = HashSet::new();
    for (i, HeaderName(name)) in engine.headers.iter().enumerate() {
        let path = format!("{path}.headers.{i}");
        if RESERVED_HEADERS.contains(&name.as_str()) {
            problems.add(&path, reserved);
        } else if !names.insert(name) {
            problems.add(&path, "is named twice; name each header once");
        }
    }
    if engine.auth.as_deref().is_some_and(|name| RESERVED_HEADERS.contains(&name)) {
        problems.add(&format!("{path}.auth"), reserved);
    }
    if engine.provider == Provider::Bedrock && (engine.auth.is_some() || !engine.headers.is_empty()) {
        problems.add(path, "must have no auth and no headers: its requests are signed with the function's role");
    }
}

fn check_rules(engine: &EngineSpec, path: &str, problems: &mut Problems) {
    if engine.fallback.is_none() {
        problems.add(&format!("{path}.fallback"), "must say what to answer when no rule matches");
    }
    for (i, rule) in engine.rules.iter().enumerate() {
        let path = format!("{path}.rules.{i}.pattern");
        if let Err(Invalid(rule)) = rule.matcher()
            && !problems.concern(&path)
        {
            problems.add(&path, &rule);
        }
    }
}

/// Checks only the syntax: the addresses that a name resolves to are checked when the engine connects.
fn check_base_url(text: &str, path: &str, policy: Policy, problems: &mut Problems) {
    let usable = url::Url::parse(text).is_ok_and(|url| {
        let scheme = url.scheme() == "https" || (policy.plain_http && url.scheme() == "http");
        let query_fits = url.query_pairs().all(|(name, _)| name == "api-version");
        scheme && Host::of(&url).is_some() && url.username().is_empty() && url.password().is_none() && query_fits
    });
    if !usable {
        problems.add(
            path,
            "must be an https address without user name, password or query (but for Azure's api-version), for example \
             \"https://llm.example/v1\"",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(part: serde_json::Value) -> String {
        let settings: Settings = serde_json::from_value(part).expect("the part has the document's types");
        settings.validate(Policy::PUBLIC).err().map(|problems| problems.to_string()).unwrap_or_default()
    }

    /// What is wrong with a document that has this engine and no other.
    fn of_engine(engine: serde_json::Value) -> String {
        problems(json!({ "name": "Acme", "default_engine": engine["name"], "engines": [engine] }))
    }

    #[test]
    fn engines_must_fit_their_provider() {
        let engine = |engine| json!({"name": "Acme", "engines": [engine], "default_engine": "main"});
        assert!(problems(engine(json!({"name": "main", "provider": "openai"}))).contains("engines.0.model"));
        assert!(
            problems(engine(json!({"name": "main", "provider": "echo", "model": "m"}))).contains("must have no model")
        );
        let rules = json!([{"pattern": "/(/", "answer": "x"}]);
        let text = problems(engine(json!({"name": "main", "provider": "rules", "fallback": "f", "rules": rules})));
        assert!(text.contains("engines.0.rules.0.pattern is not a regular expression"), "{text}");
        let ftp = json!({"name": "main", "provider": "openai", "model": "m", "base_url": "https://u:p@x.example"});
        assert!(problems(engine(ftp)).contains("engines.0.base_url"));
    }

    #[test]
    fn an_engines_host_is_a_host_name_or_an_address() {
        let of = |url: &str| of_engine(json!({ "name": "m", "provider": "openai", "model": "m", "base_url": url }));
        for right in [
            "https://llm.example/v1",
            "https://bücher.example",
            "https://192.0.2.7/v1",
            "https://[2001:db8::1]",
            "https://my_llm.example",
        ] {
            assert_eq!(of(right), "", "{right}");
        }
        for wrong in ["https://x\"onload=/v1", "https://llm.example.", "https://a;b.example"] {
            assert!(of(wrong).starts_with("engines.0.base_url must be"), "{wrong}");
        }
    }

    #[test]
    fn only_the_rules_engine_has_rules_and_a_fallback() {
        let rules = json!([{ "pattern": "hours", "answer": "9 to 5" }]);
        assert_eq!(of_engine(json!({ "name": "a", "provider": "rules", "rules": rules, "fallback": "f" })), "");
        let text = of_engine(json!({ "name": "a", "provider": "rules", "rules": rules }));
        assert_eq!(text, "engines.0.fallback must say what to answer when no rule matches.");
        for (field, value) in [("rules", rules), ("fallback", json!("f"))] {
            let text = of_engine(json!({ "name": "a", "provider": "echo", field: value }));
            assert!(text.starts_with("engines.0 must have no rules and no fallback"), "{field}: {text}");
        }
    }

    #[test]
    fn built_in_engines_have_neither_a_model_nor_its_options() {
        assert_eq!(of_engine(json!({ "name": "a", "provider": "echo" })), "");
        for (field, value) in [
            ("model", json!("m")),
            ("base_url", json!("https://llm.example")),
            ("temperature", json!(0.5)),
            ("headers", json!(["x-org"])),
        ] {
            let text = of_engine(json!({ "name": "a", "provider": "echo", field: value }));
            assert!(text.starts_with("engines.0 must have no model and none of its options"), "{field}: {text}");
        }
    }

    #[test]
    fn an_address_is_https_without_credentials_and_query() {
        let of = |base_url: &str, policy| {
            let engine = json!({ "name": "a", "provider": "openai", "model": "m", "base_url": base_url });
            let part = json!({ "name": "Acme", "engines": [engine], "default_engine": "a" });
            serde_json::from_value::<Settings>(part).expect("types").validate(policy).is_ok()
        };
        assert!(of("https://llm.example/v1", Policy::PUBLIC));
        assert!(of("http://llm.example/v1", Policy::LOCAL));
        for wrong in [
            "",
            "llm.example",
            "ftp://llm.example",
            "https://u@llm.example",
            "https://:p@llm.example",
            "https://llm.example?k=1",
        ] {
            assert!(!of(wrong, Policy::PUBLIC) && !of(wrong, Policy::LOCAL), "{wrong}");
        }
        assert!(!of("http://llm.example/v1", Policy::PUBLIC));
    }

    #[test]
    fn a_pattern_that_is_too_long_is_reported_once() {
        let rules = json!([{ "pattern": "a".repeat(501), "answer": "x" }]);
        let text = of_engine(json!({ "name": "a", "provider": "rules", "rules": rules, "fallback": "f" }));
        assert_eq!(text, "engines.0.rules.0.pattern must have 1 to 500 characters.");
    }

    #[test]
    fn names_of_engines_are_unique_and_lead_to_engines() {
        let engines = |names: [&str; 2]| names.map(|name| json!({ "name": name, "provider": "echo" }));
        let of = |names, default: &str, visitors: &str| {
            let (engines, visitors) = (engines(names), [visitors]);
            problems(
                json!({ "name": "Acme", "engines": engines, "default_engine": default, "visitor_engines": visitors }),
            )
        };
        assert_eq!(of(["one", "two"], "one", "two"), "");
        assert_eq!(of(["one", "one"], "one", "one"), "engines.1.name is used twice; give each engine its own name.");
        assert_eq!(of(["one", "two"], "six", "one"), "default_engine must be the name of one of the engines.");
        assert_eq!(of(["one", "two"], "one", "six"), "visitor_engines.0 must be the name of one of the engines.");
    }
}
