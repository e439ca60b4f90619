//! Turns base URLs as people paste them into the form to which `genai` appends paths.

use crate::error::EngineError;
use crate::{guard, observe::Dialect};
use url::{Host, Url};

/// The endpoint that `text` means, always with a trailing slash. `text` may lack that slash, end in `/chat/completions`
/// or `/messages`, or lack a version that the provider's own libraries add.
///
/// # Errors
/// [`EngineError::Misconfigured`] if `text` isn't an http(s) URL or, unless `allow_private`, isn't https or names a
/// private address.
pub(crate) fn endpoint(text: &str, dialect: Dialect, allow_private: bool) -> Result<String, EngineError> {
    let wrong = |rule: &str| EngineError::Misconfigured(format!("the base URL must {rule}"));
    let mut url = Url::parse(text.trim()).map_err(|_| wrong("be a URL, for example https://llm.example/v1"))?;
    let scheme_fits = url.scheme() == "https" || (allow_private && url.scheme() == "http");
    if !scheme_fits {
        return Err(wrong("begin with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err(wrong("not contain a user name, password or query"));
    }
    // Names are checked when they are resolved, on connecting. A literal address is never resolved, so check it here.
    let public = match url.host() {
        Some(Host::Ipv4(address)) => guard::is_public(address.into()),
        Some(Host::Ipv6(address)) => guard::is_public(address.into()),
        Some(Host::Domain(_)) => true,
        None => false,
    };
    if !public && !allow_private {
        return Err(wrong("point to a public address"));
    }
    let path = full_path(url.path(), dialect);
    url.set_path(&path);
    url.set_fragment(None);
    Ok(url.into())
}

fn full_path(path: &str, dialect: Dialect) -> String {
    let path = path.trim_end_matches('/');
    let suffix = match dialect {
        Dialect::OpenAi => "/chat/completions",
        Dialect::Anthropic => "/messages",
        _ => "/api/chat",
    };
    let path = path.strip_suffix(suffix).unwrap_or(path).trim_end_matches('/');
    let versioned = path.rsplit('/').next().is_some_and(|last| last.starts_with('v') && last.len() > 1);
    match dialect {
        // Anthropic's libraries add the version to any base URL.
        Dialect::Anthropic if !versioned => format!("{path}/v1/"),
        Dialect::Gemini if path.is_empty() => "/v1beta/".to_owned(),
        Dialect::Cohere if path.is_empty() => "/v1/".to_owned(),
        _ => format!("{path}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str, dialect: Dialect) -> Option<String> {
        endpoint(text, dialect, false).ok()
    }

    #[test]
    fn every_pasted_form_yields_the_same_endpoint() {
        for text in [
            "https://x.example/v1",
            "https://x.example/v1/",
            " https://x.example/v1// ",
            "https://X.example:443/v1/chat/completions",
        ] {
            assert_eq!(public(text, Dialect::OpenAi).as_deref(), Some("https://x.example/v1/"), "{text}");
        }
        assert_eq!(public("https://x.example", Dialect::OpenAi).as_deref(), Some("https://x.example/"));
    }

    #[test]
    fn versions_are_added_where_the_providers_libraries_add_them() {
        for text in ["https://x.example", "https://x.example/v1", "https://x.example/v1/messages"] {
            assert_eq!(public(text, Dialect::Anthropic).as_deref(), Some("https://x.example/v1/"), "{text}");
        }
        assert_eq!(
            public("https://x.example/anthropic", Dialect::Anthropic).as_deref(),
            Some("https://x.example/anthropic/v1/")
        );
        assert_eq!(public("https://x.example", Dialect::Gemini).as_deref(), Some("https://x.example/v1beta/"));
        assert_eq!(public("https://x.example/api/chat", Dialect::Ollama).as_deref(), Some("https://x.example/"));
    }

    #[test]
    fn only_the_local_server_accepts_http_and_private_addresses() {
        for text in [
            "http://x.example/v1",
            "ftp://x.example",
            "x.example/v1",
            "",
            "https://u:p@x.example/v1",
            "https://x.example/v1?key=k",
            "https://127.0.0.1/v1",
            "https://0x7f.1/v1",
            "https://2130706433/v1",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/v1",
            "https://[::ffff:10.0.0.1]/v1",
        ] {
            assert_eq!(public(text, Dialect::OpenAi), None, "{text}");
        }
        for text in ["http://127.0.0.1:11434", "http://[::1]:1", "https://10.0.0.1"] {
            assert!(endpoint(text, Dialect::Ollama, true).is_ok(), "{text}");
        }
        assert!(endpoint("ftp://x.example", Dialect::Ollama, true).is_err());
    }
}
