//! What the frames of a response have said.

use bubblechat_core::engine::Usage;
use serde_json::Value;

/// How the upstream says that an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It is whole.
    Complete,
    /// A length limit cut it off.
    Length,
    /// A content filter ended it.
    Filtered,
    /// The upstream itself failed.
    Failed,
}

impl Stop {
    /// Reads a reason in any provider's spelling.
    pub(crate) fn of(reason: &str) -> Self {
        let reason = reason.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| reason.contains(word));
        match reason.as_str() {
            // Mistral's, Anthropic's and llama.cpp's words for a full window.
            "length" | "model_length" | "limit" | "model_context_window_exceeded" => Self::Length,
            // Ollama's words when it only loaded or unloaded the model.
            "load" | "unload" => Self::Failed,
            _ if has(&["max_token", "max_output_token", "max_new_token"]) => Self::Length,
            _ if has(&[
                "toxic",
                "filter",
                "safety",
                "refusal",
                "recitation",
                "block",
                "prohibited",
                "spii",
                "guardrail",
            ]) =>
            {
                Self::Filtered
            }
            _ if has(&["error", "fail", "cancel", "abort", "insufficient_system_resource", "timeout"]) => Self::Failed,
            _ => Self::Complete,
        }
    }
}

/// What the frames of a response have said so far.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// New text, until it is taken.
    pub(crate) text: String,
    /// Whether reasoning has arrived apart from the text.
    pub(crate) reasoned: bool,
    /// How the answer ended.
    pub(crate) stop: Option<Stop>,
    /// Whether the upstream has said that nothing follows.
    pub(crate) over: bool,
    /// Whether the upstream declined to answer.
    pub(crate) refused: bool,
    /// The model, as the provider names it.
    pub(crate) model: Option<String>,
    /// What went wrong, in the provider's own form.
    pub(crate) error: Option<Value>,
    input: Option<u64>,
    output: Option<u64>,
    cached: Option<u64>,
}

impl Reading {
    /// Takes in a reason to stop, unless it is empty. A reason that says more than "complete" is not lost to a later one.
    pub(super) fn stop(&mut self, reason: Option<&Value>) {
        let Some(reason) = reason.and_then(Value::as_str).filter(|reason| !reason.is_empty()) else { return };
        if matches!(self.stop, None | Some(Stop::Complete)) {
            self.stop = Some(Stop::of(reason));
        }
    }

    pub(super) fn text(&mut self, text: Option<&Value>) {
        self.text.push_str(text.and_then(Value::as_str).unwrap_or_default());
    }

    pub(super) fn model(&mut self, model: Option<&Value>) {
        if let Some(model) = model.and_then(Value::as_str).filter(|model| !model.is_empty()) {
            self.model = Some(model.chars().take(200).collect());
        }
    }

    /// Notes that there is reasoning, if the value holds any.
    pub(super) fn reasoning(&mut self, value: Option<&Value>) {
        self.reasoned |= value.is_some_and(is_something);
    }

    /// Takes in counts of model tokens; a later count replaces an earlier one.
    pub(super) fn count(&mut self, input: Option<u64>, output: Option<u64>, cached: Option<u64>) {
        self.input = input.or(self.input);
        self.output = output.or(self.output);
        self.cached = cached.or(self.cached);
    }

    pub(crate) fn usage(&self) -> Option<Usage> {
        if self.input.is_none() && self.output.is_none() {
            return None;
        }
        let input = self.input.unwrap_or(0);
        let cached_input = self.cached.unwrap_or(0).min(input);
        Some(Usage { input, output: self.output.unwrap_or(0), cached_input })
    }
}

/// A count, also as a float or a text.
pub(super) fn number(value: Option<&Value>) -> Option<u64> {
    let value = value?;
    let float = || value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    value.as_u64().or_else(|| float().filter(|count| *count >= 0.0 && *count < 1e12).map(|count| count as u64))
}

/// Whether a value holds something: not null, false, empty, or made of nothing else.
pub(super) fn is_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => values.iter().any(is_something),
        Value::Object(fields) => fields.values().any(is_something),
        Value::Bool(true) | Value::Number(_) => true,
    }
}

/// The error in a frame. An `error` that holds nothing is none.
pub(super) fn error_of(frame: &Value) -> Option<&Value> {
    let error = frame.get("error").filter(|error| is_something(error));
    let is_named = |name| frame.get(name).and_then(Value::as_str) == Some("error");
    error.or_else(|| (is_named("type") || is_named("object")).then_some(frame))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_error_that_holds_nothing_is_none() {
        for error in
            [json!(null), json!(false), json!({}), json!(""), json!([]), json!({ "message": "", "code": null })]
        {
            assert_eq!(error_of(&json!({ "error": error, "choices": [] })), None, "{error}");
        }
        for error in [json!("x"), json!(true), json!({ "code": 500 }), json!({ "message": "m" })] {
            assert_eq!(error_of(&json!({ "error": error })), Some(&error));
        }
        assert!(error_of(&json!({ "type": "error", "error": null })).is_some());
    }

    #[test]
    fn counts_may_be_floats_or_texts() {
        for (value, count) in [
            (json!(19), Some(19)),
            (json!(19.0), Some(19)),
            (json!("19"), Some(19)),
            (json!(null), None),
            (json!(-1), None),
            (json!("many"), None),
            (json!(1e300), None),
        ] {
            assert_eq!(number(Some(&value)), count, "{value}");
        }
    }

    #[test]
    fn a_length_is_not_lost_to_a_later_reason() {
        let mut reading = Reading::default();
        for reason in [json!(null), json!(""), json!("stop"), json!("length"), json!(""), json!("stop")] {
            reading.stop(Some(&reason));
        }
        assert_eq!(reading.stop, Some(Stop::Length));
    }
}
