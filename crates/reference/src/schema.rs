//! Types.

use super::{Document, escape, inline, prose, text};
use serde_json::Value;
use std::fmt::Write as _;

/// Every named type.
pub(super) fn section(document: Document<'_>) -> String {
    let mut html = "<section><h2 id=\"schemas\">Types</h2>".to_owned();
    for (name, schema) in document.0["components"]["schemas"].as_object().into_iter().flatten() {
        let name = escape(name);
        let _ =
            write!(html, "<details class=\"type\"><summary><code>{name}</code></summary><div id=\"schema-{name}\">");
        html.push_str(&prose(text(&schema["description"])));
        html.push_str(&described(schema));
        html.push_str("</div></details>");
    }
    html.push_str("</section>");
    html
}

/// A type's alternatives, parts or properties.
fn described(schema: &Value) -> String {
    for (keyword, words) in [("oneOf", "One of"), ("anyOf", "Any of"), ("allOf", "All of")] {
        if let Some(parts) = schema[keyword].as_array() {
            let parts = parts.iter().map(|part| format!("<li>{}</li>", part_of(part)));
            return format!("<p>{words}:</p><ul>{}</ul>", parts.collect::<String>());
        }
    }
    match schema["properties"].as_object() {
        Some(_) => properties(schema),
        None => format!("<p>{}</p>", kind(schema)),
    }
}

fn part_of(part: &Value) -> String {
    if part["$ref"].is_null() && part["properties"].is_object() {
        format!("{}{}", prose(text(&part["description"])), properties(part))
    } else {
        format!("{} {}", kind(part), inline(text(&part["description"])))
    }
}

fn properties(schema: &Value) -> String {
    let mut html = "<dl>".to_owned();
    let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|n| n == name));
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let needed = if required(name) { ", required" } else { "" };
        let read_only = if property["readOnly"] == true { ", read-only" } else { "" };
        let _ = write!(
            html,
            "<dt><code>{}</code> <span class=\"meta\">{}{needed}{read_only}</span></dt><dd>{}</dd>",
            escape(name),
            kind(property),
            inline(text(&property["description"])),
        );
    }
    html.push_str("</dl>");
    html
}

/// A type in a few words, as HTML.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|text| text.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[keyword].as_array() {
            return parts.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let values = values.iter().map(|value| format!("<code>{}</code>", escape(&value.to_string())));
        return values.collect::<Vec<_>>().join(" or ");
    }
    let names: Vec<&str> = match &schema["type"] {
        Value::Array(names) => names.iter().map(text).collect(),
        name => vec![text(name)],
    };
    let names = names.into_iter().map(|name| match name {
        "array" => format!("list of {}", kind(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!("object of {}", kind(&schema["additionalProperties"]))
        }
        "" => "anything".to_owned(),
        name => escape(name),
    });
    format!("{}{}", names.collect::<Vec<_>>().join(" or "), bounds(schema))
}

/// The limits of a type, as HTML.
fn bounds(schema: &Value) -> String {
    let names = [
        ("format", "format"),
        ("minimum", "at least"),
        ("maximum", "at most"),
        ("minLength", "minimum length"),
        ("maxLength", "maximum length"),
        ("minItems", "minimum entries"),
        ("maxItems", "maximum entries"),
        ("default", "default"),
    ];
    let stated = names.iter().filter(|(keyword, _)| !schema[*keyword].is_null() && !schema[*keyword].is_object());
    let rule = schema["x-rule"].as_str().map(|rule| format!(", {}", inline(rule)));
    stated
        .map(|(keyword, words)| format!(", {words} {}", escape(&schema[*keyword].to_string().replace('"', ""))))
        .chain(rule)
        .collect()
}
