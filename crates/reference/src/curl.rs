//! A `curl` command for each route. A body comes with its hash, without which CloudFront cannot sign the request to the function.

use super::{Document, Operation, text};
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// How deep an example goes into nested types.
const MAX_DEPTH: usize = 4;

pub(super) fn example(document: Document<'_>, operation: &Operation<'_>) -> String {
    let mut line = String::new();
    let body = body(document, operation);
    if let Some(body) = &body {
        let _ = writeln!(line, "BODY='{}'", body.to_string().replace('\'', "'\\''"));
    }
    line.push_str("curl");
    if operation.method != "get" && operation.method != "post" {
        let _ = write!(line, " -X {}", operation.method.to_uppercase());
    }
    let _ = write!(line, " \"{}\"", url(document, operation));
    for header in headers(document, operation) {
        let _ = write!(line, " \\\n  -H \"{header}\"");
    }
    if operation.id() == "login" {
        line.push_str(" \\\n  -c cookies.txt");
    } else if uses_scheme(document, operation, "cookie") {
        line.push_str(" \\\n  -b cookies.txt");
    }
    if body.is_some() {
        line.push_str(" \\\n  -H \"x-amz-content-sha256: $(printf %s \"$BODY\" | sha256sum | cut -d' ' -f1)\"");
        line.push_str(" \\\n  -H \"Content-Type: application/json\" --data \"$BODY\"");
    }
    line
}

/// An example of the request's body.
pub(super) fn body(document: Document<'_>, operation: &Operation<'_>) -> Option<Value> {
    let media = operation.value["requestBody"]["content"].as_object()?.values().next()?;
    match &media["example"] {
        Value::Null => Some(sample(document, &media["schema"], 0)),
        example => Some(example.clone()),
    }
}

fn url(document: Document<'_>, operation: &Operation<'_>) -> String {
    let mut path = operation.path.to_owned();
    let mut query = Vec::new();
    for parameter in parameters(operation) {
        let (name, value) = (text(&parameter["name"]), value_of(document, parameter));
        match text(&parameter["in"]) {
            "path" => path = path.replace(&format!("{{{name}}}"), &value),
            "query" if parameter["required"] == true => query.push(format!("{name}={value}")),
            _ => {}
        }
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("{}{path}{query}", if operation.is_console() { "$CONSOLE" } else { "$SITE" })
}

fn headers(document: Document<'_>, operation: &Operation<'_>) -> Vec<String> {
    let mut headers = Vec::new();
    if let Some(scheme) = schemes(document, operation).find(|scheme| scheme["in"] == "header") {
        headers.push(format!("{}: $KEY", text(&scheme["name"])));
    }
    for parameter in parameters(operation) {
        let name = text(&parameter["name"]);
        if parameter["in"] == "header" && (parameter["required"] == true || name == "X-BubbleChat") {
            headers.push(format!("{name}: {}", value_of(document, parameter)));
        }
    }
    headers
}

pub(super) fn parameters<'a>(operation: &Operation<'a>) -> impl Iterator<Item = &'a Value> + use<'a> {
    operation.value["parameters"].as_array().into_iter().flatten()
}

fn schemes<'a>(document: Document<'a>, operation: &Operation<'a>) -> impl Iterator<Item = &'a Value> + use<'a> {
    let alternatives = operation.value["security"].as_array().into_iter().flatten().filter_map(Value::as_object);
    alternatives.flat_map(Map::keys).map(move |name| &document.0["components"]["securitySchemes"][name])
}

pub(super) fn uses_scheme(document: Document<'_>, operation: &Operation<'_>, place: &str) -> bool {
    schemes(document, operation).any(|scheme| scheme["in"] == place)
}

pub(super) fn value_of(document: Document<'_>, parameter: &Value) -> String {
    let value = match &parameter["example"] {
        Value::Null => sample(document, &parameter["schema"], 0),
        example => example.clone(),
    };
    match (text(&parameter["name"]), value) {
        // The page introduces the variable.
        ("key", _) => "$KEY".to_owned(),
        (_, Value::String(text)) => text,
        (_, value) => value.to_string(),
    }
}

/// A value of a type: its example, else its default, else one made of its required properties.
fn sample(document: Document<'_>, schema: &Value, depth: usize) -> Value {
    let schema = document.resolve(schema);
    for keyword in ["example", "default"] {
        if !schema[keyword].is_null() {
            return schema[keyword].clone();
        }
    }
    for keyword in ["examples", "enum", "oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[keyword].as_array().and_then(|values| values.first()) {
            return if keyword.ends_with("Of") { sample(document, first, depth) } else { first.clone() };
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.first().map(text).unwrap_or_default(),
        kind => text(kind),
    };
    match kind {
        "object" if depth < MAX_DEPTH => {
            let required = schema["required"].as_array().into_iter().flatten().map(text);
            required.map(|name| (name.to_owned(), sample(document, &schema["properties"][name], depth + 1))).collect()
        }
        "object" => Value::Object(Map::new()),
        "array" => Value::Array(Vec::new()),
        "integer" | "number" => schema["minimum"].as_i64().unwrap_or(1).into(),
        "boolean" => false.into(),
        _ => "…".into(),
    }
}
