//! The rules of the tenant document that its schema cannot state, because they depend on another field, on the deployment or on a parser. The
//! bounds are in the rulebook. All problems are reported at once, each with its field's path.

mod engines;

use super::{Problems, Settings, rulebook};
use crate::{host::Domain, origin::OriginPattern};

/// What depends on where the service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    any_origin: bool,
    plain_http: bool,
}

impl Policy {
    /// In somebody else's network: origins are listed, and base URLs are https.
    pub const PUBLIC: Self = Self { any_origin: false, plain_http: false };
    /// On a server of one's own: engines in its network, such as Ollama, need no TLS.
    pub const OWN_NETWORK: Self = Self { any_origin: false, plain_http: true };
    /// On a laptop: also the origin `*`.
    pub const LOCAL: Self = Self { any_origin: true, plain_http: true };
}

impl Settings {
    /// Checks everything that the types do not check.
    ///
    /// # Errors
    /// [`Problems`], which lists all of them.
    pub fn validate(&self, policy: Policy) -> Result<(), Problems> {
        let mut problems = Problems::default();
        rulebook::check(self, &mut problems);
        let behaviour = &self.behaviour;
        check_hosts(&behaviour.image_hosts, "behaviour.image_hosts", &mut problems);
        check_hosts(behaviour.link_hosts.as_deref().unwrap_or_default(), "behaviour.link_hosts", &mut problems);
        self.check_engines(&mut problems, policy);
        self.check_origins(&mut problems, policy);
        problems.into_result()
    }

    fn check_origins(&self, problems: &mut Problems, policy: Policy) {
        for (i, origin) in self.origins.iter().enumerate() {
            if *origin == OriginPattern::Any && !policy.any_origin {
                let path = format!("origins.{i}");
                problems.add(&path, "must not be \"*\"; list each origin, for example \"https://shop.example\"");
            }
            if let Some(suffix) = origin.public_suffix()
                && !self.public_wildcards
            {
                let rule = format!(
                    "would let everybody with a site below {suffix} use the publishable keys; name your own site there, \
                     or set public_wildcards"
                );
                problems.add(&format!("origins.{i}"), &rule);
            }
        }
    }
}

fn check_hosts(hosts: &[String], path: &str, problems: &mut Problems) {
    for (i, host) in hosts.iter().enumerate() {
        let path = format!("{path}.{i}");
        match Domain::parse(host) {
            Ok(name) if name.as_str() == host && name.has_dot() => {}
            Ok(name) if name.has_dot() => problems.add(&path, &format!("must be written as \"{name}\"")),
            _ => problems.add(
                &path,
                "must be a host name of letters, digits, hyphens and dots, for example \"images.acme.example\"",
            ),
        }
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
    fn a_laptop_takes_any_origin_and_one_s_own_network_plain_http() {
        let engine = json!({"name": "main", "provider": "openai", "model": "m", "base_url": "http://127.0.0.1:9"});
        let with = |origin: &str| {
            let part = json!({"name": "Acme", "origins": [origin], "engines": [engine], "default_engine": "main"});
            serde_json::from_value::<Settings>(part).expect("types")
        };
        let (any, listed) = (with("*"), with("https://shop.example"));
        for (policy, takes) in
            [(Policy::LOCAL, [true, true]), (Policy::OWN_NETWORK, [false, true]), (Policy::PUBLIC, [false, false])]
        {
            assert_eq!([&any, &listed].map(|settings| settings.validate(policy).is_ok()), takes, "{policy:?}");
        }
    }

    #[test]
    fn image_hosts_are_whole_host_names_in_lower_case() {
        let of = |host: &str| problems(json!({ "name": "Acme", "behaviour": { "image_hosts": [host] } }));
        assert_eq!(of("images.acme.example"), "");
        for wrong in [
            "localhost",
            "images.acme.example:8443",
            "https://images.acme.example",
            "a.b;frame-ancestors",
            "images.acme.example.",
            "*.acme.example",
            "127.0.0.1",
            "a_b.acme.example",
        ] {
            assert!(of(wrong).starts_with("behaviour.image_hosts.0 must be a host name"), "{wrong}");
        }
        assert_eq!(of("Images.acme.example"), "behaviour.image_hosts.0 must be written as \"images.acme.example\".");
        assert_eq!(of("bücher.example"), "behaviour.image_hosts.0 must be written as \"xn--bcher-kva.example\".");
    }

    #[test]
    fn link_hosts_are_host_names_too_and_may_be_none_at_all() {
        let of = |hosts: serde_json::Value| problems(json!({ "name": "Acme", "behaviour": { "link_hosts": hosts } }));
        for hosts in [json!(null), json!([]), json!(["acme.example"])] {
            assert_eq!(of(hosts.clone()), "", "{hosts}");
        }
        assert!(of(json!(["acme.example", "a.b;c"])).starts_with("behaviour.link_hosts.1 must be a host name"));
    }

    #[test]
    fn a_wildcard_below_a_public_suffix_must_be_confirmed() {
        for origin in ["https://*.co.uk", "https://*.vercel.app", "https://*.github.io"] {
            let of = |is_confirmed: bool| {
                problems(json!({ "name": "Acme", "origins": [origin], "public_wildcards": is_confirmed }))
            };
            assert!(of(false).starts_with("origins.0 would let everybody"), "{origin}");
            assert_eq!(of(true), "", "{origin}");
        }
        assert_eq!(problems(json!({ "name": "Acme", "origins": ["https://*.acme.vercel.app"] })), "");
    }
}
