//! Cohere's Chat, version 2 (<https://docs.cohere.com/reference/chat-stream>).

use super::{Conversation, Reading, reading::number, set};
use crate::plan::Plan;
use bubblechat_core::tenant::ReasoningEffort;
use serde_json::{Value, json};

pub(super) fn body(plan: &Plan, conversation: Conversation<'_>) -> Value {
    let message = |role: &'static str| move |text: &str| json!({ "role": role, "content": text });
    let mut messages = conversation.messages(message("user"), message("assistant"));
    if let Some(system) = conversation.system {
        messages.insert(0, message("system")(system));
    }
    let mut body =
        json!({ "model": plan.model, "messages": messages, "stream": true, "max_tokens": plan.max_output_tokens });
    set(&mut body, "temperature", plan.temperature);
    set(&mut body, "p", plan.top_p);
    set(
        &mut body,
        "thinking",
        plan.reasoning_effort.map(|effort| match effort {
            ReasoningEffort::None => json!({ "type": "disabled" }),
            _ => json!({ "type": "enabled" }),
        }),
    );
    body
}

pub(super) fn read(frame: &Value, reading: &mut Reading) {
    // A whole response has the message at the top, an event in its delta.
    let delta = frame.get("delta").unwrap_or(frame);
    match delta.pointer("/message/content") {
        Some(Value::Array(parts)) => parts.iter().for_each(|part| read_part(part, reading)),
        Some(part) => read_part(part, reading),
        None => {}
    }
    reading.stop(delta.get("finish_reason"));
    for tokens in [delta.pointer("/usage/tokens"), delta.pointer("/usage/billed_units")].into_iter().flatten().take(1) {
        reading.count(number(tokens.get("input_tokens")), number(tokens.get("output_tokens")), None);
    }
    if frame.get("type").and_then(Value::as_str) == Some("message-end") {
        reading.end();
    }
}

fn read_part(part: &Value, reading: &mut Reading) {
    reading.reasoning(part.get("thinking"));
    reading.text(part.get("text"));
}
