//! Gemini's `streamGenerateContent` (<https://ai.google.dev/api/generate-content>).

use super::{Conversation, Reading, reading::number, set};
use crate::plan::Plan;
use bubblechat_core::tenant::ReasoningEffort;
use serde_json::{Value, json};

pub(super) fn body(plan: &Plan, conversation: Conversation<'_>) -> Value {
    let message = |role: &'static str| move |text: &str| json!({ "role": role, "parts": [{ "text": text }] });
    let mut body = json!({ "contents": conversation.messages(message("user"), message("model")) });
    set(&mut body, "systemInstruction", conversation.system.map(|system| json!({ "parts": [{ "text": system }] })));
    let mut config = json!({ "maxOutputTokens": plan.max_output_tokens });
    set(&mut config, "temperature", plan.temperature);
    set(&mut config, "topP", plan.top_p);
    if let Some(effort) = plan.reasoning_effort {
        set_effort(&mut config, plan, effort);
    }
    body["generationConfig"] = config;
    body
}

/// Gemini 2.5 takes a budget in model tokens, which counts towards the maximum length, later models a level
/// (<https://ai.google.dev/gemini-api/docs/thinking>).
fn set_effort(config: &mut Value, plan: &Plan, effort: ReasoningEffort) {
    if plan.model.contains("gemini-2.5") {
        let budget = match effort {
            // Pro always reasons.
            ReasoningEffort::None if plan.model.contains("pro") => 128,
            ReasoningEffort::None => 0,
            ReasoningEffort::Minimal | ReasoningEffort::Low => 1024,
            ReasoningEffort::Medium => 8192,
            ReasoningEffort::High => 24_576,
        };
        config["maxOutputTokens"] = (plan.max_output_tokens + budget).into();
        config["thinkingConfig"] = json!({ "thinkingBudget": budget });
    } else {
        let level = if effort == ReasoningEffort::None { Some("minimal") } else { plan.effort_name() };
        config["thinkingConfig"] = json!({ "thinkingLevel": level });
    }
}

pub(super) fn read(frame: &Value, reading: &mut Reading) {
    reading.model(frame.get("modelVersion"));
    reading.refused |= frame.pointer("/promptFeedback/blockReason").and_then(Value::as_str).is_some();
    if let Some(usage) = frame.get("usageMetadata") {
        let count = |name: &str| number(usage.get(name));
        let answer = count("candidatesTokenCount");
        let thoughts = count("thoughtsTokenCount");
        let output = answer.map_or(thoughts, |answer| Some(answer + thoughts.unwrap_or(0)));
        reading.count(count("promptTokenCount"), output, count("cachedContentTokenCount"));
    }
    let Some(candidate) = frame.pointer("/candidates/0") else { return };
    reading.stop(candidate.get("finishReason"));
    for part in candidate.pointer("/content/parts").and_then(Value::as_array).into_iter().flatten() {
        if part.get("thought").and_then(Value::as_bool) == Some(true) {
            reading.think();
        } else {
            reading.text(part.get("text"));
        }
    }
}
