//! The rules of the tenant document. All problems are reported at once, each with its field's path.

use super::{EngineSpec, Provider, Settings};
use crate::{Invalid, origin::OriginPattern};
use std::{collections::HashSet, fmt, ops::RangeInclusive};

/// What depends on where the service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// True on the local server only: the origin `*`, and plain-http or private base URLs, are accepted.
    pub local: bool,
}

impl Settings {
    /// Checks everything that the types do not.
    ///
    /// # Errors
    /// [`Problems`], all of them.
    pub fn validate(&self, policy: Policy) -> Result<(), Problems> {
        let mut problems = Problems::default();
        problems.length("name", &self.name, 1..=80);
        problems.bytes("prompt", &self.prompt, 32_000);
        self.check_copy(&mut problems);
        self.check_tokens(&mut problems);
        self.check_behaviour(&mut problems);
        self.check_engines(&mut problems, policy);
        self.check_origins(&mut problems, policy);
        for (path, value) in [
            ("limits.key_per_minute", self.limits.key_per_minute),
            ("limits.session_per_minute", self.limits.session_per_minute),
            ("limits.address_per_minute", self.limits.address_per_minute),
        ] {
            problems.range(path, value, 1..=1000);
        }
        problems.into_result()
    }

    fn check_copy(&self, problems: &mut Problems) {
        let copy = &self.copy;
        problems.length("copy.title", &copy.title, 0..=60);
        problems.length("copy.subtitle", &copy.subtitle, 0..=120);
        problems.length("copy.welcome_message", &copy.welcome_message, 0..=1000);
        problems.length("copy.placeholder", &copy.placeholder, 0..=80);
        problems.length("copy.limit_message", &copy.limit_message, 0..=300);
        problems.length("copy.privacy_note", &copy.privacy_note, 0..=300);
        problems.entries("copy.suggestions", copy.suggestions.len(), 0..=6);
        for (i, suggestion) in copy.suggestions.iter().enumerate() {
            problems.length(&format!("copy.suggestions.{i}"), suggestion, 1..=120);
        }
    }

    fn check_tokens(&self, problems: &mut Problems) {
        let (text, shape, layout) = (&self.tokens.typography, &self.tokens.shape, &self.tokens.layout);
        if let Some(family) = &text.font_family {
            problems.length("tokens.typography.font_family", family, 1..=200);
            if family.contains(['{', '}', ';', '<', '\\']) || family.chars().any(char::is_control) {
                problems.add(
                    "tokens.typography.font_family",
                    "must be a list of font names, for example \"Inter, sans-serif\"",
                );
            }
        }
        problems.range("tokens.typography.base_size", text.base_size, 12..=20);
        problems.range("tokens.typography.heading_weight", text.heading_weight, 100..=900);
        problems.range("tokens.typography.body_weight", text.body_weight, 100..=900);
        problems.range("tokens.typography.line_height", text.line_height, 1.2..=2.0);
        problems.range("tokens.shape.radius", shape.radius, 0..=32);
        problems.range("tokens.shape.bubble_radius", shape.bubble_radius, 0..=32);
        problems.range("tokens.shape.width", shape.width, 280..=640);
        problems.range("tokens.shape.height", shape.height, 360..=900);
        problems.range("tokens.layout.offset_x", layout.offset_x, 0..=200);
        problems.range("tokens.layout.offset_y", layout.offset_y, 0..=200);
        problems.range("tokens.layout.launcher_size", layout.launcher_size, 40..=96);
        problems.range("tokens.layout.z_index", layout.z_index, 0..=2_147_483_647);
        problems.range("tokens.motion.duration", self.tokens.motion.duration, 0..=1000);
    }

    fn check_behaviour(&self, problems: &mut Problems) {
        let behaviour = &self.behaviour;
        problems.range("behaviour.history_limit", behaviour.history_limit, 0..=50);
        problems.range("behaviour.retention_days", behaviour.retention_days, 1..=3650);
        problems.entries("behaviour.image_hosts", behaviour.image_hosts.len(), 0..=20);
        for (i, host) in behaviour.image_hosts.iter().enumerate() {
            let is_host = host.contains('.') && url::Host::parse(host).is_ok_and(|parsed| parsed.to_string() == *host);
            if !is_host {
                let path = format!("behaviour.image_hosts.{i}");
                problems.add(&path, "must be a host name in lower case, for example \"images.acme.example\"");
            }
        }
    }

