//! Ollama's chat (<https://github.com/ollama/ollama/blob/main/docs/api.md>).

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
    let mut options = json!({ "num_predict": plan.max_output_tokens });
    // Without it, Ollama silently cuts off what does not fit into its own small default.
    set(&mut options, "num_ctx", plan.context_tokens_set.map(|context| context + plan.max_output_tokens));
    set(&mut options, "temperature", plan.temperature);
    set(&mut options, "top_p", plan.top_p);
    let mut body = json!({ "model": plan.model, "messages": messages, "stream": true, "options": options });
    // Only gpt-oss knows levels.
    set(
        &mut body,
        "think",
        plan.reasoning_effort.map(|effort| match effort {
            ReasoningEffort::None => json!(false),
            ReasoningEffort::Minimal if plan.model.contains("gpt-oss") => json!("low"),
            _ if plan.model.contains("gpt-oss") => json!(plan.effort_name()),
            _ => json!(true),
        }),
    );
    body
}

pub(super) fn read(frame: &Value, reading: &mut Reading) {
    reading.model(frame.get("model"));
    reading.text(frame.pointer("/message/content"));
    reading.reasoning(frame.pointer("/message/thinking"));
    reading.count(number(frame.get("prompt_eval_count")), number(frame.get("eval_count")), None);
    if frame.get("done").and_then(Value::as_bool) == Some(true) {
        // Old versions give no reason.
        reading.stop(frame.get("done_reason"));
        reading.end();
    }
}
