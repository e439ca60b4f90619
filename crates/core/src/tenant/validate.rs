//! The rules of the tenant document that its schema cannot state, because they depend on another field, on the deployment or on a parser. The
//! bounds are in the rulebook. All problems are reported at once, each with its field's path.

use super::{EngineSpec, Problems, Provider, Settings, rulebook};
use crate::{Invalid, origin::OriginPattern};
use std::collections::HashSet;

/// What depends on where the service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// True only on the local server, which accepts the origin `*` and base URLs with plain http or private addresses.
    pub local: bool,
}

impl Settings {
    /// Checks everything that the types do not check.
    ///
    /// # Errors
    /// [`Problems`], which lists all of them.
    pub fn validate(&self, policy: Policy) -> Result<(), Problems> {
        let mut problems = Problems::default();
        rulebook::check(self, &mut problems);
        self.check_image_hosts(&mut problems);
        self.check_engines(&mut problems, policy);
        self.check_origins(&mut problems, policy);
        problems.into_result()
    }

    fn check_image_hosts(&self, problems: &mut Problems) {
        for (i, host) in self.behaviour.image_hosts.iter().enumerate() {
            let is_host = host.contains('.') && url::Host::parse(host).is_ok_and(|parsed| parsed.to_string() == *host);
            if !is_host {
                let path = format!("behaviour.image_hosts.{i}");
                problems.add(&path, "must be a host name in lower case, for example \"images.acme.example\"");
            }
        }
    }

    fn check_engines(&self, problems: &mut Problems, policy: Policy) {
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
        for (i, origin) in self.origins.iter().enumerate() {
            if *origin == OriginPattern::Any && !policy.local {
                let path = format!("origins.{i}");
                problems.add(&path, "must not be \"*\"; list each origin, for example \"https://shop.example\"");
            }
        }
    }
}

fn check_engine(engine: &EngineSpec, path: &str, policy: Policy, problems: &mut Problems) {
    if engine.provider.is_built_in() {
        if engine.model.is_some() || engine.base_url.is_some() {
            let rule = format!("must have no model and no base_url: {} answers by itself", engine.provider.name());
            problems.add(path, &rule);
        }
    } else if engine.model.is_none() {
        problems.add(&format!("{path}.model"), "must be the name of one of the provider's models");
    }
    if let Some(base_url) = &engine.base_url {
        check_base_url(base_url, &format!("{path}.base_url"), policy, problems);
    }
    if engine.provider == Provider::Rules {
        check_rules(engine, path, problems);
    } else if !engine.rules.is_empty() || engine.fallback.is_some() {
        problems.add(path, "must have no rules and no fallback: only the provider \"rules\" uses them");
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
        let scheme = url.scheme() == "https" || (policy.local && url.scheme() == "http");
        scheme && url.has_host() && url.username().is_empty() && url.password().is_none() && url.query().is_none()
    });
    if !usable {
        problems.add(
            path,
            "must be an https address without user name, password or query, for example \"https://llm.example/v1\"",
        );
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
    fn only_the_name_is_required() {
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
            "tokens.shape.radius must be from 0 to 32",
            "tokens.typography.line_height must be from 1.2 to 2",
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
        assert!(
            problems(engine(json!({"name": "main", "provider": "echo", "model": "m"}))).contains("must have no model")
        );
        let rules = json!([{"pattern": "/(/", "answer": "x"}]);
        let text = problems(engine(json!({"name": "main", "provider": "rules", "fallback": "f", "rules": rules})));
        assert!(text.contains("engines.0.rules.0.pattern is not a regular expression"), "{text}");
        let ftp = json!({"name": "main", "provider": "openai", "model": "m", "base_url": "https://u:p@x.example"});
        assert!(problems(engine(ftp)).contains("engines.0.base_url"));
    }
}
