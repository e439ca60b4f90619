//! Turns base URLs as people paste them into the address to which a request goes.

use crate::{dialect::Dialect, guard};
use bubblechat_core::tenant::host_of;
use url::{Host, Url};

/// The address of a request: where, and at which host for keys and reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) url: Url,
    /// With its port unless that is 443.
    pub(crate) host: String,
}

impl Address {
    /// The address that `base` means for a model. It may lack the last slash, end in the path of a request, or lack a version that the provider's own
    /// libraries add. `None` if it isn't an http(s) URL or, unless `allow_private`, isn't https or names a private address.
    pub(crate) fn new(base: &str, dialect: Dialect, model: &str, allow_private: bool) -> Option<Self> {
        let mut url = Url::parse(base.trim()).ok()?;
        let has_scheme = url.scheme() == "https" || (allow_private && url.scheme() == "http");
        let query_fits = url.query_pairs().all(|(name, _)| name == "api-version");
        if !has_scheme || !url.username().is_empty() || url.password().is_some() || !query_fits {
            return None;
        }
        // Names are checked when they are resolved, on connecting. A literal address is never resolved, so check it here.
        let is_public = match url.host()? {
            Host::Ipv4(address) => guard::is_public(address.into()),
            Host::Ipv6(address) => guard::is_public(address.into()),
            Host::Domain(_) => true,
        };
        if !is_public && !allow_private {
            return None;
        }
        let is_azure = url.host_str().is_some_and(is_azure);
        let base = base_path(url.path(), dialect, is_azure);
        let query = url.query().map(str::to_owned);
        url.set_fragment(None);
        url.set_path(&base);
        append(&mut url, dialect, model);
        url.set_query(query.as_deref());
        if dialect == Dialect::Gemini {
            url.query_pairs_mut().append_pair("alt", "sse");
        }
        let host = host_of(url.as_str())?;
        Some(Self { url, host })
    }
}

/// Whether the host is one of Azure's for models.
pub(crate) fn is_azure(host: &str) -> bool {
    // Also the government's and China's.
    let ends = ["openai", "services.ai", "cognitiveservices"];
    let domain = [".azure.com", ".azure.us", ".azure.cn"].iter().find_map(|domain| host.strip_suffix(domain));
    domain.and_then(|rest| rest.split_once('.')).is_some_and(|(_, service)| ends.contains(&service))
}

/// The path to which the dialect's own is appended, without a slash at its end.
fn base_path(path: &str, dialect: Dialect, is_azure: bool) -> String {
    let path = path.trim_end_matches('/');
    let suffix = match dialect {
        Dialect::OpenAi => "/chat/completions",
        Dialect::Anthropic => "/messages",
        Dialect::Ollama => "/api/chat",
        Dialect::Cohere => "/chat",
        Dialect::Gemini | Dialect::Bedrock => "",
    };
    let path = path.strip_suffix(suffix).unwrap_or(path).trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_version = last.len() > 1 && last.starts_with('v') && last.as_bytes()[1].is_ascii_digit();
    match dialect {
        Dialect::OpenAi if is_azure && matches!(path, "" | "/openai") => "/openai/v1".to_owned(),
        // Anthropic's libraries add the version to any base URL.
        Dialect::Anthropic if !is_version => format!("{path}/v1"),
        Dialect::Gemini if !is_version => format!("{path}/v1beta"),
        // Version 1 has other fields.
        Dialect::Cohere if is_version => format!("{}/v2", &path[..path.len() - last.len() - 1]),
        Dialect::Cohere => format!("{path}/v2"),
        // Ollama's own paths begin with /api, and people paste the address of its OpenAI-compatible ones.
        Dialect::Ollama => path.strip_suffix("/v1").or(path.strip_suffix("/api")).unwrap_or(path).to_owned(),
        _ => path.to_owned(),
    }
}

