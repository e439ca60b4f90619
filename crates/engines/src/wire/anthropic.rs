//! Anthropic's Messages (<https://docs.claude.com/en/api/messages-streaming>).

use super::{Conversation, Reading, reading::number, set};
use crate::plan::Plan;
use bubblechat_core::tenant::ReasoningEffort;
use serde_json::{Value, json};

pub(super) fn body(plan: &Plan, conversation: Conversation<'_>) -> Value {
    let message = |role: &'static str| move |text: &str| json!({ "role": role, "content": text });
    let mut messages = conversation.messages(message("user"), message("assistant"));
    // What stays the same in the conversation's next request is read from the cache then.
    let marked = |text: &str| json!([{ "type": "text", "text": text, "cache_control": { "type": "ephemeral" } }]);
    if let Some(newest) = conversation.history.last() {
        let at = messages.len() - 2;
        messages[at]["content"] = marked(&newest.answer);
    }
    let mut body =
        json!({ "model": plan.model, "messages": messages, "stream": true, "max_tokens": plan.max_output_tokens });
    set(&mut body, "system", conversation.system.map(marked));
    set(&mut body, "temperature", plan.temperature);
    set(&mut body, "top_p", plan.top_p);
    if let Some(effort) = plan.reasoning_effort {
        set_effort(&mut body, plan, effort);
    }
    body
}

/// Asks for reasoning in the way that the model knows: older ones take a budget, which counts towards the maximum length, newer ones an effort.
pub(super) fn set_effort(body: &mut Value, plan: &Plan, effort: ReasoningEffort) {
    let budget = match effort {
        ReasoningEffort::None => {
            body["thinking"] = json!({ "type": "disabled" });
            return;
        }
        ReasoningEffort::Minimal | ReasoningEffort::Low => 1024,
        ReasoningEffort::Medium => 8192,
        ReasoningEffort::High => 24_576,
    };
    if takes_budget(&plan.model) {
        body["thinking"] = json!({ "type": "enabled", "budget_tokens": budget });
        if let Some(limit) = body.get_mut("max_tokens") {
            *limit = (plan.max_output_tokens + budget).into();
        }
    } else {
        body["thinking"] = json!({ "type": "adaptive" });
        let effort = if effort == ReasoningEffort::Minimal { Some("low") } else { plan.effort_name() };
        body["output_config"] = json!({ "effort": effort });
    }
}

/// The models from before adaptive reasoning (<https://docs.claude.com/en/docs/build-with-claude/extended-thinking>).
fn takes_budget(model: &str) -> bool {
    let older = ["claude-3", "-4@", "-4-0", "-4-1", "-4-2025", "opus-4-5", "sonnet-4-5", "haiku-4-5"];
    older.iter().any(|name| model.contains(name))
}

pub(super) fn read(event: Option<&str>, frame: &Value, reading: &mut Reading) {
    // A whole message, or the one that a stream begins with.
    let message = frame.get("message").unwrap_or(frame);
    match frame.get("type").and_then(Value::as_str).or(event) {
        Some("message" | "message_start") => {
            reading.model(message.get("model"));
            message.get("content").and_then(Value::as_array).into_iter().flatten().for_each(|b| read_block(b, reading));
            reading.stop(message.get("stop_reason"));
            read_usage(message, reading);
        }
        Some("content_block_start") => frame.get("content_block").into_iter().for_each(|b| read_block(b, reading)),
        Some("content_block_delta") => frame.get("delta").into_iter().for_each(|delta| read_block(delta, reading)),
        Some("message_delta") => {
            reading.stop(frame.pointer("/delta/stop_reason"));
            read_usage(frame, reading);
        }
        Some("message_stop") => reading.end(),
        _ => {}
    }
}

/// Reads a block, or a piece of one. Those of tools, citations and signatures show nothing.
fn read_block(block: &Value, reading: &mut Reading) {
    match block.get("type").and_then(Value::as_str) {
        Some("text" | "text_delta") => reading.text(block.get("text")),
        // The text of some models' reasoning is left out.
        Some("thinking" | "thinking_delta" | "redacted_thinking") => reading.think(),
        _ => {}
    }
}

/// What was read from the cache or written to it is not part of `input_tokens`.
fn read_usage(holder: &Value, reading: &mut Reading) {
    let Some(usage) = holder.get("usage") else { return };
    let count = |name: &str| number(usage.get(name));
    let (read, written) = (count("cache_read_input_tokens"), count("cache_creation_input_tokens"));
    let input = count("input_tokens").map(|input| input + read.unwrap_or(0) + written.unwrap_or(0));
    reading.count(input, count("output_tokens"), read);
}
