//! Bedrock's Converse (<https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html>).

use super::{Conversation, Reading, Stop, anthropic, reading::number, set};
use crate::plan::Plan;
use bubblechat_core::tenant::ReasoningEffort;
use serde_json::{Value, json};

pub(super) fn body(plan: &Plan, conversation: Conversation<'_>) -> Value {
    let message = |role: &'static str| move |text: &str| json!({ "role": role, "content": [{ "text": text }] });
    let mut messages = conversation.messages(message("user"), message("assistant"));
    let mut system = conversation.system.map(|system| vec![json!({ "text": system })]);
    if can_cache(&plan.model) {
        let mark = || json!({ "cachePoint": { "type": "default" } });
        system.iter_mut().for_each(|system| system.push(mark()));
        let newest = messages.len().checked_sub(2).and_then(|at| messages[at]["content"].as_array_mut());
        newest.into_iter().for_each(|content| content.push(mark()));
    }
    let mut inference = json!({ "maxTokens": plan.max_output_tokens });
    set(&mut inference, "temperature", plan.temperature);
    set(&mut inference, "topP", plan.top_p);
    let mut body = json!({ "messages": messages, "inferenceConfig": inference });
    set(&mut body, "system", system);
    if let Some(effort) = plan.reasoning_effort {
        set_effort(&mut body, plan, effort);
    }
    body
}

/// The families that take marks for the cache; others refuse them
/// (<https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html>).
fn can_cache(model: &str) -> bool {
    ["anthropic.claude-3-5-haiku", "anthropic.claude-3-7", "anthropic.claude-opus", "anthropic.claude-sonnet"]
        .iter()
        .chain(&["anthropic.claude-haiku", "amazon.nova"])
        .any(|family| model.contains(family))
}

/// Each family has its own field for it; those without one get none.
fn set_effort(body: &mut Value, plan: &Plan, effort: ReasoningEffort) {
    if plan.model.contains("anthropic.") {
        let mut fields = json!({ "max_tokens": plan.max_output_tokens });
        anthropic::set_effort(&mut fields, plan, effort);
        body["inferenceConfig"]["maxTokens"] = fields["max_tokens"].take();
        fields.as_object_mut().into_iter().for_each(|fields| drop(fields.remove("max_tokens")));
        body["additionalModelRequestFields"] = fields;
    } else if plan.model.contains("amazon.nova") {
        let config = match effort {
            ReasoningEffort::None => json!({ "type": "disabled" }),
            ReasoningEffort::Minimal => json!({ "type": "enabled", "maxReasoningEffort": "low" }),
            _ => json!({ "type": "enabled", "maxReasoningEffort": plan.effort_name() }),
        };
        body["additionalModelRequestFields"] = json!({ "reasoningConfig": config });
    } else if plan.model.contains("openai.") {
        body["additionalModelRequestFields"] = json!({ "reasoning_effort": plan.effort_name() });
    }
}

pub(super) fn read(event: Option<&str>, frame: &Value, reading: &mut Reading) {
    match event {
        Some("contentBlockDelta") => {
            reading.text(frame.pointer("/delta/text"));
            reading.reasoning(frame.pointer("/delta/reasoningContent"));
        }
        Some("messageStop") => {
            reading.stop(frame.get("stopReason"));
            reading.stop.get_or_insert(Stop::Complete);
        }
        Some("metadata") => {
            let count = |name: &str| number(frame.pointer(&format!("/usage/{name}")));
            let (read, written) = (count("cacheReadInputTokens"), count("cacheWriteInputTokens"));
            let input = count("inputTokens").map(|input| input + read.unwrap_or(0) + written.unwrap_or(0));
            reading.count(input, count("outputTokens"), read);
            reading.over = true;
        }
        _ => {}
    }
}
