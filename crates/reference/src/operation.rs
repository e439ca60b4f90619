//! One route.

use super::{Document, Operation, Origin, curl, escape, inline, prose, schema, text};
use serde_json::{Value, json};
use std::fmt::Write as _;

pub(super) fn details(document: Document<'_>, operation: &Operation<'_>, origin: Origin) -> String {
    let value = operation.value;
    let mut html = format!(
        "<details class=\"route\"><summary><span class=\"method {0}\">{1}</span> <code>{2}</code> <span class=\"summary\">{3}</span></summary>\
         <div id=\"{4}\"{5}>",
        escape(operation.method),
        operation.method.to_uppercase(),
        escape(operation.path),
        inline(text(&value["summary"])),
        escape(operation.id()),
        trial(document, operation, origin),
    );
    html.push_str(&prose(text(&value["description"])));
    html.push_str(&security(document, value));
    html.push_str(&parameters(value));
    html.push_str(&body(value));
    html.push_str(&responses(document, value));
    let _ = write!(
        html,
        "<h3>Example</h3><pre tabindex=\"0\"><code>{}</code></pre></div></details>",
        escape(&curl::example(document, operation))
    );
    html
}

/// What the page's script needs to try the route.
fn trial(document: Document<'_>, operation: &Operation<'_>, origin: Origin) -> String {
    if origin == Origin::Console || !operation.is_visitors() {
        return String::new();
    }
    let parameters: Vec<_> = curl::parameters(operation)
        .map(|parameter| {
            let required = parameter["required"] == true;
            let value = if required { curl::value_of(document, parameter) } else { String::new() };
            json!({ "name": parameter["name"], "in": parameter["in"], "required": required, "value": value })
        })
        .collect();
    let trial = json!({
        "method": operation.method.to_uppercase(),
        "path": operation.path,
        "needs_key": curl::uses_scheme(document, operation, "header"),
        "parameters": parameters,
        "body": curl::body(document, operation),
    });
    format!(" data-trial=\"{}\"", escape(&trial.to_string()))
}

fn security(document: Document<'_>, value: &Value) -> String {
    let schemes = value["security"].as_array().into_iter().flatten().filter_map(Value::as_object);
    let names: Vec<_> = schemes.flat_map(serde_json::Map::keys).collect();
    if names.is_empty() {
        return "<p class=\"security\">Public.</p>".to_owned();
    }
    let described = names.into_iter().map(|name| {
        let scheme = &document.0["components"]["securitySchemes"][name];
        format!("<li><code>{}</code> {}</li>", escape(name), inline(text(&scheme["description"])))
    });
    format!("<h3>Requires one of</h3><ul class=\"security\">{}</ul>", described.collect::<String>())
}

fn parameters(value: &Value) -> String {
    let parameters: Vec<_> = value["parameters"].as_array().into_iter().flatten().collect();
    if parameters.is_empty() {
        return String::new();
    }
    let mut html = "<h3>Parameters</h3><dl>".to_owned();
    for parameter in parameters {
        let required = if parameter["required"] == true { "required" } else { "optional" };
        let _ = write!(
            html,
            "<dt><code>{}</code> <span class=\"meta\">{}, {required}, {}</span></dt><dd>{}</dd>",
            escape(text(&parameter["name"])),
            escape(text(&parameter["in"])),
            schema::kind(&parameter["schema"]),
            inline(text(&parameter["description"])),
        );
    }
    html.push_str("</dl>");
    html
}

fn body(value: &Value) -> String {
    let content = contents(&value["requestBody"]);
    if content.is_empty() { String::new() } else { format!("<h3>Request body</h3><p>{content}</p>") }
}

fn responses(document: Document<'_>, value: &Value) -> String {
    let mut html = "<h3>Responses</h3><dl>".to_owned();
    for (status, response) in value["responses"].as_object().into_iter().flatten() {
        let response = document.resolve(response);
        let headers: Vec<_> = response["headers"].as_object().into_iter().flatten().collect();
        let headers = headers.iter().map(|(name, header)| {
            format!("<br><code>{}</code>: {}", escape(name), inline(text(&header["description"])))
        });
        let _ = write!(
            html,
            "<dt><code>{}</code> <span class=\"meta\">{}</span></dt><dd>{}{}</dd>",
            escape(status),
            contents(response),
            inline(text(&response["description"])),
            headers.collect::<String>(),
        );
    }
    html.push_str("</dl>");
    html
}

/// The media types of a body, and the type that each holds.
fn contents(holder: &Value) -> String {
    let media = holder["content"].as_object().into_iter().flatten();
    let kinds =
        media.map(|(media, content)| format!("{} <code>{}</code>", schema::kind(&content["schema"]), escape(media)));
    kinds.collect::<Vec<_>>().join(", ")
}