/// Appends the dialect's path. Model names that are part of it are escaped.
fn append(url: &mut Url, dialect: Dialect, model: &str) {
    // An http(s) URL has a path.
    let Ok(mut path) = url.path_segments_mut() else { return };
    path.pop_if_empty();
    match dialect {
        Dialect::OpenAi => path.extend(["chat", "completions"]),
        Dialect::Anthropic => path.push("messages"),
        Dialect::Gemini => path.extend(["models", &format!("{model}:streamGenerateContent")]),
        Dialect::Ollama => path.extend(["api", "chat"]),
        Dialect::Cohere => path.push("chat"),
        Dialect::Bedrock => path.extend(["model", model, "converse-stream"]),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(base: &str, dialect: Dialect) -> Option<String> {
        Address::new(base, dialect, "a/b:0", false).map(|address| address.url.into())
    }

    #[test]
    fn every_pasted_form_leads_to_the_same_address() {
        for base in [
            "https://x.example/v1",
            "https://x.example/v1/",
            " https://x.example/v1// ",
            "https://X.example:443/v1/chat/completions#x",
        ] {
            assert_eq!(
                public(base, Dialect::OpenAi).as_deref(),
                Some("https://x.example/v1/chat/completions"),
                "{base}"
            );
        }
        assert_eq!(public("https://x.example", Dialect::OpenAi).as_deref(), Some("https://x.example/chat/completions"));
    }

    #[test]
    fn versions_are_added_where_the_providers_libraries_add_them() {
        for (dialect, base, url) in [
            (Dialect::Anthropic, "https://x.example", "https://x.example/v1/messages"),
            (Dialect::Anthropic, "https://x.example/v1/messages", "https://x.example/v1/messages"),
            (Dialect::Anthropic, "https://x.example/anthropic", "https://x.example/anthropic/v1/messages"),
            (
                Dialect::Gemini,
                "https://x.example",
                "https://x.example/v1beta/models/a%2Fb:0:streamGenerateContent?alt=sse",
            ),
            (
                Dialect::Gemini,
                "https://x.example/gemini/",
                "https://x.example/gemini/v1beta/models/a%2Fb:0:streamGenerateContent?alt=sse",
            ),
            (
                Dialect::Gemini,
                "https://x.example/v1",
                "https://x.example/v1/models/a%2Fb:0:streamGenerateContent?alt=sse",
            ),
            (Dialect::Cohere, "https://x.example/cohere", "https://x.example/cohere/v2/chat"),
            (Dialect::Cohere, "https://x.example/v2/chat", "https://x.example/v2/chat"),
            (Dialect::Cohere, "https://x.example/v1", "https://x.example/v2/chat"),
            (Dialect::Cohere, "https://x.example", "https://x.example/v2/chat"),
            (Dialect::Ollama, "https://x.example/api/chat", "https://x.example/api/chat"),
            (Dialect::Ollama, "https://x.example/v1", "https://x.example/api/chat"),
            (Dialect::Ollama, "https://x.example/api/", "https://x.example/api/chat"),
            (Dialect::Bedrock, "https://x.example", "https://x.example/model/a%2Fb:0/converse-stream"),
        ] {
            assert_eq!(public(base, dialect).as_deref(), Some(url), "{base}");
        }
    }

    #[test]
    fn azure_is_asked_in_both_of_its_forms() {
        for (base, url) in [
            ("https://r.openai.azure.com", "https://r.openai.azure.com/openai/v1/chat/completions"),
            ("https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai/v1/chat/completions"),
            ("https://r.openai.azure.us/openai/", "https://r.openai.azure.us/openai/v1/chat/completions"),
            (
                "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
                "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
            ),
            (
                "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
                "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
            ),
        ] {
            assert_eq!(public(base, Dialect::OpenAi).as_deref(), Some(url), "{base}");
        }
    }

    #[test]
    fn only_the_local_server_accepts_http_and_private_addresses() {
        for base in [
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
            assert_eq!(public(base, Dialect::OpenAi), None, "{base}");
        }
        for base in ["http://127.0.0.1:11434", "http://[::1]:1", "https://10.0.0.1"] {
            assert!(Address::new(base, Dialect::Ollama, "m", true).is_some(), "{base}");
        }
        assert_eq!(Address::new("ftp://x.example", Dialect::Ollama, "m", true), None);
    }
}
