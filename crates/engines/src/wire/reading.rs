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
            // llama.cpp's word for a full window.
            "limit" => Self::Length,
            // Ollama's words when it only loaded or unloaded the model.
            "load" | "unload" => Self::Failed,
            _ if has(&[
                "length",
                "max_token",
                "max_output_token",
                "max_new_token",
                "token_limit",
                "context_window",
            ]) =>
            {
                Self::Length
            }
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
                "sensitive",
                "moderation",
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
    /// Whether new reasoning has arrived apart from the text, until it is taken.
    pub(crate) new_reasoning: bool,
    /// Whether any ever has.
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
    /// Takes in a reason to stop, unless it says that there is none. A reason that says more than "complete" is not lost to a later one.
    pub(super) fn stop(&mut self, reason: Option<&Value>) {
        let none = ["", "null", "none", "finish_reason_unspecified"];
        let is_one = |reason: &&str| !none.iter().any(|none| reason.eq_ignore_ascii_case(none));
        let Some(reason) = reason.and_then(Value::as_str).filter(is_one) else { return };
        if matches!(self.stop, None | Some(Stop::Complete)) {
            self.stop = Some(Stop::of(reason));
        }
    }

    /// The upstream says that the answer is over, with or without a reason before.
    pub(super) fn end(&mut self) {
        self.stop.get_or_insert(Stop::Complete);
        self.over = true;
    }

    pub(super) fn text(&mut self, text: Option<&Value>) {
        self.text.push_str(text.and_then(Value::as_str).unwrap_or_default());
    }

    pub(super) fn model(&mut self, model: Option<&Value>) {
        if let Some(model) = model.and_then(Value::as_str).filter(|model| !model.is_empty()) {
            self.model = Some(model.chars().take(200).collect());
        }
    }

    /// Whether nothing of what was read is what a model's API says.
    pub(crate) fn is_blank(&self) -> bool {
        !self.reasoned && !self.refused && self.stop.is_none() && self.model.is_none() && self.usage().is_none()
    }

    /// Notes that there is reasoning, if the value holds any.
    pub(super) fn reasoning(&mut self, value: Option<&Value>) {
        if value.is_some_and(is_something) {
            self.think();
        }
    }

    /// Notes that there is reasoning.
    pub(super) fn think(&mut self) {
        self.new_reasoning = true;
        self.reasoned = true;
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

/// A count, also as a float or a text. None is so large that sums of a few could overflow.
pub(super) fn number(value: Option<&Value>) -> Option<u64> {
    let value = value?;
    let count = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    count.filter(|count| (0.0..1e12).contains(count)).map(|count| count as u64)
}

/// Whether a value holds something: not null, false, 0, empty, or made of nothing else.
pub(super) fn is_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => values.iter().any(is_something),
        Value::Object(fields) => fields.values().any(is_something),
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Bool(true) => true,
    }
}

/// Whether a frame tells of an error. An `error` that holds nothing is none. `event`: the frame's name outside its JSON.
pub(super) fn is_error(event: Option<&str>, frame: &Value) -> bool {
    let is_named = |name| frame.get(name).and_then(Value::as_str) == Some("error");
    // OpenRouter tells of errors in the choice, too.
    let errors = [frame.get("error"), frame.pointer("/choices/0/error")];
    errors.into_iter().flatten().any(is_something) || is_named("type") || is_named("object") || event == Some("error")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_error_that_holds_nothing_is_none() {
        for error in
            [json!(null), json!(false), json!(0), json!({}), json!(""), json!([]), json!({ "message": "", "code": 0 })]
        {
            assert!(!is_error(None, &json!({ "error": error, "choices": [{ "error": error }] })), "{error}");
        }
        for error in [json!("x"), json!(true), json!({ "code": 500 }), json!({ "message": "m" })] {
            assert!(is_error(None, &json!({ "error": error })));
            assert!(is_error(None, &json!({ "choices": [{ "error": error }] })));
        }
        assert!(is_error(None, &json!({ "type": "error", "error": null })));
        assert!(is_error(Some("error"), &json!({ "message": "m" })));
        assert!(!is_error(Some("message"), &json!({ "message": "m" })));
    }

    #[test]
    fn a_reason_that_says_that_there_is_none_is_none() {
        for reason in [json!(null), json!(""), json!("null"), json!("None"), json!("FINISH_REASON_UNSPECIFIED")] {
            let mut reading = Reading::default();
            reading.stop(Some(&reason));
            assert_eq!(reading.stop, None, "{reason}");
        }
    }

    #[test]
    fn reasons_are_known_in_every_spelling() {
        for (stop, reasons) in [
            (Stop::Complete, &["stop", "STOP", "end_turn", "eos_token", "COMPLETE"][..]),
            (
                Stop::Length,
                &[
                    "length",
                    "model_length",
                    "limit",
                    "max_tokens",
                    "MAX_TOKENS",
                    "token_limit",
                    "max_length",
                    "length_limit",
                    "context_length_exceeded",
                    "model_context_window_exceeded",
                ],
            ),
            (Stop::Filtered, &["content_filter", "SAFETY", "sensitive", "moderation", "ERROR_TOXIC", "refusal"]),
            (Stop::Failed, &["error", "load", "insufficient_system_resource", "cancelled"]),
        ] {
            for reason in reasons {
                assert_eq!(Stop::of(reason), stop, "{reason}");
            }
        }
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
            (json!(u64::MAX), None),
            (json!("1e13"), None),
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
