//! The bounds of the tenant document, as its schema states them. They are stated once, in the `#[schema(…)]` attributes of the fields. This
//! walk checks documents against them, and the OpenAPI document carries them to the dashboard and the widget.

use super::{Problems, Settings};
use regex::Regex;
use serde::Serialize;
use serde_json::{Map, Value};
use std::{collections::HashMap, sync::LazyLock};
use utoipa::{PartialSchema, ToSchema};

/// The maximum size of a whole document, in bytes of compact JSON. It fits into a request's body; longer material belongs elsewhere.
pub const DOCUMENT_MAX_BYTES: usize = 64_000;

/// The schema of [`Settings`] and all schemas that it refers to, by name.
static SCHEMAS: LazyLock<HashMap<String, Value>> = LazyLock::new(|| {
    let mut schemas = Vec::new();
    Settings::schemas(&mut schemas);
    schemas.push((Settings::name().into_owned(), Settings::schema()));
    schemas.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default())).collect()
});

/// The compiled patterns, by their text.
static PATTERNS: LazyLock<HashMap<String, Regex>> = LazyLock::new(|| {
    let mut found = HashMap::new();
    SCHEMAS.values().for_each(|schema| collect_patterns(schema, &mut found));
    found
});

fn collect_patterns(schema: &Value, found: &mut HashMap<String, Regex>) {
    match schema {
        Value::Object(object) => {
            if let Some(pattern) = object.get("pattern").and_then(Value::as_str)
                && let Ok(compiled) = Regex::new(pattern)
            {
                found.insert(pattern.to_owned(), compiled);
            }
            object.values().for_each(|inner| collect_patterns(inner, found));
        }
        Value::Array(values) => values.iter().for_each(|inner| collect_patterns(inner, found)),
        _ => {}
    }
}

/// Checks a document against the bounds of its schema and the bound on its size.
pub(super) fn check(settings: &Settings, problems: &mut Problems) {
    let document = serde_json::to_value(settings).unwrap_or_default();
    walk(&SCHEMAS[Settings::name().as_ref()], &document, "", problems);
    let bytes = document.to_string().len();
    if bytes > DOCUMENT_MAX_BYTES {
        let (bytes, most) = (grouped(&bytes.to_string()), grouped(&DOCUMENT_MAX_BYTES.to_string()));
        problems.add(
            "",
            &format!(
                "The document is {bytes} bytes of JSON, but the maximum is {most}. Shorten the prompt or the rules."
            ),
        );
    }
}

/// The rule that a part of the document breaks in one of its fields. `name` is its schema's.
pub(super) fn broken(name: &str, part: &impl Serialize, field: &str) -> Option<String> {
    let mut problems = Problems::default();
    walk(SCHEMAS.get(name)?, &serde_json::to_value(part).ok()?, "", &mut problems);
    problems.0.into_iter().find(|problem| problem.field == field).map(|problem| problem.rule)
}

