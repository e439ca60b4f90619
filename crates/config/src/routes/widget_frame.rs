//! `GET /v1/widget/frame`

use super::widget_config::{CACHE, Params};
use crate::State;
use axum::{
    extract,
    response::{Html, IntoResponse as _, Response},
};
use bubblechat_core::{origin::OriginPattern, store::KeyRecord, tenant::Settings};
use bubblechat_http::{ApiError, ErrorBody, NO_STORE, QueryParams, ServerErrors};
use http::{HeaderMap, HeaderValue, header};

/// Returns the page for the iframe mode and the dashboard's preview: the widget alone, on the site's own origin.
///
/// Its `Content-Security-Policy` lets the tenant's origins embed it or, for a preview key, the console that created the key. The page itself
/// checks again, because a wildcard in `frame-ancestors` matches more levels of subdomains than ours.
#[utoipa::path(
    get,
    path = "/v1/widget/frame",
    operation_id = "widget_frame",
    tag = "widget",
    params(Params),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 400, description = "`invalid_query`: the query string is invalid", body = ErrorBody),
        (status = 401, description = "`invalid_key`, `key_revoked`, `key_expired`: the key is not valid", body = ErrorBody),
        (status = 403, description = "`origin_not_allowed`: the tenant does not allow this origin; `wrong_key_kind`: the key is a secret key", body = ErrorBody),
        (status = 429, description = "`too_many_requests`: too many requests from this network address; `Retry-After` says when to try again", body = ErrorBody),
        ServerErrors,
    )
)]
pub(crate) async fn widget_frame(
    extract::State(state): extract::State<State>,
    QueryParams(params): QueryParams<Params>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (tenant, record) = super::open(&state, &params.key, &headers).await?;
    let ancestors = ancestors(&tenant.settings, &record);
    let policy = HeaderValue::from_str(&policy(&tenant.settings, &ancestors)).map_err(ApiError::internal)?;
    let cache = if record.preview_in.is_some() { NO_STORE } else { CACHE };
    let page = Html(page(&params.key, &ancestors));
    Ok(([(header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, cache)], page).into_response())
}

/// Who may embed the page, in the form that `frame-ancestors` and the page's own check use.
fn ancestors(settings: &Settings, record: &KeyRecord) -> Vec<String> {
    let named: Vec<String> = match &record.preview_in {
        Some(console) => vec![console.clone()],
        None => settings.origins.iter().map(OriginPattern::to_string).collect(),
    };
    named.into_iter().filter(|source| is_source(source)).collect()
}

/// Whether it is one source of a policy and cannot end it: origins and hosts are read from records, which may be older than today's rules.
fn is_source(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'/' | b'*' | b'[' | b']'))
}

fn policy(settings: &Settings, ancestors: &[String]) -> String {
    let ancestors = if ancestors.is_empty() { "'none'".to_owned() } else { ancestors.join(" ") };
    let hosts = settings.behaviour.image_hosts.iter().filter(|host| is_source(host));
    let images = hosts.map(|host| format!(" https://{host}")).collect::<String>();
    let images = if images.is_empty() { " 'none'".to_owned() } else { images };
    format!(
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src{images}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {ancestors}"
    )
}

/// A value of an attribute in double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

fn page(key: &str, ancestors: &[String]) -> String {
    let (key, origins) = (escaped(key), escaped(&ancestors.join(" ")));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, interactive-widget=resizes-content\">\n\
         <title>Chat</title>\n\
         <script src=\"/widget.js\" data-key=\"{key}\" data-isolation=\"guest\" data-origins=\"{origins}\" async></script>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use bubblechat_core::{
        Slug,
        key::{ApiKey, KeyKind},
        secret::KeyRing,
    };

    fn settings(origins: &[&str]) -> Settings {
        let origins = origins.iter().map(|origin| OriginPattern::parse(origin).expect("an origin"));
        Settings { origins: origins.collect(), ..Settings::default() }
    }

    fn record(preview_in: Option<&str>) -> KeyRecord {
        let key = ApiKey::generate(KeyKind::Publishable, &Slug::parse("acme").expect("a slug"), &KeyRing::generate());
        KeyRecord { preview_in: preview_in.map(str::to_owned), ..KeyRecord::new(&key, "web", 0) }
    }

    fn directive<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
        policy.split("; ").find_map(|directive| directive.strip_prefix(name)?.strip_prefix(' '))
    }

    #[test]
    fn a_preview_is_embedded_by_its_console_and_any_other_page_by_the_tenants_origins() {
        let origins = ["https://shop.example", "https://*.shop.example", "https://my_shop.example:8443"];
        let settings = settings(&origins);
        assert_eq!(ancestors(&settings, &record(None)), origins);
        assert_eq!(ancestors(&settings, &record(Some("https://console.example"))), ["https://console.example"]);
    }

    #[test]
    fn without_origins_and_image_hosts_nobody_embeds_the_page_and_it_shows_no_image() {
        let policy = policy(&settings(&[]), &[]);
        assert_eq!(directive(&policy, "frame-ancestors"), Some("'none'"));
        assert_eq!(directive(&policy, "img-src"), Some("'none'"));
    }

    #[test]
    fn images_come_over_https_from_the_tenants_hosts_only() {
        let mut settings = settings(&[]);
        settings.behaviour.image_hosts = vec!["a.example".to_owned(), "b.example".to_owned()];
        assert_eq!(directive(&policy(&settings, &[]), "img-src"), Some("https://a.example https://b.example"));
    }

    #[test]
    fn no_value_ends_the_policy_or_the_attribute_it_stands_in() {
        let mut settings = settings(&[]);
        settings.behaviour.image_hosts =
            ["a.b;frame-ancestors", "a.b frame", "a.b,c", "", "a.example"].map(str::to_owned).to_vec();
        let frame = ancestors(&settings, &record(Some("https://x\"; script-src *")));
        let policy = policy(&settings, &frame);
        assert_eq!(directive(&policy, "img-src"), Some("https://a.example"));
        assert_eq!(directive(&policy, "frame-ancestors"), Some("'none'"));
        assert_eq!(policy.matches(';').count(), 8, "{policy}");
        let page = page("k\" onload=\"x", &["https://a\"><script>&amp;".to_owned()]);
        assert!(page.contains(r#"data-key="k&quot; onload=&quot;x" data"#), "{page}");
        assert!(page.contains(r#"data-origins="https://a&quot;&gt;&lt;script&gt;&amp;amp;" async"#), "{page}");
    }

    #[test]
    fn the_page_runs_the_sites_own_script_and_nothing_else() {
        let policy = policy(&settings(&[]), &[]);
        for (name, source) in [("default-src", "'none'"), ("script-src", "'self'"), ("connect-src", "'self'")] {
            assert_eq!(directive(&policy, name), Some(source), "{name}");
        }
        let page = page("bc_pk_acme_x", &["https://a.example".to_owned(), "https://b.example".to_owned()]);
        assert_eq!(page.matches("<script").count(), 1);
        assert!(page.contains(r#"src="/widget.js" data-key="bc_pk_acme_x""#), "{page}");
        assert!(page.contains(r#"data-origins="https://a.example https://b.example""#), "{page}");
    }
}
