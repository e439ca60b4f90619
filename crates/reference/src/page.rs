//! The page of all routes.

use super::{Document, Origin, clients, escape, inline, operation, prose, schema, text};
use std::fmt::Write as _;

/// The whole page.
pub(crate) fn page(document: Document<'_>, origin: Origin) -> String {
    let title = escape(text(&document.0["info"]["title"]));
    let mut html = start(&title, origin == Origin::Site);
    let _ = write!(
        html,
        "<a class=\"skip\" href=\"#content\">Skip to the routes</a><header><h1>{title}</h1>{}</header>",
        introduction(document, origin)
    );
    html.push_str(&contents(document));
    html.push_str("<main id=\"content\">");
    for (name, description) in document.groups() {
        let _ = write!(html, "<section><h2 id=\"group-{0}\">{0}</h2>{1}", escape(name), prose(description));
        for operation in document.operations().iter().filter(|operation| operation.group() == name) {
            html.push_str(&operation::details(document, operation, origin));
        }
        html.push_str("</section>");
    }
    html.push_str(&clients::section());
    html.push_str(&errors(document));
    html.push_str(&schema::section(document));
    html.push_str("</main></body></html>");
    html
}

/// Everything before a page's content. Only the site's pages have a script, which belongs to the widget's files.
pub(crate) fn start(title: &str, has_script: bool) -> String {
    let script = if has_script { "<script type=\"module\" src=\"/docs.js\"></script>" } else { "" };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"/docs.css\">{script}</head><body>"
    )
}

fn introduction(document: Document<'_>, origin: Origin) -> String {
    let guide = match origin {
        Origin::Site => "/docs/coming-from-another-widget",
        Origin::Console => "/guides/coming-from-another-widget.html",
    };
    format!(
        "{}<p>For programs: <a href=\"/v1/openapi.json\">openapi.json</a> (OpenAPI {}). If your client was written for another service, \
         <a href=\"{guide}\">coming from another widget</a> says what is called what here.</p>\
         <p>The examples use these variables. Visitors' routes are on the site, operators' routes on the console:</p>\
         <pre tabindex=\"0\"><code>SITE=https://…     # or http://127.0.0.1:8787\nCONSOLE=https://…  # or http://127.0.0.1:8788\nKEY=bc_pk_…</code></pre>\
         <p>Every error is <code>{{\"error\":{{\"code\",\"message\",\"request_id\"}}}}</code>: <code>code</code> is for programs and never \
         changes, <code>message</code> tells people what to do. All codes are <a href=\"#errors\">listed below</a>.</p>",
        prose(text(&document.0["info"]["description"])),
        escape(text(&document.0["openapi"])),
    )
}

/// Every error code, with what it means and what to do about it.
fn errors(document: Document<'_>) -> String {
    let mut html = "<section><h2 id=\"errors\">Error codes</h2><dl>".to_owned();
    for error in document.0["x-bubblechat"]["errors"].as_array().into_iter().flatten() {
        let _ = write!(
            html,
            "<dt id=\"error-{0}\"><code>{0}</code> <span class=\"meta\">{1}</span></dt><dd>{2} {3}</dd>",
            escape(text(&error["code"])),
            error["status"],
            inline(text(&error["meaning"])),
            inline(text(&error["fix"])),
        );
    }
    html.push_str("</dl></section>");
    html
}

fn contents(document: Document<'_>) -> String {
    let mut html = "<nav aria-label=\"Routes\"><details open><summary>Contents</summary>".to_owned();
    for (name, _) in document.groups() {
        let _ = write!(html, "<h2><a href=\"#group-{0}\">{0}</a></h2><ul>", escape(name));
        for operation in document.operations().iter().filter(|operation| operation.group() == name) {
            let (id, method, path) = (escape(operation.id()), operation.method.to_uppercase(), escape(operation.path));
            let _ = write!(
                html,
                "<li><a href=\"#{id}\"><span class=\"method\">{method}</span> <code>{path}</code></a></li>"
            );
        }
        html.push_str("</ul>");
    }
    html.push_str(
        "<h2><a href=\"#clients\">Clients</a></h2><h2><a href=\"#errors\">Error codes</a></h2><h2><a href=\"#schemas\">Types</a></h2></details></nav>",
    );
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use serde_json::Value;

    const BOTH: [Origin; 2] = [Origin::Console, Origin::Site];

    fn pages(document: &Value) -> [(Origin, String); 2] {
        BOTH.map(|origin| (origin, page(Document(document), origin)))
    }

    #[test]
    fn the_page_names_every_route_type_and_error_code() {
        let document = document();
        for (origin, page) in pages(&document) {
            let operations = Document(&document).operations();
            assert!(!operations.is_empty());
            for operation in &operations {
                assert!(page.contains(&format!("id=\"{}\"", operation.id())), "{}", operation.path);
            }
            for name in document["components"]["schemas"].as_object().expect("types").keys() {
                assert!(page.contains(&format!("id=\"schema-{name}\"")), "{origin:?} {name}");
            }
            for error in document["x-bubblechat"]["errors"].as_array().expect("error codes") {
                let (code, meaning) = (text(&error["code"]), inline(text(&error["meaning"])));
                assert!(page.contains(&format!("id=\"error-{code}\"")) && page.contains(&meaning), "{code}");
            }
        }
    }

    #[test]
    fn only_the_sites_page_has_a_script_and_it_is_a_file_of_the_site() {
        for (origin, page) in pages(&document()) {
            let scripts: Vec<_> = page.match_indices("<script").collect();
            assert_eq!(scripts.len(), usize::from(origin == Origin::Site), "{origin:?}");
            assert_eq!(page.contains("<script type=\"module\" src=\"/docs.js\"></script>"), origin == Origin::Site);
            for forbidden in [" style=", " onclick", "javascript:"] {
                assert!(!page.contains(forbidden), "{forbidden}");
            }
        }
    }

    #[test]
    fn every_link_of_the_page_has_its_target() {
        for (_, page) in pages(&document()) {
            for link in page.split("href=\"#").skip(1) {
                let id = link.split('"').next().expect("a target");
                assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
            }
        }
    }

    #[test]
    fn each_route_of_the_site_can_be_tried_there_and_nothing_else_can() {
        let document = document();
        for (origin, page) in pages(&document) {
            let routes = Document(&document).operations();
            let expected = routes.iter().filter(|route| origin == Origin::Site && route.is_visitors()).count();
            assert_eq!(page.matches("data-trial=").count(), expected, "{origin:?}");
        }
    }
}