    fn check_engines(&self, problems: &mut Problems, policy: Policy) {
        problems.entries("engines", self.engines.len(), 1..=16);
        let mut names = HashSet::new();
        for (i, engine) in self.engines.iter().enumerate() {
            let path = format!("engines.{i}");
            if !names.insert(engine.name.as_str()) {
                problems.add(&format!("{path}.name"), "is used twice; give each engine its own name");
            }
            check_engine(engine, &path, policy, problems);
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

    fn check_origins(&self, problems: &mut Problems, policy: Policy) {
        problems.entries("origins", self.origins.len(), 0..=100);
        for (i, origin) in self.origins.iter().enumerate() {
            if *origin == OriginPattern::Any && !policy.local {
                let path = format!("origins.{i}");
                problems.add(&path, "must not be \"*\"; name each origin, for example \"https://shop.example\"");
            }
        }
    }
}

fn check_engine(engine: &EngineSpec, path: &str, policy: Policy, problems: &mut Problems) {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    if !(1..=40).contains(&engine.name.len()) || !engine.name.bytes().all(allowed) {
        problems.add(&format!("{path}.name"), "must be 1 to 40 characters of a-z, 0-9, - and _");
    }
    if engine.provider.is_built_in() {
        if engine.model.is_some() || engine.base_url.is_some() {
            let text = format!("takes no model and no base_url: {} answers by itself", engine.provider.name());
            problems.add(path, &text);
        }
    } else {
        problems.length(&format!("{path}.model"), engine.model.as_deref().unwrap_or_default(), 1..=200);
    }
    if engine.provider != Provider::Rules && (!engine.rules.is_empty() || engine.fallback.is_some()) {
        problems.add(path, "takes no rules and no fallback: only the provider \"rules\" does");
    }
    if let Some(base_url) = &engine.base_url {
        check_base_url(base_url, &format!("{path}.base_url"), policy, problems);
    }
    if engine.provider == Provider::Rules {
        let fallback = engine.fallback.as_deref().unwrap_or_default();
        problems.length(&format!("{path}.fallback"), fallback, 1..=8000);
    }
    problems.entries(&format!("{path}.rules"), engine.rules.len(), 0..=200);
    for (i, rule) in engine.rules.iter().enumerate() {
        let path = format!("{path}.rules.{i}");
        if let Err(Invalid(rule)) = rule.matcher() {
            problems.add(&format!("{path}.pattern"), &rule);
        }
        problems.length(&format!("{path}.answer"), &rule.answer, 1..=8000);
    }
}

/// Syntax only: the addresses a name resolves to are checked when the engine connects.
fn check_base_url(text: &str, path: &str, policy: Policy, problems: &mut Problems) {
    let usable = url::Url::parse(text).is_ok_and(|url| {
        let scheme = url.scheme() == "https" || (policy.local && url.scheme() == "http");
        scheme && url.has_host() && url.username().is_empty() && url.password().is_none() && url.query().is_none()
    });
    if !usable {
        problems.add(
            path,
            "must be an https address without user, password and query, for example \"https://llm.example/v1\"",
        );
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its path in the document, such as `engines.0.name`.
    pub field: String,
    /// The rule that it breaks, as the rest of a sentence that begins with the field.
    pub rule: String,
}

/// Everything that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences: Vec<_> = self.0.iter().map(|problem| format!("{} {}", problem.field, problem.rule)).collect();
        f.write_str(&sentences.join("; "))
    }
}

impl std::error::Error for Problems {}

impl Problems {
    fn add(&mut self, path: &str, rule: &str) {
        self.0.push(Problem { field: path.to_owned(), rule: rule.to_owned() });
    }

    fn entries(&mut self, path: &str, count: usize, allowed: RangeInclusive<usize>) {
        if !allowed.contains(&count) {
            self.add(path, &format!("must have {} to {} entries", allowed.start(), allowed.end()));
        }
    }

    fn length(&mut self, path: &str, text: &str, allowed: RangeInclusive<usize>) {
        if !allowed.contains(&text.chars().count()) {
            self.add(path, &format!("must have {} to {} characters", allowed.start(), allowed.end()));
        }
    }

    fn bytes(&mut self, path: &str, text: &str, most: usize) {
        if text.len() > most {
            self.add(path, &format!("must have at most {most} bytes"));
        }
    }

    fn range<T: PartialOrd + std::fmt::Display>(&mut self, path: &str, value: T, allowed: RangeInclusive<T>) {
        if !allowed.contains(&value) {
            self.add(path, &format!("must be {} to {}", allowed.start(), allowed.end()));
        }
    }

    fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PUBLIC: Policy = Policy { local: false };

    fn problems(part: serde_json::Value) -> String {
        let settings: Settings = serde_json::from_value(part).expect("the part has the document's types");
        settings.validate(PUBLIC).err().map(|problems| problems.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_name_is_enough() {
        assert_eq!(problems(json!({"name": "Acme"})), "");
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let text = problems(json!({
            "name": "", "tokens": {"shape": {"radius": 33}, "typography": {"line_height": 1.1}},
            "limits": {"key_per_minute": 0}, "default_engine": "main", "origins": ["*"]
        }));
        for path in [
            "name must",
            "tokens.shape.radius must be 0 to 32",
            "tokens.typography.line_height must be 1.2 to 2",
            "limits.key_per_minute",
            "default_engine",
            "origins.0",
        ] {
            assert!(text.contains(path), "{path} is missing in: {text}");
        }
    }

    #[test]
    fn the_local_server_takes_any_origin_and_plain_http() {
        let engine = json!({"name": "main", "provider": "openai", "model": "m", "base_url": "http://127.0.0.1:9"});
        let part = json!({"name": "Acme", "origins": ["*"], "engines": [engine], "default_engine": "main"});
        let settings: Settings = serde_json::from_value(part).expect("types");
        assert_eq!(settings.validate(Policy { local: true }), Ok(()));
        assert!(settings.validate(PUBLIC).is_err());
    }

    #[test]
    fn engines_must_fit_their_provider() {
        let engine = |engine| json!({"name": "Acme", "engines": [engine], "default_engine": "main"});
        assert!(problems(engine(json!({"name": "main", "provider": "openai"}))).contains("engines.0.model"));
        assert!(problems(engine(json!({"name": "main", "provider": "echo", "model": "m"}))).contains("no model"));
        let rules = json!([{"pattern": "/(/", "answer": "x"}]);
        let text = problems(engine(json!({"name": "main", "provider": "rules", "fallback": "f", "rules": rules})));
        assert!(text.contains("engines.0.rules.0.pattern is not a regular expression"), "{text}");
        let ftp = json!({"name": "main", "provider": "openai", "model": "m", "base_url": "https://u:p@x.example"});
        assert!(problems(engine(ftp)).contains("engines.0.base_url"));
    }
}
