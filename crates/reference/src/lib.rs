//! The API reference: the OpenAPI document as one HTML page that needs no scripts.
//!
//! Rendered when the admin function is built.

mod curl;
mod operation;
mod schema;

use serde_json::Value;
use std::fmt::Write as _;

/// The OpenAPI document, with its references.
#[derive(Clone, Copy)]
struct Document<'a>(&'a Value);

/// One route.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    value: &'a Value,
}

impl<'a> Document<'a> {
    /// What a `$ref` points to, or the value itself.
    fn resolve(self, value: &'a Value) -> &'a Value {
        let target = value["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
        target.and_then(|pointer| self.0.pointer(pointer)).unwrap_or(value)
    }

    fn operations(self) -> Vec<Operation<'a>> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths
            .flat_map(|(path, item)| {
                let methods = item.as_object().into_iter().flatten();
                methods.map(move |(method, value)| Operation { method, path, value })
            })
            .collect()
    }

    /// The groups, each with its description: first what visitors' pages call, then what operators do.
    fn groups(self) -> Vec<(&'a str, &'a str)> {
        let described: Vec<_> = self.0["tags"].as_array().into_iter().flatten().collect();
        let mut groups: Vec<(&str, bool)> = described.iter().map(|tag| (text(&tag["name"]), true)).collect();
        for operation in self.operations() {
            match groups.iter_mut().find(|(name, _)| *name == operation.group()) {
                Some((_, is_console)) => *is_console = operation.is_console(),
                None => groups.push((operation.group(), operation.is_console())),
            }
        }
        groups.sort_by_key(|(_, is_console)| *is_console);
        groups.dedup_by_key(|(name, _)| *name);
        let description =
            |name: &str| described.iter().find(|tag| tag["name"] == name).map_or("", |tag| text(&tag["description"]));
        groups.into_iter().map(|(name, _)| (name, description(name))).collect()
    }
}

impl<'a> Operation<'a> {
    fn group(&self) -> &'a str {
        text(&self.value["tags"][0])
    }

    fn id(&self) -> &'a str {
        text(&self.value["operationId"])
    }

    /// Whether it is on the operators' origin.
    fn is_console(&self) -> bool {
        ["/v1/admin/", "/v1/openapi.json", "/docs"].iter().any(|path| self.path.starts_with(path))
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Escapes text for HTML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A description as HTML: paragraphs, and code between backticks.
fn prose(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>", inline(paragraph))).collect()
}

/// A line of a description as HTML.
fn inline(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { format!("<code>{}</code>", escape(part)) } else { escape(part) }).collect()
}

/// The whole page.
pub fn page(document: &Value) -> String {
    let document = Document(document);
    let title = escape(text(&document.0["info"]["title"]));
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"/docs.css\"></head><body>\
         <a class=\"skip\" href=\"#content\">Skip to the routes</a><header><h1>{title}</h1>{}</header>",
        introduction(document)
    );
    html.push_str(&contents(document));
    html.push_str("<main id=\"content\">");
    for (name, description) in document.groups() {
        let _ = write!(html, "<section><h2 id=\"group-{0}\">{0}</h2>{1}", escape(name), prose(description));
        for operation in document.operations().iter().filter(|operation| operation.group() == name) {
            html.push_str(&operation::details(document, operation));
        }
        html.push_str("</section>");
    }
    html.push_str(&errors(document));
    html.push_str(&schema::section(document));
    html.push_str("</main></body></html>");
    html
}

fn introduction(document: Document<'_>) -> String {
    format!(
        "{}<p>For programs: <a href=\"/v1/openapi.json\">openapi.json</a> (OpenAPI {}).</p>\
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
        "<h2><a href=\"#errors\">Error codes</a></h2><h2><a href=\"#schemas\">Types</a></h2></details></nav>",
    );
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_route_type_and_error_code_and_has_no_script() {
        let document: Value = serde_json::from_str(include_str!("../../admin/openapi.json")).expect("JSON");
        let page = page(&document);
        let operations = Document(&document).operations();
        assert!(!operations.is_empty());
        for operation in &operations {
            assert!(page.contains(&format!("id=\"{}\"", operation.id())), "{}", operation.path);
        }
        for name in document["components"]["schemas"].as_object().expect("types").keys() {
            assert!(page.contains(&format!("id=\"schema-{name}\"")), "{name}");
        }
        for error in document["x-bubblechat"]["errors"].as_array().expect("error codes") {
            let (code, meaning) = (text(&error["code"]), inline(text(&error["meaning"])));
            assert!(page.contains(&format!("id=\"error-{code}\"")) && page.contains(&meaning), "{code}");
        }
        for forbidden in ["<script", " style=", " onclick", "javascript:"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn every_link_of_the_page_has_its_target() {
        let document: Value = serde_json::from_str(include_str!("../../admin/openapi.json")).expect("JSON");
        let page = page(&document);
        for link in page.split("href=\"#").skip(1) {
            let id = link.split('"').next().expect("a target");
            assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
        }
    }

    #[test]
    fn text_of_the_document_is_never_markup() {
        assert_eq!(inline("a `<b>` & \"c\""), "a <code>&lt;b&gt;</code> &amp; &quot;c&quot;");
        assert_eq!(prose("one\n\ntwo"), "<p>one</p><p>two</p>");
    }
}