fn walk(schema: &Value, value: &Value, path: &str, problems: &mut Problems) {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    if let Some(target) = name.and_then(|name| SCHEMAS.get(name)) {
        walk(target, value, path, problems);
    }
    for part in ["allOf", "oneOf", "anyOf"].iter().filter_map(|word| schema.get(word)?.as_array()).flatten() {
        walk(part, value, path, problems);
    }
    match value {
        Value::String(text) => check_text(schema, text, path, problems),
        Value::Number(number) => check_number(schema, number, path, problems),
        Value::Array(entries) => {
            check_count(schema, entries.len(), "entry", "entries", "Items", path, problems);
            let Some(items) = schema.get("items") else { return };
            for (i, entry) in entries.iter().enumerate() {
                walk(items, entry, &below(path, &i.to_string()), problems);
            }
        }
        Value::Object(fields) => {
            let properties = schema.get("properties").and_then(Value::as_object);
            for (key, inner) in properties.into_iter().flatten() {
                walk(inner, field(fields, key), &below(path, key), problems);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn field<'a>(fields: &'a Map<String, Value>, key: &str) -> &'a Value {
    fields.get(key).unwrap_or(&Value::Null)
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn check_text(schema: &Value, text: &str, path: &str, problems: &mut Problems) {
    check_count(schema, text.chars().count(), "character", "characters", "Length", path, problems);
    let Some(pattern) = schema.get("pattern").and_then(Value::as_str) else { return };
    if PATTERNS.get(pattern).is_some_and(|regex| !regex.is_match(text)) {
        let in_words = schema.get("x-rule").and_then(Value::as_str);
        problems.add(path, &in_words.map_or_else(|| format!("must match {pattern}"), str::to_owned));
    }
}

/// A bound on how many there are: `minLength` and `maxLength`, or `minItems` and `maxItems`.
fn check_count(schema: &Value, count: usize, one: &str, many: &str, bound: &str, path: &str, problems: &mut Problems) {
    let read = |side: &str| schema.get(format!("{side}{bound}")).and_then(Value::as_u64);
    let (least, most) = (read("min").unwrap_or(0), read("max").unwrap_or(u64::MAX));
    if (least..=most).contains(&(count as u64)) {
        return;
    }
    let (least_text, most_text) = (grouped(&least.to_string()), grouped(&most.to_string()));
    let rule = match (least, most) {
        (0, _) => format!("must have at most {most_text} {}", if most == 1 { one } else { many }),
        (_, u64::MAX) => format!("must have at least {least_text} {}", if least == 1 { one } else { many }),
        _ => format!("must have {least_text} to {most_text} {many}"),
    };
    problems.add(path, &rule);
}

fn check_number(schema: &Value, number: &serde_json::Number, path: &str, problems: &mut Problems) {
    let bound = |word: &str| schema.get(word).and_then(Value::as_f64);
    let (least, most) = (bound("minimum").unwrap_or(f64::MIN), bound("maximum").unwrap_or(f64::MAX));
    if number.as_f64().is_none_or(|value| (least..=most).contains(&value)) {
        return;
    }
    let (least, most) = (grouped(&least.to_string()), grouped(&most.to_string()));
    problems.add(path, &format!("must be from {least} to {most}"));
}

/// Formats `2147483647` as `2,147,483,647`. A fraction stays unchanged.
fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut text = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenant::Policy;
    use serde_json::json;
    use std::collections::HashSet;

    /// A document with an entry in every list, so that every bound has a value to stretch.
    fn document() -> Value {
        let part = json!({
            "name": "Acme",
            "copy": { "suggestions": ["Where are you?"] },
            "tokens": { "typography": { "font_family": "Inter" } },
            "behaviour": { "image_hosts": ["images.acme.example"], "link_hosts": ["docs.acme.example"] },
            "engines": [
                { "name": "rules", "provider": "rules", "rules": [{ "pattern": "a", "answer": "b" }], "fallback": "c" },
                {
                    "name": "main", "provider": "openai", "model": "m", "base_url": "https://llm.example/v",
                    "auth": "x-key", "headers": ["x-org"], "max_output_tokens": 9, "context_tokens": 4096,
                    "temperature": 0.5, "top_p": 0.5, "first_byte_timeout_s": 9, "stall_timeout_s": 9,
                    "price": { "input": 0.5, "output": 0.5, "cached_input": 0.5 }, "fallback_engine": "rules",
                },
            ],
            "default_engine": "rules",
            "visitor_engines": ["main"],
            "origins": ["https://acme.example"],
            "caps": { "model_tokens_per_month": 9, "cost_per_month": 0.5 },
        });
        let settings: Settings = serde_json::from_value(part).expect("a document");
        serde_json::to_value(settings).expect("JSON")
    }

    /// Whether `validate` or the field's type refuses the value.
    fn is_refused(document: &Value, path: &str) -> bool {
        let Ok(settings) = serde_json::from_value::<Settings>(document.clone()) else { return true };
        let problems = settings.validate(Policy::PUBLIC).err().unwrap_or_default();
        problems.0.iter().any(|problem| problem.field == path)
    }

    fn resolve(schema: &Value) -> Vec<Value> {
        let named = schema.get("$ref").and_then(Value::as_str).and_then(|path| SCHEMAS.get(path.rsplit('/').next()?));
        let parts = ["allOf", "oneOf"].iter().filter_map(|word| schema.get(word)?.as_array()).flatten();
        let inner = named.into_iter().chain(parts).flat_map(resolve);
        inner.chain([schema.clone()]).collect()
    }

    /// Every field of the document, with each schema that describes it.
    fn fields(schema: &Value, value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
        for schema in resolve(schema) {
            for (key, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                fields(inner, &value[key], &below(path, key), found);
            }
            for (i, entry) in value.as_array().into_iter().flatten().enumerate() {
                if let Some(items) = schema.get("items") {
                    fields(items, entry, &below(path, &i.to_string()), found);
                }
            }
            found.push((path.to_owned(), schema));
        }
    }

    /// The value, changed as far as possible to have `size` characters or entries, or to be that number.
    fn stretched(value: &Value, size: f64) -> Value {
        match value {
            Value::String(text) => {
                let last = text.chars().last().unwrap_or('a');
                Value::String(text.chars().chain(std::iter::repeat(last)).take(size as usize).collect())
            }
            Value::Array(entries) => entries.iter().cycle().take(size as usize).cloned().collect(),
            Value::Number(number) if number.is_u64() => json!(size as i64),
            _ => json!(size),
        }
    }

    #[test]
    fn the_value_at_every_bound_is_accepted_and_the_next_one_refused() {
        let document = document();
        let mut fields_found = Vec::new();
        fields(&SCHEMAS["Settings"], &document, "", &mut fields_found);
        let (mut bounded, mut tried) = (HashSet::new(), HashSet::new());
        for (path, schema) in fields_found {
            let pointer = format!("/{}", path.replace('.', "/"));
            let value = document.pointer(&pointer).cloned().unwrap_or_default();
            let step = if value.is_f64() { 0.1 } else { 1.0 };
            for (word, beyond) in [
                ("minimum", -step),
                ("maximum", step),
                ("minLength", -step),
                ("maxLength", step),
                ("minItems", -step),
                ("maxItems", step),
            ] {
                let Some(bound) = schema.get(word).and_then(Value::as_f64) else { continue };
                let everywhere = path.split('.').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part });
                let name = (everywhere.collect::<Vec<_>>().join("."), word);
                bounded.insert(name.clone());
                if value.is_null() {
                    continue;
                }
                tried.insert(name);
                let with = |size: f64| {
                    let mut changed = document.clone();
                    *changed.pointer_mut(&pointer).expect("the field") = stretched(&value, size);
                    changed
                };
                assert!(!is_refused(&with(bound), &path), "{path}: {word} {bound} itself must be accepted");
                assert!(
                    is_refused(&with(bound + beyond), &path),
                    "{path}: what is beyond {word} {bound} must be refused"
                );
            }
        }
        let untried: Vec<_> = bounded.difference(&tried).collect();
        assert!(untried.is_empty(), "give these a value in the test's document: {untried:?}");
        assert!(tried.len() >= 50, "only {} bounds were found: the walk has lost its way", tried.len());
    }

    #[test]
    fn a_document_has_a_bound_as_a_whole() {
        let mut settings: Settings = serde_json::from_value(document()).expect("a document");
        let size = |settings: &Settings| serde_json::to_string(settings).expect("JSON").len();
        let pattern = "long".to_owned();
        let answer = |length: usize| crate::tenant::Rule { pattern: pattern.clone(), answer: "a".repeat(length) };
        for _ in 0..7 {
            settings.engines[0].rules.push(answer(8000));
        }
        settings.engines[0].rules.push(answer(1));
        let room = DOCUMENT_MAX_BYTES - size(&settings) + 1;
        settings.engines[0].rules.last_mut().expect("a rule").answer = "a".repeat(room);
        assert_eq!((size(&settings), settings.validate(Policy::PUBLIC)), (DOCUMENT_MAX_BYTES, Ok(())));
        settings.engines[0].rules.last_mut().expect("a rule").answer.push('a');
        let problems = settings.validate(Policy::PUBLIC).expect_err("one byte too many");
        let rule = "The document is 64,001 bytes of JSON, but the maximum is 64,000. Shorten the prompt or the rules.";
        assert_eq!((problems.to_string().as_str(), problems.0[0].field.as_str()), (rule, ""));
    }

    #[test]
    fn every_pattern_of_the_schema_compiles() {
        fn texts<'a>(schema: &'a Value, found: &mut Vec<&'a str>) {
            found.extend(schema.get("pattern").and_then(Value::as_str));
            schema.as_object().into_iter().flat_map(Map::values).for_each(|inner| texts(inner, found));
            schema.as_array().into_iter().flatten().for_each(|inner| texts(inner, found));
        }
        let mut found = Vec::new();
        SCHEMAS.values().for_each(|schema| texts(schema, &mut found));
        assert!(!found.is_empty());
        for pattern in found {
            assert!(PATTERNS.contains_key(pattern), "{pattern} is not enforced");
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            ["7", "100", "1000", "64000", "2147483647", "1.25"].map(grouped),
            ["7", "100", "1,000", "64,000", "2,147,483,647", "1.25"]
        );
    }
}
